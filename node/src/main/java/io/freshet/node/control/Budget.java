package io.freshet.node.control;

import java.util.function.IntUnaryOperator;

/// How many extents the lists of one message may still name: a few bytes of runs can spell
/// millions.
final class Budget {

  private final int capacity;
  private int left;

  /// @param capacity how many extents the release has
  /// @param max how many all lists together may name
  Budget(int capacity, int max) {
    this.capacity = capacity;
    this.left = max;
  }

  int[] take(int count, IntUnaryOperator number) throws MalformedMessageException {
    int[] extents = ExtentRuns.decode(count, number, capacity, left);
    left -= extents.length;
    return extents;
  }
}
