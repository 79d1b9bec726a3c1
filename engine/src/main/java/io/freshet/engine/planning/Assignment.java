package io.freshet.engine.planning;

import io.freshet.engine.NodeId;
import java.util.List;

/// "Fetch these extents from the first of these sources, or else from the next, within so long": a
/// lease.
///
/// @param instead whether that is for want of the two that were asked already: whom the node asked
///   first it is to ask no more
public record Assignment(int[] extents, List<NodeId> sources, long leaseNanos, boolean instead) {

  /// The first choice and two to fall back on: one more failure than that deserves a new plan.
  public static final int SOURCES_MAX = 3;

  public Assignment {
    sources = List.copyOf(sources);
    if (extents.length == 0) {
      throw new IllegalArgumentException("an assignment without extents");
    }
    if (sources.isEmpty() || sources.size() > SOURCES_MAX) {
      throw new IllegalArgumentException(sources.size() + " sources");
    }
    if (leaseNanos <= 0) {
      throw new IllegalArgumentException("lease of " + leaseNanos + " ns");
    }
  }

  public Assignment(int[] extents, List<NodeId> sources, long leaseNanos) {
    this(extents, sources, leaseNanos, false);
  }
}
