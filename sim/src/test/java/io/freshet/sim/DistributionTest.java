package io.freshet.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.engine.fetching.NodeEngine.Mode;
import io.freshet.sim.Distribution.Result;
import io.freshet.sim.scenario.MachineSpec;
import io.freshet.sim.scenario.MachineSpec.Rates;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class DistributionTest {
  /// 200 Mbit/s, and extents of many small pieces: as in the network lab.
  private static final Rates RATES = new Rates(25_000_000, 25_000_000);

  private static final int EXTENT_BYTES = 256 << 10;

  private static Result distribute(int nodes, int extents, Mode mode, long seed) {
    long bytes = (long) extents * EXTENT_BYTES;
    return new Distribution(nodes, bytes, EXTENT_BYTES, RATES, MachineSpec.UPLOAD_SLOTS, mode, seed)
        .run(() -> 0);
  }

  @Test
  void oneReceiverTakesWhatTheLinkTakes() {
    Result result = distribute(1, 256, Mode.TRACKED, 1);
    assertEquals(1, result.originCopies(), 1e-6);
    assertTrue(result.efficiency() > 0.99, result.toString());
  }

  @Test
  void theOriginSendsEachExtentAboutOnce() {
    for (int nodes : new int[] {4, 8, 16, 32}) {
      for (long seed = 1; seed <= 3; seed++) {
        Result result = distribute(nodes, 1_024, Mode.TRACKED, seed);
        assertTrue(result.originCopies() <= 1.1, nodes + " nodes, seed " + seed + ": " + result);
      }
    }
  }

  @Test
  void itComesNearTheBound() {
    Result result = distribute(8, 1_024, Mode.TRACKED, 1);
    assertTrue(result.efficiency() > 0.93, result.toString());
  }

  @Test
  void everyCopyIsAssignedAboutOnce() {
    Result result = distribute(16, 128, Mode.TRACKED, 1);
    assertEquals(16 * 128, result.deliveries());
    assertTrue(result.assignments() < 1.02 * 16 * 128, result.toString());
  }

  @Test
  void withoutATrackerPeersCarryMost() {
    Result result = distribute(8, 256, Mode.ALONE, 1);
    assertEquals(0, result.assignments());
    assertTrue(result.originCopies() < 2.5, result.toString());
  }

  /// 1,000 bytes in extents of 100, from an origin that sends 100 a second.
  @Test
  void theBoundIsThatOfTheSlowestOfThree() {
    assertEquals(10 + 3, bound(8, new Rates(1_000, 1_000)).seconds(), "origin, and 3 doublings");
    assertEquals(20, bound(2, new Rates(1_000, 50)).fluidSeconds(), "downlinks");
    assertEquals(8_000 / 180.0, bound(8, new Rates(10, 50)).fluidSeconds(), "all uplinks");
  }

  private static LowerBound bound(int nodes, Rates receiver) {
    return LowerBound.of(1_000, 100, new Rates(100, 1), Collections.nCopies(nodes, receiver));
  }
}
