package io.freshet.engine.tracking;

import io.freshet.content.InfoHash;
import io.freshet.engine.Landmark;
import io.freshet.engine.NodeId;
import io.freshet.engine.planning.Assignment;
import java.util.List;

/// What a tracker wants done.
public sealed interface TrackerEffect {

  /// Send a node its next assignments.
  record Assign(NodeId to, InfoHash swarm, List<Assignment> assignments) implements TrackerEffect {}

  /// Tell a node that a source is gone, so that it stops waiting for it.
  record Revoke(NodeId to, InfoHash swarm, NodeId source) implements TrackerEffect {}

  /// Name a node others of its swarm, to turn to when the tracker is silent.
  record Introduce(NodeId to, InfoHash swarm, List<NodeId> neighbours) implements TrackerEffect {}

  /// A rare branch was taken.
  record Passed(Landmark landmark) implements TrackerEffect {}
}
