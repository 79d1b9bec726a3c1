package io.freshet.sim.checking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.Hash;
import io.freshet.content.InfoHash;
import io.freshet.engine.ExtentSet;
import io.freshet.engine.ExtentSizes;
import io.freshet.engine.Membership;
import io.freshet.engine.NodeId;
import io.freshet.engine.Priority;
import io.freshet.engine.Zone;
import io.freshet.engine.fetching.NodeEngine.Mode;
import io.freshet.engine.planning.Assignment;
import io.freshet.engine.tracking.TrackerEffect;
import io.freshet.engine.tracking.TrackerEngine;
import io.freshet.engine.tracking.TrackerEvent;
import io.freshet.engine.tracking.TrackerEvent.Reach;
import io.freshet.sim.scenario.MachineSpec;
import io.freshet.sim.scenario.MachineSpec.Conduct;
import io.freshet.sim.scenario.MachineSpec.Door;
import io.freshet.sim.scenario.MachineSpec.Rates;
import io.freshet.sim.scenario.Scenario;
import io.freshet.sim.scenario.SwarmSpec;
import io.freshet.sim.scenario.SwarmSpec.Part;
import io.freshet.sim.scenario.TransferFaults;
import io.freshet.sim.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Small worlds in which nothing fails, where plans have no excuse.
class PlanCheckerTest {
  private static final int WORLDS = 150;

  /// Who waits for a source is looked at a dozen at a time: in a larger swarm one may be missed.
  private static final int RECEIVERS_MAX = 11;

  private static final int EXTENTS_MAX = 200;
  private static final long SECOND = 1_000_000_000L;

  /// Longer than any of these worlds takes.
  private static final long ENOUGH_NANOS = 10_000 * SECOND;

  private static final InfoHash SWARM = new InfoHash(new Hash(0, 0, 0, 1));
  private static final NodeId ORIGIN = new NodeId(1);
  private static final NodeId ONE = new NodeId(2);
  private static final NodeId OTHER = new NodeId(3);

  private final SplittableRandom random = new SplittableRandom(1);

  @Test
  void anOriginSendsWhatNobodyHasFirstAndNobodyWaitsForWhatSomebodyCouldSend() {
    for (int i = 0; i < WORLDS; i++) {
      Scenario scenario = draw(i);
      PlanChecker checker = new PlanChecker();
      World world = new World(scenario, checker, () -> 0);
      try {
        world.run(ENOUGH_NANOS);
      } catch (Violation violation) {
        throw new AssertionError("world " + i + ": " + scenario, violation);
      }
      assertEquals(0, world.unfinished(), () -> "still unfinished: " + scenario);
      assertTrue(checker.firsts() >= scenario.swarms().getFirst().sizes().count());
    }
  }

  /// What the checker objects to, done by hand: the origin has two extents, which two nodes want.
  @Test
  void whatAnOriginSendsTwiceIsNoticed() {
    PlanChecker checker = swarmOfThree();
    Violation violation =
        assertThrows(
            Violation.class,
            () -> order(checker, assign(ONE, ORIGIN, 0), assign(OTHER, ORIGIN, 0)));
    assertTrue(violation.toString().contains("sends 0 again while it has not sent 1"));
    order(swarmOfThree(), assign(ONE, ORIGIN, 0), assign(OTHER, ORIGIN, 1));
  }

  @Test
  void whoIsKeptWaitingIsNoticed() {
    Violation violation =
        assertThrows(Violation.class, () -> order(swarmOfThree(), assign(ONE, ORIGIN, 0)));
    assertTrue(violation.toString().contains(OTHER + " has nothing on its way"));
  }

  private static PlanChecker swarmOfThree() {
    PlanChecker checker = new PlanChecker();
    checker.told(new TrackerEvent.Opened(SWARM, ExtentSizes.even(2, 1_000), Priority.NORMAL), 0);
    for (NodeId node : List.of(ORIGIN, ONE, OTHER)) {
      boolean origin = node.equals(ORIGIN);
      Membership membership =
          new Membership(
              origin ? ExtentSet.all(2) : ExtentSet.none(2),
              origin ? ExtentSet.none(2) : ExtentSet.all(2),
              ExtentSet.none(2),
              List.of(),
              8);
      checker.told(new TrackerEvent.Joined(node, SWARM, membership), 0);
      checker.told(new TrackerEvent.Dialled(node, Reach.REACHABLE, 0), 0);
    }
    return checker;
  }

  private static TrackerEffect assign(NodeId to, NodeId from, int... extents) {
    return new TrackerEffect.Assign(
        to, SWARM, List.of(new Assignment(extents, List.of(from), SECOND)));
  }

  private static void order(PlanChecker checker, TrackerEffect... effects) {
    checker.ordered(List.of(effects), new TrackerEngine(1), 0);
  }

  private Scenario draw(int number) {
    int receivers = 1 + random.nextInt(RECEIVERS_MAX);
    int extents = 1 + random.nextInt(EXTENTS_MAX);
    long rate = 1_000_000L << random.nextInt(7);
    int extentBytes = Math.min(8 << 20, (int) (rate / (4 << random.nextInt(6))));
    boolean even = random.nextBoolean();
    List<MachineSpec> machines = new ArrayList<>();
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i <= receivers; i++) {
      long up = even ? rate : rate / (1 + random.nextInt(2));
      machines.add(
          new MachineSpec(
              new Rates(up, rate),
              Zone.UNKNOWN,
              MachineSpec.UPLOAD_SLOTS,
              Door.OPEN,
              Conduct.HONEST));
      parts.add(
          i == 0
              ? Part.origin(0, extents)
              : Part.receiver(i, extents, even ? 0 : random.nextLong(2 * SECOND)));
    }
    SwarmSpec swarm =
        new SwarmSpec(SWARM, ExtentSizes.even(extents, extentBytes), Priority.NORMAL, 0, parts);
    return new Scenario(
        number,
        Mode.TRACKED,
        machines,
        List.of(),
        List.of(swarm),
        List.of(),
        TransferFaults.NONE,
        Scenario.ONE_WAY_NANOS,
        0);
  }
}
