package io.freshet.sim.checking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.freshet.engine.Landmark;
import io.freshet.sim.scenario.Scenario;
import io.freshet.sim.scenario.SmallWorlds;
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
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Small worlds with everything in them that can go wrong, under every checker.
///
/// A failure names its seed; `./mvnw -pl sim -am test -Dtest=SmallWorldsTest -Dfreshet.seed=N` runs
/// that world alone and writes all that happened in it to `sim/target/seed-N.trace`. `-Plong` runs
/// a hundred times as many.
class SmallWorldsTest {

  private static final Consumer<String> UNREAD = new Unread();

  @Test
  void everyEngineKeepsItsWordInEveryWorld() throws IOException {
    Long only = Long.getLong("freshet.seed");
    if (only != null) {
      replay(only);
      return;
    }
    Set<Landmark> passed = EnumSet.noneOf(Landmark.class);
    for (long seed : seeds()) {
      try {
        passed.addAll(new Trial(SmallWorlds.draw(seed)).run(UNREAD).landmarks().keySet());
      } catch (RuntimeException | AssertionError e) {
        fail("-Dfreshet.seed=" + seed + ": " + e.getMessage(), e);
      }
    }
    assertEquals(EnumSet.allOf(Landmark.class), passed, "rare branches that no world reached");
  }

  @Test
  void theSameSeedIsTheSameRun() {
    for (long seed = 500; seed < 520; seed++) {
      Scenario world = SmallWorlds.draw(seed);
      long digest = new Trial(world).run(UNREAD).digest();
      assertEquals(digest, new Trial(SmallWorlds.draw(seed)).run(UNREAD).digest(), "seed " + seed);
      assertNotEquals(
          digest, new Trial(SmallWorlds.draw(seed + 1)).run(UNREAD).digest(), "seed " + seed);
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
    assertEquals(Long.toString(new Trial(SmallWorlds.draw(seed)).run(UNREAD).digest()), there);
  }

  /// Runs in the other process.
  static final class DigestOfOneSeed {
    private DigestOfOneSeed() {}

    public static void main(String[] args) {
      Scenario world = SmallWorlds.draw(Long.parseLong(args[0]));
      System.out.println(new Trial(world).run(UNREAD).digest());
    }
  }

  private static List<Long> seeds() throws IOException {
    List<Long> seeds = new ArrayList<>(pastFailures());
    long first = Long.getLong("freshet.firstSeed", 0);
    long count = Long.getLong("freshet.seeds", 1_000);
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
      Trial.Outcome outcome = new Trial(world).run(lines::println);
      System.out.println("seed " + seed + ": " + outcome + ", written to " + trace);
    }
  }

  private static final class Unread implements Consumer<String> {
    @Override
    public void accept(String line) {}
  }
}
