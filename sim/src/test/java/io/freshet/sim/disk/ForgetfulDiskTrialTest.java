package io.freshet.sim.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.freshet.engine.durability.DiskLandmark;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Disks that forget, cut at every step.
///
/// A failure names its seed; `./mvnw -pl sim -am test -Dtest=ForgetfulDiskTrialTest
/// -Dfreshet.seed=N` runs that one alone. `-Plong` runs a hundred times as many.
class ForgetfulDiskTrialTest {
  private static final long SEEDS = 10_000;

  /// Seeds that once found something.
  private static final long[] PAST_FAILURES = {2531};

  @Test
  void nothingIsClaimedThatIsNotSoAndNothingPromisedIsLost() {
    Long only = Long.getLong("freshet.seed");
    if (only != null) {
      System.out.println("seed " + only + ": " + DiskTrial.run(only, System.out::println));
      return;
    }
    Set<DiskLandmark> passed = EnumSet.noneOf(DiskLandmark.class);
    long[] cuts = {0};
    // `-Plong` asks for 100,000 worlds of the swarm where 10,000 is usual.
    long seeds = SEEDS * Long.getLong("freshet.seeds", 10_000) / 10_000;
    long first = Long.getLong("freshet.firstSeed", 0);
    LongStream.concat(LongStream.of(PAST_FAILURES), LongStream.range(first, first + seeds))
        .parallel()
        .mapToObj(ForgetfulDiskTrialTest::run)
        .forEach(
            outcome -> {
              synchronized (passed) {
                passed.addAll(outcome.landmarks());
                cuts[0] += outcome.cuts();
              }
            });
    System.out.println(seeds + " disks, cut " + cuts[0] + " times");
    assertEquals(EnumSet.allOf(DiskLandmark.class), passed, "rare branches that no disk reached");
  }

  private static DiskTrial.Outcome run(long seed) {
    try {
      return DiskTrial.run(seed, line -> {});
    } catch (RuntimeException | AssertionError e) {
      return fail("-Dfreshet.seed=" + seed + ": " + e.getMessage(), e);
    }
  }

  @Test
  void theSameSeedIsTheSameRun() {
    for (long seed = 0; seed < 20; seed++) {
      assertEquals(
          DiskTrial.run(seed, line -> {}), DiskTrial.run(seed, line -> {}), "seed " + seed);
    }
  }
}
