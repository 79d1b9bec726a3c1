package io.freshet.node.trace;

import java.util.LinkedHashMap;
import java.util.Map;

/// How long requests take, and how many are on their way at once; one thread calls it.
///
/// Times are counted in classes, eight for each doubling, so that a percentile is at most an eighth
/// too large and memory stays 4 KiB whatever comes.
public final class RequestTimes {
  private static final int CLASSES_A_DOUBLING = 8;
  private static final int DOUBLING_BITS = 3;

  private final long[] counts = new long[Long.SIZE * CLASSES_A_DOUBLING];
  private final Map<Long, Long> since = new LinkedHashMap<>();
  private long count;
  private int inFlightMax;

  public void asked(long request, long nowNanos) {
    since.put(request, nowNanos);
    inFlightMax = Math.max(inFlightMax, since.size());
  }

  public void ended(long request, long nowNanos) {
    Long begun = since.remove(request);
    if (begun != null) {
      counts[classOf(nowNanos - begun)]++;
      count++;
    }
  }

  /// Requests that have ended.
  public long count() {
    return count;
  }

  public int inFlightMax() {
    return inFlightMax;
  }

  /// So many of a hundred requests took no longer than this; 0 when there were none.
  public long nanos(int percent) {
    long wanted = (count * percent + 99) / 100;
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (counts[i] > 0 && seen >= wanted) {
        return endOf(i);
      }
    }
    return 0;
  }

  /// Small numbers have a class each; then the highest bit and the three after it decide.
  private static int classOf(long nanos) {
    if (nanos < CLASSES_A_DOUBLING) {
      return (int) Math.max(0, nanos);
    }
    int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos) - DOUBLING_BITS;
    return (shift << DOUBLING_BITS) + (int) (nanos >>> shift);
  }

  /// The longest time of a class.
  private static long endOf(int index) {
    int shift = Math.max(0, (index >> DOUBLING_BITS) - 1);
    long first = index - ((long) shift << DOUBLING_BITS);
    return ((first + 1) << shift) - 1;
  }
}
