package io.freshet.sim.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// One release in the place of another, on disks that forget, cut at every step.
///
/// A failure names its seed; `./mvnw -pl sim -am test -Dtest=SwapTrialTest -Dfreshet.seed=N` runs
/// that one alone. `-Plong` runs a hundred times as many.
class SwapTrialTest {
  private static final long SEEDS = 500;

  /// Seeds that once found something.
  private static final long[] PAST_FAILURES = {380};

  @Test
  void aSwapIsNotBegunOrGoesOnAndNothingOfSomebodysIsLost() {
    Long only = Long.getLong("freshet.seed");
    if (only != null) {
      System.out.println("seed " + only + ": " + SwapTrial.run(only, System.out::println));
      return;
    }
    Set<SwapTrial.Landmark> passed = EnumSet.noneOf(SwapTrial.Landmark.class);
    long[] cuts = {0};
    long seeds = SEEDS * Long.getLong("freshet.seeds", 10_000) / 10_000;
    long first = Long.getLong("freshet.firstSeed", 0);
    LongStream.concat(LongStream.of(PAST_FAILURES), LongStream.range(first, first + seeds))
        .parallel()
        .mapToObj(SwapTrialTest::run)
        .forEach(
            outcome -> {
              synchronized (passed) {
                passed.addAll(outcome.landmarks());
                cuts[0] += outcome.cuts();
              }
            });
    System.out.println(seeds + " swaps, cut " + cuts[0] + " times");
    assertEquals(EnumSet.allOf(SwapTrial.Landmark.class), passed, "what no disk has seen");
  }

  private static SwapTrial.Outcome run(long seed) {
    try {
      return SwapTrial.run(seed, line -> {});
    } catch (RuntimeException | AssertionError e) {
      return fail("-Dfreshet.seed=" + seed + ": " + e.getMessage(), e);
    }
  }
}
