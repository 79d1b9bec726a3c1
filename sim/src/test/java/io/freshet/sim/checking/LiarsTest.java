package io.freshet.sim.checking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.Hash;
import io.freshet.content.InfoHash;
import io.freshet.engine.ExtentSizes;
import io.freshet.engine.Landmark;
import io.freshet.engine.NodeId;
import io.freshet.engine.Priority;
import io.freshet.engine.fetching.NodeEffect;
import io.freshet.engine.fetching.NodeEngine;
import io.freshet.engine.fetching.NodeEngine.Mode;
import io.freshet.sim.scenario.MachineSpec;
import io.freshet.sim.scenario.MachineSpec.Conduct;
import io.freshet.sim.scenario.Scenario;
import io.freshet.sim.scenario.SwarmSpec;
import io.freshet.sim.scenario.SwarmSpec.Part;
import io.freshet.sim.scenario.TransferFaults;
import io.freshet.sim.world.Witness;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A swarm of five, of which two say from the start that they have everything, and send nothing but
/// wrong bytes: both of every extent, so that what one spoils is spoiled by the other as well.
class LiarsTest {
  private static final int EXTENTS = 256;
  private static final int EXTENT_BYTES = 1 << 20;
  private static final long GIGABIT = 125_000_000;
  private static final int HONEST = 2;
  private static final int LIARS = 2;
  private static final int SEEDS = 10;

  /// What they may cost. They cost 1 to 5 % (2026-11-21).
  private static final double TIMES_MAX = 1.5;

  private static MachineSpec machine(Conduct conduct) {
    MachineSpec even = MachineSpec.even(GIGABIT);
    return new MachineSpec(even.rates(), even.zone(), even.uploadSlots(), even.door(), conduct);
  }

  private static Scenario world(long seed, Mode mode, int liars) {
    List<MachineSpec> machines = new ArrayList<>(List.of(machine(Conduct.HONEST)));
    List<Part> parts = new ArrayList<>(List.of(Part.origin(0, EXTENTS)));
    for (int i = 0; i < liars; i++) {
      parts.add(Part.origin(machines.size(), EXTENTS));
      machines.add(machine(Conduct.LIAR));
    }
    for (int i = 0; i < HONEST; i++) {
      parts.add(Part.receiver(machines.size(), EXTENTS, 0));
      machines.add(machine(Conduct.HONEST));
    }
    return new Scenario(
        seed,
        mode,
        machines,
        List.of(),
        List.of(
            new SwarmSpec(
                new InfoHash(new Hash(0, 0, 0, 1)),
                ExtentSizes.even(EXTENTS, EXTENT_BYTES),
                Priority.NORMAL,
                0,
                parts)),
        List.of(),
        TransferFaults.NONE,
        Scenario.ONE_WAY_NANOS,
        0);
  }

  /// When nodes were complete.
  private static final class Completions implements Witness {
    final List<Long> nanos = new ArrayList<>();

    @Override
    public void decided(
        NodeId node, InfoHash swarm, List<NodeEffect> effects, NodeEngine engine, long nowNanos) {
      if (effects.contains(new NodeEffect.Completed()) && !engine.held().isEmpty()) {
        nanos.add(nowNanos);
      }
    }
  }

  private static double seconds(long seed, Mode mode, int liars) {
    String world = mode + ", seed " + seed + ", " + liars + " liars";
    var completions = new Completions();
    Trial.Outcome outcome = new Trial(world(seed, mode, liars)).run(completions);
    assertEquals(1 + HONEST + liars, completions.nanos.size(), world);
    boolean blamed = outcome.landmarks().getOrDefault(Landmark.SOURCE_BLAMED, 0L) > 0;
    assertEquals(liars > 0, blamed, world);
    return completions.nanos.getLast() / 1e9;
  }

  @Test
  void twoLiarsInASwarmOfFiveChangeNothingButTheTime() {
    for (Mode mode : Mode.values()) {
      for (long seed = 0; seed < SEEDS; seed++) {
        double without = seconds(seed, mode, 0);
        double beside = seconds(seed, mode, LIARS);
        assertTrue(
            beside < TIMES_MAX * without,
            mode + ", seed " + seed + ": " + beside + " s, without liars " + without);
      }
    }
  }
}
