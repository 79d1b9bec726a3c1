package io.freshet.sim.world;

/// How often something took how long, to an eighth: 512 counters, whatever is counted.
final class Durations {
  /// Buckets for each doubling: a bucket's ends are an eighth apart.
  private static final int FINENESS = 8;

  private static final int FINENESS_BITS = 3;

  private final long[] counts = new long[FINENESS * Long.SIZE];
  private long count;
  private long most;

  void add(long nanos) {
    counts[bucket(Math.max(0, nanos))]++;
    count++;
    most = Math.max(most, nanos);
  }

  void addAll(Durations others) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += others.counts[i];
    }
    count += others.count;
    most = Math.max(most, others.most);
  }

  /// What this share of them did not exceed, rounded up to a bucket's end; zero when there are
  /// none.
  long nanosAt(double share) {
    long rank = (long) Math.ceil(share * count);
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= rank && seen > 0) {
        return Math.min(most, end(i));
      }
    }
    return most;
  }

  long most() {
    return most;
  }

  private static int bucket(long nanos) {
    if (nanos < FINENESS) {
      return (int) nanos;
    }
    int shift = Long.SIZE - 1 - FINENESS_BITS - Long.numberOfLeadingZeros(nanos);
    return FINENESS * (shift + 1) + (int) ((nanos >>> shift) - FINENESS);
  }

  private static long end(int bucket) {
    if (bucket < FINENESS) {
      return bucket;
    }
    int shift = bucket / FINENESS - 1;
    return ((long) (FINENESS + bucket % FINENESS + 1) << shift) - 1;
  }
}
