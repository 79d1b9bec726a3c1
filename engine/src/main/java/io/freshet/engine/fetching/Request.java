package io.freshet.engine.fetching;

import io.freshet.engine.ExtentSet;
import io.freshet.engine.NodeId;
import java.util.Arrays;
import java.util.List;

/// Extents asked of one source, and whom to ask next.
final class Request {
  final NodeId source;
  final int[] extents;
  final List<NodeId> others;

  /// All that was asked of that source.
  final Backlog backlog;

  /// The tracker has planned these extents anew: nothing is to be said of them.
  boolean forgotten;

  boolean cancelled;

  /// Cancelled because its source lied.
  boolean distrusted;

  /// Cancelled because another source is asked instead: it counts as on its way no more.
  boolean calledOff;

  Request(NodeId source, int[] extents, List<NodeId> others, Backlog backlog) {
    this.source = source;
    this.extents = extents;
    this.others = others;
    this.backlog = backlog;
  }

  /// Whether nothing more is to be made of it.
  boolean isNobodys() {
    return forgotten || calledOff;
  }

  boolean has(int extent) {
    for (int one : extents) {
      if (one == extent) {
        return true;
      }
    }
    return false;
  }

  int[] left(ExtentSet missing) {
    int[] left = new int[extents.length];
    int count = 0;
    for (int extent : extents) {
      if (missing.has(extent)) {
        left[count++] = extent;
      }
    }
    return Arrays.copyOf(left, count);
  }
}
