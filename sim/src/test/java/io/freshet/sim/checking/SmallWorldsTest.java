package io.freshet.sim.checking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.engine.Landmark;
import io.freshet.engine.fetching.NodeEngine.Mode;
import io.freshet.sim.scenario.Scenario;
import io.freshet.sim.scenario.SmallWorlds;
import io.freshet.sim.world.Witness;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Small worlds with everything in them that can go wrong, under every checker.
///
/// A failure names its seed; `./mvnw -pl sim -am test -Dtest=SmallWorldsTest -Dfreshet.seed=N` runs
/// that world alone and writes all that happened in it to `sim/target/seed-N.trace`. `-Plong` runs
/// ten times as many.
class SmallWorldsTest {

  /// How far an extent may be behind what its sources allow.
  private static final long BEHIND_NANOS_MAX = 5_000_000_000L;

  /// The share of worlds in which one is further behind all the same: what was measured on
  /// 2026-11-21 (docs/planner-notes.md, with the causes) and some chance. It is not to become more.
  private static double behindShareMax(Mode mode) {
    return switch (mode) {
      case ALONE -> 0.01;
      case TRACKED -> 0.04;
    };
  }

  @Test
  void everyEngineKeepsItsWordInEveryWorld() throws IOException {
    Long only = Long.getLong("freshet.seed");
    if (only != null) {
      replay(only);
      return;
    }
    // No world knows of another, so each core runs its own; which one fails first is no matter.
    List<Tried> tried = seeds().parallelStream().map(SmallWorldsTest::tried).toList();
    Set<Landmark> passed = EnumSet.noneOf(Landmark.class);
    tried.forEach(one -> passed.addAll(one.outcome.landmarks().keySet()));
    assertEquals(EnumSet.allOf(Landmark.class), passed, "rare branches that no world reached");
    for (Mode mode : Mode.values()) {
      List<Tried> those = tried.stream().filter(one -> one.mode == mode).toList();
      long behind =
          those.stream().filter(one -> one.outcome.behind().nanos() > BEHIND_NANOS_MAX).count();
      assertTrue(
          behind <= behindShareMax(mode) * those.size(),
          () -> mode + ": " + behind + " of " + those.size() + " worlds more than 5 s behind");
    }
  }

  private record Tried(Mode mode, Trial.Outcome outcome) {}

  private static Tried tried(long seed) {
    try {
      Scenario world = SmallWorlds.draw(seed);
      return new Tried(world.mode(), new Trial(world).run(Witness.NONE));
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("-Dfreshet.seed=" + seed + ": " + e.getMessage(), e);
    }
  }

  private static long digest(long seed) {
    Trace trace = new Trace(_ -> {});
    new Trial(SmallWorlds.draw(seed)).run(trace);
    return trace.digest();
  }

  @Test
  void theSameSeedIsTheSameRun() {
    for (long seed = 500; seed < 520; seed++) {
      long digest = digest(seed);
      assertEquals(digest, digest(seed), "seed " + seed);
      assertNotEquals(digest, digest(seed + 1), "seed " + seed);
    }
  }

  /// Hash codes of objects and the order of `Set.of` differ from one Java process to the next.
  @Test
  void theSameSeedIsTheSameRunInAnotherProcess() throws IOException, InterruptedException {
    long seed = 777;
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                DigestOfOneSeed.class.getName(),
                Long.toString(seed))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String there;
    try (InputStream out = process.getInputStream()) {
      there = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
    assertEquals(0, process.waitFor());
    assertEquals(Long.toString(digest(seed)), there);
  }

  /// Runs in the other process.
  static final class DigestOfOneSeed {
    private DigestOfOneSeed() {}

    public static void main(String[] args) {
      System.out.println(digest(Long.parseLong(args[0])));
    }
  }

  private static List<Long> seeds() throws IOException {
    List<Long> seeds = new ArrayList<>(pastFailures());
    long first = Long.getLong("freshet.firstSeed", 0);
    long count = Long.getLong("freshet.seeds", 10_000);
    for (long seed = first; seed < first + count; seed++) {
      seeds.add(seed);
    }
    return seeds;
  }

  private static List<Long> pastFailures() throws IOException {
    try (InputStream in = SmallWorldsTest.class.getResourceAsStream("past-failures.txt")) {
      if (in == null) {
        throw new IOException("past-failures.txt is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> Long.valueOf(line.substring(0, line.indexOf(' '))))
          .toList();
    }
  }

  private static void replay(long seed) throws IOException {
    Path trace = Path.of("target", "seed-" + seed + ".trace");
    Files.createDirectories(trace.toAbsolutePath().getParent());
    try (PrintStream lines =
        new PrintStream(Files.newOutputStream(trace), false, StandardCharsets.UTF_8)) {
      Scenario world = SmallWorlds.draw(seed);
      lines.println(world);
      Trial.Outcome outcome = new Trial(world).run(new Trace(lines::println));
      System.out.println("seed " + seed + ": " + outcome + ", written to " + trace);
    }
  }
}
