package io.freshet.sim;

/// How long receivers took: half of them no longer than `p50`, and so on, by nearest rank.
public record Percentiles(double p50, double p90, double p99, double p999) {

  static Percentiles of(double[] sorted) {
    return new Percentiles(
        rank(sorted, 0.5), rank(sorted, 0.9), rank(sorted, 0.99), rank(sorted, 0.999));
  }

  private static double rank(double[] sorted, double share) {
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }
}
