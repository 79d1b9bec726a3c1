package io.freshet.engine.planning;

/// Bytes a second over the last half second, in eight slices, with a slower memory for what comes
/// in large lumps.
///
/// A link that brings 8 MiB extents at 10 Mbit/s delivers one in 7 s: the short window alone would
/// forget it in between. So the answer is the larger of the window and an average that halves every
/// 4 s.
public final class RateMeter {

  private static final long SLICE_NANOS = 62_500_000L;
  private static final int SLICES = 8;
  private static final double WINDOW_SECONDS = SLICES * SLICE_NANOS / 1e9;
  private static final double MEMORY_SECONDS = 4 / Math.log(2);
  private static final long NEVER_NANOS = Long.MIN_VALUE / 2;

  private final long[] slices = new long[SLICES];
  private long slice = Long.MIN_VALUE;

  /// Of all slices: most often only one of them changes.
  private long sum;

  /// When the last three lumps came.
  private long lastNanos = NEVER_NANOS;

  private long secondLastNanos = NEVER_NANOS;
  private long thirdLastNanos = NEVER_NANOS;

  private double remembered;
  private long rememberedAt;

  public void record(long bytes, long nowNanos) {
    turnTo(nowNanos);
    slices[at(slice)] += bytes;
    sum += bytes;
    fade(nowNanos);
    remembered += bytes / MEMORY_SECONDS;
    thirdLastNanos = secondLastNanos;
    secondLastNanos = lastNanos;
    lastNanos = nowNanos;
  }

  public double bytesPerSecond(long nowNanos) {
    turnTo(nowNanos);
    fade(nowNanos);
    return Math.max(sum / WINDOW_SECONDS, remembered);
  }

  /// The same, but the short window says nothing while it holds fewer than three lumps: one of 16
  /// MiB in half a second looks like 268 Mbit/s, though the link needs 3 s for it.
  public double steadyBytesPerSecond(long nowNanos) {
    double rate = bytesPerSecond(nowNanos);
    return nowNanos - thirdLastNanos < WINDOW_SECONDS * 1e9 ? rate : remembered;
  }

  private void fade(long nowNanos) {
    if (remembered > 0 && nowNanos != rememberedAt) {
      remembered *= Math.exp(-(nowNanos - rememberedAt) / 1e9 / MEMORY_SECONDS);
    }
    rememberedAt = nowNanos;
  }

  private void turnTo(long nowNanos) {
    long current = Math.floorDiv(nowNanos, SLICE_NANOS);
    if (slice == Long.MIN_VALUE || current - slice >= SLICES) {
      java.util.Arrays.fill(slices, 0);
      sum = 0;
    } else {
      for (long passed = slice + 1; passed <= current; passed++) {
        sum -= slices[at(passed)];
        slices[at(passed)] = 0;
      }
    }
    slice = Math.max(slice, current);
  }

  private static int at(long slice) {
    return (int) Math.floorMod(slice, (long) SLICES);
  }
}
