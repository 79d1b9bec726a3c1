package io.freshet.engine;

import java.util.List;

/// What a node tells its tracker about one swarm since the last report.
///
/// @param delivered extents that arrived and were proven, by source; each ends the lease on them
/// @param withdrawn extents that the node held and can serve no more
/// @param refused what sources failed to give, as evidence; the node may still be trying others
/// @param returned extents that no named source gave: the lease on them is over
/// @param credits extents that the node is willing to have on their way in this swarm at once
public record Report(
    List<Delivery> delivered, int[] withdrawn, List<Refusal> refused, int[] returned, int credits) {

  /// Extents in one list of a message: one report a finished batch, so a few dozen; a resync fills
  /// a bitmap instead.
  public static final int EXTENTS_MAX = 1 << 16;

  public Report {
    delivered = List.copyOf(delivered);
    refused = List.copyOf(refused);
    if (credits < 0) {
      throw new IllegalArgumentException("credits " + credits);
    }
  }

  /// Extents that came, or shall come, from one source.
  public record Delivery(NodeId source, int[] extents) {}

  /// Extents that a source failed to give.
  public record Refusal(NodeId source, Failure failure, int[] extents) {}
}
