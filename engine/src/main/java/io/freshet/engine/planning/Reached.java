package io.freshet.engine.planning;

import io.freshet.engine.ExtentSet;
import java.util.Arrays;

/// How many peers of one place hold or await each extent: what nobody there does must come from a
/// seed or from elsewhere, once.
final class Reached {
  private final int[] peers;
  private final ExtentSet reached;
  private final ExtentSet unreached;

  Reached(int extents) {
    peers = new int[extents];
    reached = ExtentSet.none(extents);
    unreached = ExtentSet.all(extents);
  }

  void more(int extent) {
    if (peers[extent]++ == 0) {
      unreached.remove(extent);
      reached.add(extent);
    }
  }

  void less(int extent) {
    if (--peers[extent] == 0) {
      unreached.add(extent);
      reached.remove(extent);
    }
  }

  int peers(int extent) {
    return peers[extent];
  }

  boolean has(int extent) {
    return peers[extent] > 0;
  }

  /// Extents that some peer holds or awaits here.
  ExtentSet reached() {
    return reached;
  }

  /// Extents that no peer holds or awaits here.
  ExtentSet unreached() {
    return unreached;
  }

  boolean agreesWith(int[] counted) {
    return Arrays.equals(peers, counted)
        && unreached.cardinality() == zeros(counted)
        && reached.cardinality() == counted.length - zeros(counted)
        && !reached.intersects(unreached);
  }

  private static int zeros(int[] counted) {
    return (int) Arrays.stream(counted).filter(count -> count == 0).count();
  }
}
