package io.freshet.node.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Who is cut, and when, in a time of the test's own: far ahead of that of the guard's thread.
final class StallGuardTest {
  private static final long SECOND = 1_000_000_000L;

  private final long begin = System.nanoTime() + TimeUnit.HOURS.toNanos(1);
  private final AtomicInteger cuts = new AtomicInteger();

  @Test
  void aProcessThatWasSuspendedItselfCutsNobodyForIt() {
    try (StallGuard guard = new StallGuard("test-stalls")) {
      StallWatch watch = new StallWatch(5 * SECOND);
      watch.begin(begin);
      guard.add(new StallGuard.Guarded(watch, cuts::incrementAndGet));
      look(guard, 60, 0);
      look(guard, 61, 60);
      look(guard, 65, 64);
      assertEquals(0, cuts.get(), "a minute was its own");
      look(guard, 66, 65);
      assertEquals(1, cuts.get(), "the six seconds after it were not");
    }
  }

  @Test
  void whoStallsIsCutUnlessItIsGone() {
    try (StallGuard guard = new StallGuard("test-stalls")) {
      StallWatch watch = new StallWatch(5 * SECOND);
      watch.begin(begin);
      var guarded = new StallGuard.Guarded(watch, cuts::incrementAndGet);
      guard.add(guarded);
      look(guard, 5, 4);
      assertEquals(0, cuts.get());
      look(guard, 6, 5);
      assertEquals(1, cuts.get());
      guard.remove(guarded);
      look(guard, 7, 6);
      assertEquals(1, cuts.get());
    }
  }

  private void look(StallGuard guard, int second, int lastSecond) {
    guard.look(begin + second * SECOND, begin + lastSecond * SECOND);
  }
}
