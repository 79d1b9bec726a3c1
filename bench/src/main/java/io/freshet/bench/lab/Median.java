package io.freshet.bench.lab;

import java.util.Arrays;

/// The middle of several measurements.
final class Median {
  private Median() {}

  /// Of an even number, the mean of the two in the middle.
  static double of(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("the middle of nothing");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
