package io.freshet.node;

import io.freshet.node.control.SessionEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// What a session said and nobody has taken yet; of too much, the latest.
final class RecentEvents {

  /// Releases of one channel, of which there are 15, and troubles. Of more the oldest go: who has
  /// the first release asks for no more events, and a tracker that comes and goes for weeks, or
  /// says the same again and again, must not fill the memory.
  static final int EVENTS_MAX = 256;

  private final BlockingQueue<SessionEvent> events = new LinkedBlockingQueue<>(EVENTS_MAX);

  void add(SessionEvent event) {
    while (!events.offer(event)) {
      var _ = events.poll();
    }
  }

  SessionEvent take() throws InterruptedException {
    return events.take();
  }

  /// Waits no longer than this.
  Optional<SessionEvent> take(Duration most) throws InterruptedException {
    return Optional.ofNullable(events.poll(most.toNanos(), TimeUnit.NANOSECONDS));
  }

  boolean isEmpty() {
    return events.isEmpty();
  }
}
