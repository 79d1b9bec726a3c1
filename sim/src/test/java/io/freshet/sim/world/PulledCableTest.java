package io.freshet.sim.world;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.Hash;
import io.freshet.content.InfoHash;
import io.freshet.engine.ExtentSizes;
import io.freshet.engine.Priority;
import io.freshet.engine.fetching.NodeEngine.Mode;
import io.freshet.sim.scenario.Disturbance;
import io.freshet.sim.scenario.MachineSpec;
import io.freshet.sim.scenario.Scenario;
import io.freshet.sim.scenario.SwarmSpec;
import io.freshet.sim.scenario.SwarmSpec.Part;
import io.freshet.sim.scenario.TransferFaults;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Eight receivers of 1 GiB at 100 Mbit/s, and what it costs seven of them that the cable of the
/// eighth is out for 30 s: nothing of the bound, for each of them can still be given all that its
/// own link carries.
class PulledCableTest {
  private static final int RECEIVERS = 8;
  private static final int PULLED = 3;

  /// What it costs is a matter of chance, of who has how much on its way from there: the mean of so
  /// many counts.
  private static final int SEEDS = 3;

  private static final long BYTES = 1 << 30;
  private static final long BYTES_PER_SECOND = 12_500_000;
  private static final long SECOND = 1_000_000_000L;
  private static final List<Disturbance> PULL =
      List.of(
          new Disturbance.Unplug(30 * SECOND, PULLED), new Disturbance.Plug(60 * SECOND, PULLED));

  private static World run(Mode mode, int extentBytes, long seed, List<Disturbance> disturbances) {
    int extents = (int) (BYTES / extentBytes);
    List<Part> parts = new ArrayList<>(List.of(Part.origin(0, extents)));
    List<MachineSpec> machines = new ArrayList<>(List.of(MachineSpec.even(BYTES_PER_SECOND)));
    for (int machine = 1; machine <= RECEIVERS; machine++) {
      parts.add(Part.receiver(machine, extents, 0));
      machines.add(MachineSpec.even(BYTES_PER_SECOND));
    }
    SwarmSpec swarm =
        new SwarmSpec(
            new InfoHash(new Hash(0, 0, 0, 1)),
            ExtentSizes.even(extents, extentBytes),
            Priority.NORMAL,
            0,
            parts);
    Scenario scenario =
        new Scenario(
            seed,
            mode,
            machines,
            List.of(),
            List.of(swarm),
            disturbances,
            TransferFaults.NONE,
            Scenario.ONE_WAY_NANOS,
            60 * SECOND);
    World world = new World(scenario, Witness.NONE, () -> 0);
    world.run(200 * SECOND);
    return world;
  }

  /// When the last of the others was complete.
  private static double seconds(World world) {
    double last = 0;
    for (int machine = 1; machine <= RECEIVERS; machine++) {
      last = machine == PULLED ? last : Math.max(last, world.finish(machine).nanos() / 1e9);
    }
    return last;
  }

  private static void costsTheOthersLessThan(double most, Mode mode, int extentBytes) {
    double costs = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      double before = seconds(run(mode, extentBytes, seed, List.of()));
      World pulled = run(mode, extentBytes, seed, PULL);
      costs += seconds(pulled) - before;
      double itself = pulled.finish(PULLED).nanos() / 1e9;
      assertTrue(itself < before + 30 + 5, itself + " s where the cable was out, seed " + seed);
    }
    double mean = costs / SEEDS;
    assertTrue(mean < most, mean + " s more with a cable out");
  }

  @Test
  void byPlanItCostsTheOthersHardlyASecond() {
    costsTheOthersLessThan(1, Mode.TRACKED, 256 << 10);
    costsTheOthersLessThan(2, Mode.TRACKED, 1 << 20);
  }

  @Test
  void withoutATrackerItCostsTheOthersLessThanASecond() {
    costsTheOthersLessThan(1, Mode.ALONE, 256 << 10);
  }
}
