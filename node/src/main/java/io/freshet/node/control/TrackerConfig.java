package io.freshet.node.control;

import io.freshet.engine.NodeId;
import io.freshet.node.catalog.Catalog;

/// What a tracker is told when it starts.
///
/// @param id its own, random: stands for it as a source of manifests
/// @param program name and version, for people
/// @param retention how many releases a channel keeps
/// @param seed of the engine's choices
public record TrackerConfig(NodeId id, String program, int retention, Timing timing, long seed) {

  public TrackerConfig {
    if (retention < 1) {
      throw new IllegalArgumentException("a channel keeps at least 1 release, not " + retention);
    }
  }

  public static TrackerConfig standard(NodeId id, String program, long seed) {
    return new TrackerConfig(id, program, Catalog.RETENTION, Timing.STANDARD, seed);
  }
}
