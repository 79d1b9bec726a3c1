package io.freshet.node.control;

import io.freshet.engine.NodeId;
import io.freshet.engine.ZoneLink;
import io.freshet.node.catalog.Catalog;
import java.util.List;

/// What a tracker is told when it starts.
///
/// @param id its own, random: stands for it as a source of manifests
/// @param program name and version, for people
/// @param retention how many releases a channel keeps
/// @param links between zones, as far as they are known
/// @param seed of the engine's choices
public record TrackerConfig(
    NodeId id, String program, int retention, Timing timing, List<ZoneLink> links, long seed) {

  public TrackerConfig {
    links = List.copyOf(links);
    if (retention < 1) {
      throw new IllegalArgumentException("a channel keeps at least 1 release, not " + retention);
    }
  }

  public static TrackerConfig standard(NodeId id, String program, List<ZoneLink> links, long seed) {
    return new TrackerConfig(id, program, Catalog.RETENTION, Timing.STANDARD, links, seed);
  }
}
