package io.freshet.node.control;

import io.freshet.engine.NodeId;
import java.time.Duration;

/// Dials a node back, to see whether others will reach it.
public interface Dialler {

  /// Does this node, and no other, answer there? Blocks, but no longer than `within`; called from
  /// many threads at once.
  boolean reaches(NodeId node, Address address, Duration within);
}
