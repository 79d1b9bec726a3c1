package io.freshet.sim.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.Hash;
import io.freshet.content.InfoHash;
import io.freshet.engine.ExtentSizes;
import io.freshet.engine.Priority;
import io.freshet.engine.Zone;
import io.freshet.engine.ZoneLink;
import io.freshet.engine.fetching.NodeEngine.Mode;
import io.freshet.sim.scenario.Disturbance;
import io.freshet.sim.scenario.MachineSpec;
import io.freshet.sim.scenario.MachineSpec.Conduct;
import io.freshet.sim.scenario.Scenario;
import io.freshet.sim.scenario.SwarmSpec;
import io.freshet.sim.scenario.SwarmSpec.Part;
import io.freshet.sim.scenario.TransferFaults;
import java.util.List;
import org.junit.jupiter.api.Test;

/// An origin of eight extents of a second each, and a receiver, watched for 20 s.
class LagTest {
  private static final int EXTENTS = 8;
  private static final int BYTES_PER_SECOND = 1_000_000;
  private static final long SECOND = 1_000_000_000L;

  private static Lag.Worst watch(MachineSpec origin, List<Disturbance> disturbances) {
    return watch(origin, List.of(), disturbances);
  }

  private static Lag.Worst watch(
      MachineSpec origin, List<ZoneLink> links, List<Disturbance> disturbances) {
    SwarmSpec swarm =
        new SwarmSpec(
            new InfoHash(new Hash(0, 0, 0, 1)),
            ExtentSizes.even(EXTENTS, BYTES_PER_SECOND),
            Priority.NORMAL,
            0,
            List.of(Part.origin(0, EXTENTS), Part.receiver(1, EXTENTS, 0)));
    Scenario scenario =
        new Scenario(
            1,
            Mode.TRACKED,
            List.of(origin, MachineSpec.even(BYTES_PER_SECOND)),
            links,
            List.of(swarm),
            disturbances,
            TransferFaults.NONE,
            Scenario.ONE_WAY_NANOS,
            0);
    World world = new World(scenario, Witness.NONE, () -> 0);
    Lag lag = world.lag();
    for (long at = 0; at < 20 * SECOND; at += SECOND / 2) {
      world.run(at);
      lag.look();
    }
    return lag.worst();
  }

  @Test
  void whatComesAsFastAsItCanIsNotBehind() {
    assertTrue(watch(MachineSpec.even(BYTES_PER_SECOND), List.of()).nanos() <= SECOND);
  }

  @Test
  void whatNobodyFetchesIsBehindByAllThatTime() {
    Lag.Worst worst =
        watch(MachineSpec.even(BYTES_PER_SECOND), List.of(new Disturbance.StopTracker(0)));
    assertTrue(worst.nanos() > 18 * SECOND, worst.toString());
  }

  @Test
  void whoGetsMostOfWhatItCouldIsBehindByTheRestOnly() {
    assertEquals(1, Lag.lost(0, 0.1), 1e-9);
    assertEquals(0.2, Lag.lost(0.4, 0.1), 1e-9);
    assertEquals(0, Lag.lost(0.4, 0), 1e-9);
  }

  @Test
  void whatWaitsForAFullLinkBetweenZonesIsNotBehind() {
    MachineSpec even = MachineSpec.even(BYTES_PER_SECOND);
    Zone far = new Zone("far");
    MachineSpec origin =
        new MachineSpec(even.rates(), far, even.uploadSlots(), even.door(), even.conduct());
    ZoneLink thin = new ZoneLink(far, Zone.UNKNOWN, BYTES_PER_SECOND / 4);
    assertTrue(watch(origin, List.of(thin), List.of()).nanos() <= SECOND);
  }

  @Test
  void whatOnlyALiarHoldsIsNotBehind() {
    MachineSpec even = MachineSpec.even(BYTES_PER_SECOND);
    MachineSpec liar =
        new MachineSpec(even.rates(), even.zone(), even.uploadSlots(), even.door(), Conduct.LIAR);
    assertEquals(0, watch(liar, List.of()).nanos());
  }
}
