package io.freshet.node.control;

import io.freshet.content.InfoHash;
import io.freshet.engine.Membership;
import io.freshet.engine.Report;
import io.freshet.node.catalog.ChannelName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A node's session with a tracker across the network: kept for ever, through every loss of the
/// tracker.
///
/// One thread connects, writes, and when the stream is over begins anew: at once when the session
/// had held for a while, else after a pause that doubles, with jitter so that 10,000 nodes don't
/// come back in one moment. Several addresses are alternatives: each round tries them all,
/// beginning with the one that worked last.
public final class TrackerSession implements TrackerLink {

  private final List<Address> trackers;
  private final Introduction introduction;
  private final Timing timing;
  private final RandomGenerator random;
  private final LongSupplier nanoTime;
  private final Consumer<SessionEvent> listener;

  private final Object turn = new Object();
  private final Map<ChannelName, Follow> follows = new LinkedHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable NodeStream stream;

  private TrackerSession(
      List<Address> trackers,
      Introduction introduction,
      Timing timing,
      RandomGenerator random,
      LongSupplier nanoTime,
      Consumer<SessionEvent> listener) {
    this.trackers = List.copyOf(trackers);
    this.introduction = introduction;
    this.timing = timing;
    this.random = random;
    this.nanoTime = nanoTime;
    this.listener = listener;
  }

  /// Begins at once, on a thread of its own.
  ///
  /// @param trackers alternatives, best first
  /// @param random draws the jitter
  /// @param listener called by one thread at a time; may block, and then nothing more is read from
  ///   the tracker
  public static TrackerSession open(
      List<Address> trackers,
      Introduction introduction,
      Timing timing,
      RandomGenerator random,
      Consumer<SessionEvent> listener) {
    if (trackers.isEmpty()) {
      throw new IllegalArgumentException("a session needs the address of a tracker");
    }
    var session =
        new TrackerSession(trackers, introduction, timing, random, System::nanoTime, listener);
    Thread.ofPlatform().daemon().name("tracker-session").start(session::run);
    return session;
  }

  @Override
  public void follow(Follow follow) {
    synchronized (follows) {
      follows.put(follow.channel(), follow);
      sayBehindHello(new FromNode.Following(follow));
    }
  }

  @Override
  public void unfollow(ChannelName channel) {
    synchronized (follows) {
      follows.remove(channel);
      sayBehindHello(new FromNode.Unfollowing(channel));
    }
  }

  @Override
  public void join(InfoHash swarm, Membership membership) {
    say(new FromNode.Joining(swarm, membership));
  }

  @Override
  public void leave(InfoHash swarm) {
    say(new FromNode.Leaving(swarm));
  }

  @Override
  public void pausing(boolean paused) {
    say(new FromNode.Pausing(paused));
  }

  @Override
  public void report(InfoHash swarm, Report report) {
    say(new FromNode.Telling(swarm, report));
  }

  private void sayBehindHello(FromNode message) {
    NodeStream current = stream;
    if (current != null) {
      current.say(message);
    }
  }

  /// What is said of swarms before Attached was heard would be said twice.
  private void say(FromNode message) {
    NodeStream current = stream;
    if (current != null && current.isAttached()) {
      current.say(message);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    NodeStream current = stream;
    if (current != null) {
      current.end(new ControlFailure.Lost(trackers.getFirst(), "closed here"));
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void run() {
    int first = 0;
    int rounds = 0;
    try {
      while (!pause(rounds)) {
        rounds++;
        List<ControlFailure> failures = new ArrayList<>();
        for (int i = 0; i < trackers.size() && !isClosed(); i++) {
          int at = (first + i) % trackers.size();
          long begun = nanoTime.getAsLong();
          @Nullable ControlFailure failure = attend(trackers.get(at));
          if (failure == null) {
            first = at;
            failures.clear();
            if (nanoTime.getAsLong() - begun > timing.silence().toNanos()) {
              rounds = 0;
            }
            break;
          }
          failures.add(failure);
        }
        if (!failures.isEmpty()) {
          hear(
              new SessionEvent.Refused(
                  failures.size() == 1
                      ? failures.getFirst()
                      : new ControlFailure.NoneOf(failures)));
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts a session", e);
    }
  }

  /// Waits before a round; true when the session was closed meanwhile.
  private boolean pause(int rounds) throws InterruptedException {
    if (rounds == 0) {
      return isClosed();
    }
    long doublings = Math.min(rounds - 1, 20);
    long nanos = Math.min(timing.retryMax().toNanos(), timing.retryMin().toNanos() << doublings);
    return closed.await(nanos / 2 + random.nextLong(nanos / 2 + 1), TimeUnit.NANOSECONDS);
  }

  /// Null when the session was attached and is over, else why it was not.
  private @Nullable ControlFailure attend(Address tracker) throws InterruptedException {
    return switch (TrackerChannel.connect(tracker, timing)) {
      case TrackerChannel.Connecting.Failed(ControlFailure why) -> why;
      case TrackerChannel.Connecting.Connected(TrackerChannel channel) -> {
        try (channel) {
          yield attend(channel);
        }
      }
    };
  }

  private @Nullable ControlFailure attend(TrackerChannel channel) throws InterruptedException {
    var current = new Current(channel);
    // Whoever follows from here on says so behind Hello.
    synchronized (follows) {
      current.stream.greet(introduction, List.copyOf(follows.values()));
      stream = current.stream;
    }
    if (isClosed()) {
      return null;
    }
    ControlFailure why = current.stream.attend();
    synchronized (turn) {
      current.over = true;
    }
    if (!current.stream.isAttached()) {
      return why;
    }
    hear(new SessionEvent.Detached(why));
    return null;
  }

  private void hear(SessionEvent event) {
    synchronized (turn) {
      if (!isClosed()) {
        listener.accept(event);
      }
    }
  }

  /// One stream and what is heard on it, until it is over.
  private final class Current {
    private final NodeStream stream;
    private final String host;
    private final Address tracker;
    private boolean over;

    Current(TrackerChannel channel) {
      host = channel.host();
      tracker = new Address(host, channel.address().port());
      stream = new NodeStream(channel, timing, nanoTime, this::heard);
    }

    private void heard(SessionEvent.FromTracker said) {
      synchronized (turn) {
        if (over) {
          return;
        }
        switch (said) {
          case SessionEvent.Located(List<NodeAddress> nodes) ->
              hear(
                  new SessionEvent.Located(
                      nodes.stream()
                          .map(n -> new NodeAddress(n.node(), n.address().orHost(host)))
                          .toList()));
          case SessionEvent.Attached attached -> {
            hear(attached);
            hear(new SessionEvent.Located(List.of(new NodeAddress(attached.tracker(), tracker))));
          }
          case SessionEvent.FromTracker other -> hear(other);
        }
      }
    }
  }
}
