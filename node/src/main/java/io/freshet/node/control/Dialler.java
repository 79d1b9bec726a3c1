package io.freshet.node.control;

import io.freshet.engine.NodeId;
import java.time.Duration;
import java.util.OptionalLong;

/// Dials a node back, to see whether others will reach it.
public interface Dialler {

  /// How long a round trip takes, in nanoseconds, if this node, and no other, answers there; else
  /// empty. Not how long the answer takes: a process that has just begun is long about its first.
  /// Blocks, but no longer than `within`; called from many threads at once.
  OptionalLong dial(NodeId node, Address address, Duration within);
}
