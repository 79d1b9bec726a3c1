package io.freshet.engine.fetching;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// What one source was asked for and has not yet given, in the order in which it will, and when
/// that can be expected.
///
/// A source whose silence has grown longer than its rate explains is expected to stay silent for as
/// long again: of something that may take any time, half is over on average.
final class Backlog {

  /// What a delivery before counts beside the one after it.
  private static final double REMEMBERED = 0.875;

  /// Deliveries after which the fastest is half forgotten, about.
  private static final double BEST_OVER = 64;

  private final Map<Integer, Integer> bytes = new LinkedHashMap<>();
  private long total;
  private double cameBytes;
  private double cameNanos;

  /// Bytes a second that came when it gave fastest: a maximum that forgets.
  private double bestRate;

  /// When something came last, or the first of what is left was asked for.
  private long sinceNanos;

  /// False when it was asked for already.
  boolean add(int extent, int size, long nowNanos) {
    if (bytes.isEmpty()) {
      sinceNanos = nowNanos;
    }
    boolean more = bytes.putIfAbsent(extent, size) == null;
    total += more ? size : 0;
    return more;
  }

  /// It is not to be expected any more. If it was the next, the time for which nothing came counts:
  /// who was called off for its silence is not believed to be fast the next time.
  void remove(int extent, long nowNanos) {
    if (!bytes.isEmpty() && bytes.keySet().iterator().next() == extent) {
      cameNanos += nowNanos - sinceNanos;
      sinceNanos = nowNanos;
      bestRate = Math.min(bestRate, cameBytes * 1e9 / Math.max(1, cameNanos));
    }
    drop(extent);
  }

  private void drop(int extent) {
    Integer size = bytes.remove(extent);
    total -= size == null ? 0 : size;
  }

  void came(int extent, int size, long nowNanos) {
    drop(extent);
    cameBytes = cameBytes * REMEMBERED + size;
    cameNanos = cameNanos * REMEMBERED + (nowNanos - sinceNanos);
    sinceNanos = nowNanos;
    double rate = cameBytes * 1e9 / Math.max(1, cameNanos);
    bestRate = Math.max(rate, bestRate - (bestRate - rate) / BEST_OVER);
  }

  boolean isEmpty() {
    return bytes.isEmpty();
  }

  boolean has(int extent) {
    return bytes.containsKey(extent);
  }

  /// Bytes asked for.
  long total() {
    return total;
  }

  /// Extents asked for, each with the seconds until it should be here.
  Map<Integer, Double> expected(long nowNanos) {
    Map<Integer, Double> expected = new LinkedHashMap<>();
    long ahead = 0;
    for (Map.Entry<Integer, Integer> one : bytes.entrySet()) {
      ahead += one.getValue();
      expected.put(one.getKey(), secondsFor(ahead, nowNanos));
    }
    return expected;
  }

  /// Whether it is known how fast the source gives.
  boolean isPaced() {
    return cameBytes > 0;
  }

  /// Whether it was never waited for.
  boolean isUntried() {
    return bytes.isEmpty() && cameNanos == 0;
  }

  /// Seconds until so much more would be here: none, as long as nobody knows better. Who was asked
  /// for nothing may be as fast as ever.
  double secondsWith(long more, long nowNanos) {
    if (bytes.isEmpty()) {
      return bestRate == 0 ? 0 : more / bestRate;
    }
    return secondsFor(total + more, nowNanos);
  }

  private double secondsFor(long bytesAhead, long nowNanos) {
    double silence = (nowNanos - sinceNanos) / 1e9;
    Iterator<Integer> sizes = bytes.values().iterator();
    double shown = 2 * silence / sizes.next();
    return Math.max(0, bytesAhead * Math.max(secondsAByte(), shown) - silence);
  }

  private double secondsAByte() {
    return cameBytes == 0 ? 0 : cameNanos / 1e9 / cameBytes;
  }
}
