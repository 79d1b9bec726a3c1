package io.freshet.engine.fetching;

import io.freshet.engine.Landmark;
import io.freshet.engine.NodeId;
import io.freshet.engine.Report;

/// What a node wants done in one swarm.
public sealed interface NodeEffect {

  /// Ask a source for extents; answered by [NodeEvent.Arrived] for each and one [NodeEvent.Ended].
  record Fetch(long request, NodeId source, int[] extents) implements NodeEffect {}

  /// Stop a request; [NodeEvent.Ended] still follows.
  record Cancel(long request) implements NodeEffect {}

  /// Send this to the tracker.
  record Tell(Report report) implements NodeEffect {}

  /// Tell the tracker this node's [NodeEngine#membership] anew: what it wants has changed.
  record Rejoin() implements NodeEffect {}

  /// Open a stream of haves to a peer.
  record Listen(NodeId peer) implements NodeEffect {}

  /// Close it again.
  record Unlisten(NodeId peer) implements NodeEffect {}

  /// Everything wanted has arrived.
  record Completed() implements NodeEffect {}

  /// A rare branch was taken.
  record Passed(Landmark landmark) implements NodeEffect {}
}
