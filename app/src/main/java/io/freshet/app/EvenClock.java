package io.freshet.app;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// The time of day when the program began, and since then what a stopwatch adds: somebody who sets
/// the machine's clock makes nothing old that is kept for a while.
final class EvenClock implements InstantSource {
  private final Instant began;
  private final LongSupplier stopwatch;
  private final long beganNanos;

  EvenClock(InstantSource timeOfDay, LongSupplier stopwatch) {
    this.stopwatch = stopwatch;
    began = timeOfDay.instant();
    beganNanos = stopwatch.getAsLong();
  }

  /// Begins now.
  static EvenClock started() {
    return new EvenClock(InstantSource.system(), System::nanoTime);
  }

  @Override
  public Instant instant() {
    return began.plusNanos(stopwatch.getAsLong() - beganNanos);
  }
}
