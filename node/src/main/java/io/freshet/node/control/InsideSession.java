package io.freshet.node.control;

import io.freshet.content.InfoHash;
import io.freshet.engine.Membership;
import io.freshet.engine.Report;
import io.freshet.node.catalog.ChannelName;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The session of a node with the tracker of its own process: the same events in the same order,
/// without a socket.
///
/// What the tracker says is queued and handed over by a thread of the session's own, so that
/// neither of the two ever waits for the other. A queue that overflows ends the session, and the
/// next one begins at once.
final class InsideSession implements TrackerLink {

  /// As many as a remote node may be behind, and as cheap.
  private static final int WAITING_MAX = RemoteSession.WAITING_MAX;

  /// Where failures say they happened, and where nodes on this machine are.
  private static final Address INSIDE =
      Address.of(InetAddress.getLoopbackAddress(), Address.PORT_DEFAULT);

  private final Tracker tracker;
  private final Introduction introduction;
  private final Consumer<SessionEvent> listener;
  private final Map<ChannelName, Follow> follows = new LinkedHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Visit visit;

  private InsideSession(
      Tracker tracker, Introduction introduction, Consumer<SessionEvent> listener) {
    this.tracker = tracker;
    this.introduction = introduction;
    this.listener = listener;
    visit = new Visit(introduction);
  }

  static InsideSession open(
      Tracker tracker, Introduction introduction, Consumer<SessionEvent> listener) {
    var session = new InsideSession(tracker, introduction, listener);
    session.begin(session.visit);
    Thread.ofVirtual().name("inside session").start(session::run);
    return session;
  }

  /// One stretch between Attached and Detached.
  private static final class Visit implements Outlet {
    private final Outbox<SessionEvent.FromTracker> outbox = new Outbox<>(WAITING_MAX);
    private final Attendee attendee;
    private volatile String why = "the tracker has ended";

    /// Only the session's thread asks.
    private boolean attached;

    Visit(Introduction introduction) {
      attendee = new Attendee(introduction, new Attendee.Seen.Inside(), this);
    }

    @Override
    public boolean offer(SessionEvent.FromTracker said) {
      return outbox.offer(said);
    }

    @Override
    public void end(String why) {
      this.why = why;
      outbox.close();
    }
  }

  private void begin(Visit begun) {
    synchronized (follows) {
      visit = begun;
      post(desk -> desk.attach(begun.attendee));
      follows.values().forEach(follow -> say(new FromNode.Following(follow)));
    }
  }

  private void run() {
    try {
      CompletableFuture<Void> _ = tracker.ended().whenComplete((_, _) -> close());
      while (!isClosed()) {
        Visit current = visit;
        SessionEvent.FromTracker said = current.outbox.take(() -> true, Long.MAX_VALUE);
        if (said != null) {
          hear(said);
        } else if (current.outbox.isClosed() && !isClosed()) {
          post(desk -> desk.depart(current.attendee));
          if (current.attached) {
            listener.accept(
                new SessionEvent.Detached(new ControlFailure.Lost(INSIDE, current.why)));
          } else {
            listener.accept(
                new SessionEvent.Refused(new ControlFailure.Denied(INSIDE, current.why)));
            closed.await(tracker.config().timing().retryMin().toNanos(), TimeUnit.NANOSECONDS);
          }
          begin(new Visit(introduction));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void hear(SessionEvent.FromTracker said) {
    String loopback = INSIDE.host();
    switch (said) {
      case SessionEvent.Located(List<NodeAddress> nodes) ->
          listener.accept(
              new SessionEvent.Located(
                  nodes.stream()
                      .map(n -> new NodeAddress(n.node(), n.address().orHost(loopback)))
                      .toList()));
      case SessionEvent.Attached attached -> {
        visit.attached = true;
        listener.accept(attached);
        // The tracker answers on the node's own port.
        visit
            .attendee
            .dialled()
            .ifPresent(
                address ->
                    listener.accept(
                        new SessionEvent.Located(
                            List.of(new NodeAddress(attached.tracker(), address)))));
      }
      case SessionEvent.FromTracker other -> listener.accept(other);
    }
  }

  @Override
  public void follow(Follow follow) {
    synchronized (follows) {
      follows.put(follow.channel(), follow);
      say(new FromNode.Following(follow));
    }
  }

  @Override
  public void unfollow(ChannelName channel) {
    synchronized (follows) {
      follows.remove(channel);
      say(new FromNode.Unfollowing(channel));
    }
  }

  @Override
  public void join(InfoHash swarm, Membership membership) {
    // Across the network this would be a copy, too: nothing of the node's is shared with the
    // tracker's thread.
    say(
        new FromNode.Joining(
            swarm,
            new Membership(
                membership.held().copy(),
                membership.wanted().copy(),
                membership.partial().copy(),
                membership.inFlight(),
                membership.credits())));
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

  private void say(FromNode message) {
    Attendee attendee = visit.attendee;
    post(desk -> desk.heard(attendee, message));
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void post(Consumer<TrackerDesk> work) {
    try {
      tracker.post(work);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    if (!isClosed()) {
      closed.countDown();
      Visit last = visit;
      last.outbox.close();
      post(desk -> desk.depart(last.attendee));
    }
  }
}
