package io.freshet.sim.world;

import io.freshet.engine.Report;
import io.freshet.engine.tracking.TrackerEvent;
import io.freshet.engine.tracking.TrackerEvent.Reach;

/// One node's control stream with the tracker.
final class Session {
  final Node node;
  private final World world;
  private final TrackerHost tracker;
  private final Channel toTracker;
  private final Channel toNode;
  private boolean open = true;

  Session(Node node, TrackerHost tracker) {
    this.node = node;
    this.world = node.world;
    this.tracker = tracker;
    this.toTracker = new Channel(world, node.machine, tracker.machine);
    this.toNode = new Channel(world, tracker.machine, node.machine);
    tell(new TrackerEvent.Arrived(node.id, node.machine.spec.zone(), Reach.UNKNOWN));
    toTracker.send(() -> tracker.dial(this));
  }

  void join(Participant participant) {
    tellMembership(participant);
    participant.attached();
  }

  /// How the node stands in a swarm, the first time or anew.
  void tellMembership(Participant participant) {
    tell(new TrackerEvent.Joined(node.id, participant.swarm.name(), participant.membership()));
  }

  void leave(Participant participant) {
    tell(new TrackerEvent.Left(node.id, participant.swarm.name()));
  }

  void report(Participant participant, Report report) {
    world.meter.control(ControlBytes.of(report));
    tell(new TrackerEvent.Reported(node.id, participant.swarm.name(), report));
  }

  private void tell(TrackerEvent event) {
    tracker.tell(event, toTracker);
  }

  /// What the tracker sends, from the time at which its line lets it go.
  void order(long nanos, Runnable message) {
    toNode.sendAt(nanos, message);
  }

  /// Whether neither side hears the other.
  boolean silent() {
    return toNode.blocked();
  }

  /// The node's process closed the stream: the tracker notices one way later.
  void hangUp() {
    toNode.close();
    toTracker.send(
        () -> {
          if (open) {
            close();
            tracker.post(new TrackerEvent.Departed(node.id));
          }
        });
  }

  /// The node's machine fell silent: the tracker notices when heartbeats stay away.
  void fallSilent() {
    toNode.close();
    world.events.after(World.SILENCE_NANOS, this::giveUp);
  }

  /// The tracker's process closed the stream: the node notices one way later.
  void cut() {
    close();
    world.events.after(world.oneWayNanos, () -> node.detached(this));
  }

  /// Neither side has heard the other for too long.
  void giveUp() {
    if (open) {
      close();
      tracker.post(new TrackerEvent.Departed(node.id));
      node.detached(this);
    }
  }

  private void close() {
    open = false;
    toTracker.close();
    toNode.close();
    tracker.forget(this);
  }
}
