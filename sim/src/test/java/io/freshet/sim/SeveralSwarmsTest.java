package io.freshet.sim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.Hash;
import io.freshet.content.InfoHash;
import io.freshet.engine.ExtentSizes;
import io.freshet.engine.NodeId;
import io.freshet.engine.Priority;
import io.freshet.engine.fetching.NodeEffect;
import io.freshet.engine.fetching.NodeEngine;
import io.freshet.engine.fetching.NodeEngine.Mode;
import io.freshet.sim.scenario.MachineSpec;
import io.freshet.sim.scenario.Scenario;
import io.freshet.sim.scenario.SwarmSpec;
import io.freshet.sim.scenario.SwarmSpec.Part;
import io.freshet.sim.scenario.TransferFaults;
import io.freshet.sim.world.Witness;
import io.freshet.sim.world.World;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A small release that comes while a large one is on its way, as urgent as that or more.
class SeveralSwarmsTest {
  private static final int RECEIVERS = 8;
  private static final long GIGABIT = 125_000_000;
  private static final long SECOND = 1_000_000_000L;

  private static InfoHash name(int number) {
    return new InfoHash(new Hash(0, 0, 0, number));
  }

  private static SwarmSpec release(int number, int extents, int extentBytes, long joinNanos) {
    return release(number, extents, extentBytes, joinNanos, Priority.NORMAL);
  }

  private static SwarmSpec release(
      int number, int extents, int extentBytes, long joinNanos, Priority priority) {
    List<Part> parts = new ArrayList<>();
    parts.add(Part.origin(0, extents));
    for (int machine = 1; machine <= RECEIVERS; machine++) {
      parts.add(Part.receiver(machine, extents, joinNanos));
    }
    return new SwarmSpec(name(number), ExtentSizes.even(extents, extentBytes), priority, 0, parts);
  }

  /// When the last node had all of a release.
  private static double seconds(InfoHash release, SwarmSpec... swarms) {
    List<MachineSpec> machines = new ArrayList<>();
    for (int machine = 0; machine <= RECEIVERS; machine++) {
      machines.add(MachineSpec.even(GIGABIT));
    }
    var last =
        new Witness() {
          long nanos;

          @Override
          public void decided(
              NodeId node, InfoHash swarm, List<NodeEffect> effects, NodeEngine engine, long now) {
            if (swarm.equals(release) && effects.contains(new NodeEffect.Completed())) {
              nanos = now;
            }
          }
        };
    var scenario =
        new Scenario(
            1,
            Mode.TRACKED,
            machines,
            List.of(),
            List.of(swarms),
            List.of(),
            TransferFaults.NONE,
            Scenario.ONE_WAY_NANOS,
            0);
    new World(scenario, last, () -> 0).run(100 * SECOND);
    return last.nanos / 1e9;
  }

  @Test
  void aSmallUrgentReleaseIsNotStuckBehindALargeOne() {
    SwarmSpec large = release(1, 128, 8 << 20, 0); // 8.6 s by itself
    SwarmSpec small = release(2, 128, 1 << 20, 2 * SECOND); // 1.1 s by itself
    double alone = seconds(name(2), small) - 2;
    double beside = seconds(name(2), large, small) - 2;
    assertTrue(beside < 3 * alone, beside + " s beside a large one, " + alone + " s alone");
    double largeAlone = seconds(name(1), large);
    double largeBeside = seconds(name(1), large, small);
    assertTrue(largeBeside < 1.4 * largeAlone, largeBeside + " s, " + largeAlone + " s alone");
  }

  @Test
  void theMoreUrgentOfTwoComesFirst() {
    SwarmSpec large = release(1, 64, 8 << 20, 0); // each 4.3 s by itself
    double alone = seconds(name(1), large);
    double even = seconds(name(2), large, release(2, 64, 8 << 20, 0));
    double urgent = seconds(name(2), large, release(2, 64, 8 << 20, 0, Priority.HIGH));
    double least = seconds(name(2), large, release(2, 64, 8 << 20, 0, Priority.LOW));
    String all = alone + " s alone, " + even + " even, " + urgent + " high, " + least + " low";
    assertTrue(urgent < 0.8 * even, all);
    assertTrue(urgent < 1.6 * alone, all);
    assertTrue(least > 0.95 * even && least < 1.2 * even, "nothing starves: " + all);
  }
}
