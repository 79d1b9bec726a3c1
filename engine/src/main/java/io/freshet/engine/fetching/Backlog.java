package io.freshet.engine.fetching;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

  /// What is known of the source, when it is a peer.
  @Nullable Peer peer;

  /// Extents and their sizes, in the order in which they were asked for, the first at `head`.
  /// Looked through from there: what a source gives comes in that order, and a node has 2,048 on
  /// their way at most.
  private int[] extents = new int[4];

  private int[] sizes = new int[4];
  private int head;
  private int end;
  private long total;
  private double cameBytes;
  private double cameNanos;

  /// Bytes a second that came when it gave fastest: a maximum that forgets.
  private double bestRate;

  /// When something came last, or the first of what is left was asked for.
  private long sinceNanos;

  Backlog(@Nullable Peer peer) {
    this.peer = peer;
  }

  /// False when it was asked for already.
  boolean add(int extent, int size, long nowNanos) {
    if (isEmpty()) {
      sinceNanos = nowNanos;
    }
    if (has(extent)) {
      return false;
    }
    if (end == extents.length) {
      makeRoom();
    }
    extents[end] = extent;
    sizes[end++] = size;
    total += size;
    return true;
  }

  private void makeRoom() {
    int count = end - head;
    int length = 2 * count > extents.length ? 2 * extents.length : extents.length;
    extents = Arrays.copyOf(Arrays.copyOfRange(extents, head, end), length);
    sizes = Arrays.copyOf(Arrays.copyOfRange(sizes, head, end), length);
    head = 0;
    end = count;
  }

  /// It is not to be expected any more. If it was the next, the time for which nothing came counts:
  /// who was called off for its silence is not believed to be fast the next time.
  void remove(int extent, long nowNanos) {
    if (!isEmpty() && extents[head] == extent) {
      cameNanos += nowNanos - sinceNanos;
      sinceNanos = nowNanos;
      bestRate = Math.min(bestRate, cameBytes * 1e9 / Math.max(1, cameNanos));
    }
    drop(extent);
  }

  private void drop(int extent) {
    int at = position(extent);
    if (at == end) {
      return;
    }
    total -= sizes[at];
    if (end == head + 1) {
      head = 0;
      end = 0;
    } else if (at == head) {
      head++;
    } else {
      System.arraycopy(extents, at + 1, extents, at, end - at - 1);
      System.arraycopy(sizes, at + 1, sizes, at, end - at - 1);
      end--;
    }
  }

  /// Where an extent stands; the end when it was not asked for.
  private int position(int extent) {
    int at = head;
    while (at < end && extents[at] != extent) {
      at++;
    }
    return at;
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
    return head == end;
  }

  boolean has(int extent) {
    return position(extent) < end;
  }

  /// Bytes asked for.
  long total() {
    return total;
  }

  /// Extents asked for, each with the seconds until it should be here.
  Map<Integer, Double> expected(long nowNanos) {
    Map<Integer, Double> expected = new LinkedHashMap<>();
    long ahead = 0;
    for (int i = head; i < end; i++) {
      ahead += sizes[i];
      expected.put(extents[i], secondsFor(ahead, nowNanos));
    }
    return expected;
  }

  /// Whether it is known how fast the source gives.
  boolean isPaced() {
    return cameBytes > 0;
  }

  /// Whether it was never waited for.
  boolean isUntried() {
    return isEmpty() && cameNanos == 0;
  }

  /// Seconds until so much more would be here: none, as long as nobody knows better. Who was asked
  /// for nothing may be as fast as ever.
  double secondsWith(long more, long nowNanos) {
    if (isEmpty()) {
      return bestRate == 0 ? 0 : more / bestRate;
    }
    return secondsFor(total + more, nowNanos);
  }

  private double secondsFor(long bytesAhead, long nowNanos) {
    double silence = (nowNanos - sinceNanos) / 1e9;
    double shown = 2 * silence / sizes[head];
    return Math.max(0, bytesAhead * Math.max(secondsAByte(), shown) - silence);
  }

  private double secondsAByte() {
    return cameBytes == 0 ? 0 : cameNanos / 1e9 / cameBytes;
  }
}
