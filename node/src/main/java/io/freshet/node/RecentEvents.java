package io.freshet.node;

import io.freshet.node.control.SessionEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What a session said and nobody has taken yet; of too much, the latest.
final class RecentEvents {

  /// Releases of one channel, of which there are 15, and troubles. Of more the oldest go: who has
  /// the first release asks for no more events, and a tracker that comes and goes for weeks, or
  /// says the same again and again, must not fill the memory.
  static final int EVENTS_MAX = 256;

  private final BlockingQueue<Entry> events = new LinkedBlockingQueue<>(EVENTS_MAX);

  /// @param event empty: whoever waits shall wait no longer
  private record Entry(Optional<SessionEvent> event) {}

  void add(SessionEvent event) {
    while (!events.offer(new Entry(Optional.of(event)))) {
      var _ = events.poll();
    }
  }

  SessionEvent take() throws InterruptedException {
    while (true) {
      Optional<SessionEvent> event = events.take().event;
      if (event.isPresent()) return event.get();
    }
  }

  /// Waits no longer than this, or until it is woken.
  Optional<SessionEvent> take(Duration most) throws InterruptedException {
    @Nullable Entry entry = events.poll(Math.max(0, most.toNanos()), TimeUnit.NANOSECONDS);
    return entry == null ? Optional.empty() : entry.event;
  }

  /// Whoever waits, or comes to wait next, waits for nothing.
  void wake() {
    if (events.isEmpty()) {
      var _ = events.offer(new Entry(Optional.empty()));
    }
  }

  boolean isEmpty() {
    return events.isEmpty();
  }
}
