package io.freshet.app.console;

import java.time.Duration;
import java.util.ArrayDeque;

/// How far one transfer is, and how fast over the last seconds: what a progress line says.
public final class Transfer {
  /// Long enough to be calm, short enough to show that something stopped.
  private static final long WINDOW_NANOS = 5_000_000_000L;

  /// Samples are kept a tenth of a second apart: 51 of them fill the window.
  private static final long SAMPLE_NANOS = 100_000_000L;

  private final long bytesTotal;
  private final ArrayDeque<Sample> samples = new ArrayDeque<>();
  private final long startNanos;
  private Sample latest;

  private record Sample(long bytes, long atNanos) {}

  /// @param bytesAtStart what was there already; it doesn't count as speed
  public Transfer(long bytesTotal, long bytesAtStart, long nowNanos) {
    if (bytesAtStart > bytesTotal)
      throw new IllegalArgumentException(bytesAtStart + " of " + bytesTotal);
    this.bytesTotal = bytesTotal;
    this.startNanos = nowNanos;
    this.latest = new Sample(bytesAtStart, nowNanos);
    samples.add(latest);
  }

  public void reached(long bytes, long nowNanos) {
    latest = new Sample(bytes, nowNanos);
    if (nowNanos - samples.getLast().atNanos() >= SAMPLE_NANOS) samples.add(latest);
    // One sample from before the window stays, so that a pause counts as slow.
    while (samples.size() > 1) {
      var oldest = samples.removeFirst();
      if (nowNanos - samples.getFirst().atNanos() >= WINDOW_NANOS) continue;
      samples.addFirst(oldest);
      break;
    }
  }

  public long startNanos() {
    return startNanos;
  }

  public double bytesPerSecond() {
    var oldest = samples.getFirst();
    long nanos = latest.atNanos() - oldest.atNanos();
    return nanos <= 0 ? 0 : (latest.bytes() - oldest.bytes()) * 1e9 / nanos;
  }

  /// `3.2 GiB of 16 GiB (20 %) · 112 MiB/s · 1 min 57 s left`
  public String line() {
    var line = new StringBuilder(Human.size(latest.bytes()));
    line.append(" of ")
        .append(Human.size(bytesTotal))
        .append(" (")
        .append(Human.percent(latest.bytes(), bytesTotal))
        .append(')');
    double rate = bytesPerSecond();
    line.append(" · ").append(Human.rate(rate));
    if (rate >= 1 && latest.bytes() < bytesTotal) {
      var left = Duration.ofMillis((long) (1000 * (bytesTotal - latest.bytes()) / rate));
      line.append(" · ").append(Human.duration(left)).append(" left");
    }
    return line.toString();
  }
}
