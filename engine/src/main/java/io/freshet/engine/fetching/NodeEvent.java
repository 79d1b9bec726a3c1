package io.freshet.engine.fetching;

import io.freshet.engine.ExtentSet;
import io.freshet.engine.Failure;
import io.freshet.engine.NodeId;
import io.freshet.engine.planning.Assignment;
import java.util.List;

/// What can happen to a node in one swarm.
public sealed interface NodeEvent {

  /// The tracker was told this node's [NodeEngine#membership]: reports reach it from now on.
  record TrackerAttached() implements NodeEvent {}

  /// The control stream is over.
  record TrackerDetached() implements NodeEvent {}

  /// The tracker's next assignments for this node.
  record Assigned(List<Assignment> assignments) implements NodeEvent {}

  /// The tracker says that a source is gone.
  record SourceRevoked(NodeId source) implements NodeEvent {}

  /// A node of the same swarm became known: by the tracker, by a person or by another node.
  record PeerMet(NodeId peer) implements NodeEvent {}

  /// A peer's stream of haves began with this.
  record PeerHolds(NodeId peer, ExtentSet held) implements NodeEvent {}

  record PeerGained(NodeId peer, int[] extents) implements NodeEvent {}

  record PeerWithdrew(NodeId peer, int[] extents) implements NodeEvent {}

  /// A peer's stream of haves is over, or could not be opened.
  record PeerGone(NodeId peer) implements NodeEvent {}

  /// All that this node wants of an extent has arrived and agrees with the manifest.
  record Arrived(long request, int extent) implements NodeEvent {}

  /// A request is over; what it has not brought by now it will not bring.
  record Ended(long request, Ending ending) implements NodeEvent {}

  /// This node wants these extents, too, from now on: a stream's window has moved.
  record Wanted(int[] extents) implements NodeEvent {}

  /// The node's own disk or source lost extents that it held.
  record Lost(int[] extents) implements NodeEvent {}

  /// From now on this node begins nothing new, or does again; what is on its way comes to its end.
  record Pausing(boolean paused) implements NodeEvent {}

  /// Time to tell the tracker what has gathered: soon after something happened, but not after each
  /// thing.
  record Settled() implements NodeEvent {}

  /// Time has passed: sent every [NodeEngine#TICK_NANOS].
  record Tick() implements NodeEvent {}

  /// How a request ended.
  sealed interface Ending {
    /// Everything asked for was brought, or was here already.
    record Complete() implements Ending {}

    /// This node called it off.
    record Cancelled() implements Ending {}

    /// The source did not give the rest.
    record Failed(Failure failure) implements Ending {}
  }
}
