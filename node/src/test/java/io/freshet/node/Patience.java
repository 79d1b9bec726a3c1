package io.freshet.node;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// How long tests wait for what must come.
///
/// Only a test that fails waits to the end, so it is far longer than a machine that is starved of
/// processors, memory or disk takes for anything.
public final class Patience {
  public static final long SECONDS = 300;

  public static final Duration DURATION = Duration.ofSeconds(SECONDS);

  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private Patience() {}

  /// Waits for what nobody tells: looks again and again until it holds.
  public static void until(BooleanSupplier wanted, Supplier<String> otherwise) {
    long begin = System.nanoTime();
    while (!wanted.getAsBoolean()) {
      if (System.nanoTime() - begin > DURATION.toNanos()) throw new AssertionError(otherwise.get());
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }
}
