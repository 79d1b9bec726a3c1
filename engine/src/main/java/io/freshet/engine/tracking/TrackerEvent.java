package io.freshet.engine.tracking;

import io.freshet.content.InfoHash;
import io.freshet.engine.ExtentSizes;
import io.freshet.engine.Membership;
import io.freshet.engine.NodeId;
import io.freshet.engine.Priority;
import io.freshet.engine.Report;
import io.freshet.engine.Zone;

/// What can happen to a tracker.
public sealed interface TrackerEvent {

  /// A node opened its control stream. A node that was known already is first forgotten.
  record Arrived(NodeId node, Zone zone, Reach reach) implements TrackerEvent {}

  /// What dialling the node back has shown, and how long two round trips take, to connect and to
  /// ask.
  record Dialled(NodeId node, Reach reach, long tookNanos) implements TrackerEvent {}

  /// The node begins nothing new from now on, or does again: nothing is planned from it meanwhile.
  /// That nothing is planned for it either, its credits say.
  record Pausing(NodeId node, boolean paused) implements TrackerEvent {}

  /// The node's control stream is over.
  record Departed(NodeId node) implements TrackerEvent {}

  /// A release can be distributed from now on. Opening it again changes nothing.
  record Opened(InfoHash swarm, ExtentSizes sizes, Priority priority) implements TrackerEvent {}

  /// A release was retired: nothing more is planned for it.
  record Closed(InfoHash swarm) implements TrackerEvent {}

  /// A node holds or wants parts of a release.
  record Joined(NodeId node, InfoHash swarm, Membership membership) implements TrackerEvent {}

  /// A node neither holds nor wants anything of a release any more.
  record Left(NodeId node, InfoHash swarm) implements TrackerEvent {}

  /// A node tells what happened to it since its last report.
  record Reported(NodeId node, InfoHash swarm, Report report) implements TrackerEvent {}

  /// Time has passed: sent every [TrackerEngine#TICK_NANOS].
  record Tick() implements TrackerEvent {}

  /// Whether others can open a connection to a node.
  enum Reach {
    /// Not dialled yet: no upload is planned.
    UNKNOWN,
    REACHABLE,
    UNREACHABLE
  }
}
