package io.freshet.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.engine.Zone;
import io.freshet.engine.ZoneLink;
import io.freshet.engine.fetching.NodeEngine.Mode;
import io.freshet.sim.Troubles.Affected;
import io.freshet.sim.Troubles.Slowness;
import io.freshet.sim.scenario.MachineSpec;
import io.freshet.sim.scenario.MachineSpec.Rates;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DistributionTest {
  /// 200 Mbit/s, and extents of many small pieces: as in the network lab.
  private static final Rates RATES = new Rates(25_000_000, 25_000_000);

  private static final int EXTENT_BYTES = 256 << 10;

  private static Payload extents(int count) {
    return new Payload((long) count * EXTENT_BYTES, EXTENT_BYTES);
  }

  private static Result distribute(int nodes, int extents, Mode mode, long seed) {
    return run(
        new Distribution(extents(extents), Site.even(nodes, RATES), Troubles.NONE, mode, seed));
  }

  private static Result troubled(int nodes, Troubles troubles) {
    return run(new Distribution(extents(256), Site.even(nodes, RATES), troubles, Mode.TRACKED, 1));
  }

  private static Result run(Distribution distribution) {
    return new Simulation(distribution, () -> 0).run();
  }

  @Test
  void toReadTheClockIsNoneOfTheEnginesTime() {
    var reads = new AtomicLong();
    var distribution =
        new Distribution(extents(64), Site.even(4, RATES), Troubles.NONE, Mode.TRACKED, 1);
    Result result = new Simulation(distribution, () -> 0, reads::incrementAndGet).run();
    assertTrue(reads.get() > 0);
    assertEquals(0, result.trackerMicros());
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

  @Test
  void theSameSeedGivesTheSameRunInHoweverManySteps() {
    Troubles troubles =
        new Troubles(new Slowness(4, 10, Affected.BOTH_WAYS), 2, 1_000_000_000L, 0.02);
    Distribution distribution =
        new Distribution(extents(64), Site.even(12, RATES), troubles, Mode.TRACKED, 7);
    Simulation stepped = new Simulation(distribution, () -> 0);
    int steps = 0;
    while (stepped.advance(10_000_000)) {
      steps++;
    }
    assertTrue(steps > 100, "steps " + steps);
    assertEquals(run(distribution), stepped.result());
  }

  @Test
  void whoIsSlowOrDropsOutIsNotWaitedFor() {
    Troubles slow = new Troubles(new Slowness(4, 20, Affected.BOTH_WAYS), 0, 0, 0);
    Result result = troubled(8, slow);
    double linkSeconds = 256.0 * EXTENT_BYTES / RATES.downBytesPerSecond();
    assertTrue(result.lastSeconds() > 20 * linkSeconds, result.toString());
    assertTrue(result.timeSeconds() < 2 * linkSeconds, result.toString());
    assertEquals(Receiver.Fate.COUNTED, result.finisher().receiver().fate());

    Distribution dropping =
        new Distribution(
            extents(256),
            Site.even(8, RATES),
            new Troubles(Slowness.NONE, 3, 0, 0),
            Mode.TRACKED,
            1);
    List<Receiver> receivers = dropping.receivers();
    assertEquals(3, receivers.stream().filter(receiver -> !receiver.stays()).count());
    assertTrue(run(dropping).deliveries() < 8 * 256);
    assertTrue(run(dropping).deliveries() >= 5 * 256);
  }

  @Test
  void halfOfTheReceiversComeOneByOne() {
    List<Receiver> receivers =
        new Distribution(
                extents(16),
                Site.even(10, RATES),
                new Troubles(Slowness.NONE, 0, 5_000_000_000L, 0),
                Mode.TRACKED,
                1)
            .receivers();
    List<Long> seconds =
        receivers.stream().map(receiver -> receiver.joinNanos() / 1_000_000_000L).sorted().toList();
    assertEquals(List.of(0L, 0L, 0L, 0L, 0L, 1L, 2L, 3L, 4L, 5L), seconds);
  }

  @Test
  void failedTransfersAreMadeAgain() {
    Result whole = troubled(8, Troubles.NONE);
    Result broken = troubled(8, new Troubles(Slowness.NONE, 0, 0, 0.05));
    assertEquals(8 * 256, broken.deliveries());
    assertTrue(broken.assignments() + 8 > whole.assignments(), broken.toString());
    assertTrue(broken.timeSeconds() > whole.timeSeconds(), broken + " against " + whole);
  }

  @Test
  void ratesAreTakenInTurn() {
    Group group = new Group(Zone.UNKNOWN, 3, List.of(100L, 10L), List.of(50L));
    assertEquals(List.of(new Rates(100, 50), new Rates(10, 50), new Rates(100, 50)), group.rates());
  }

  @Test
  void whatGoesBetweenZonesIsCountedAndNoFasterThanItsLink() {
    Zone near = new Zone("near");
    Zone far = new Zone("far");
    long thin = RATES.upBytesPerSecond() / 5;
    List<ZoneLink> links = List.of(new ZoneLink(near, far, thin), new ZoneLink(far, near, thin));
    List<Group> groups = new ArrayList<>();
    for (Zone zone : List.of(near, far)) {
      groups.add(
          new Group(
              zone, 4, List.of(RATES.upBytesPerSecond()), List.of(RATES.downBytesPerSecond())));
    }
    Site site = new Site(RATES, groups, links, Site.ROUND_TRIP_NANOS, MachineSpec.UPLOAD_SLOTS);
    Payload payload = extents(128);
    Result result = run(new Distribution(payload, site, Troubles.NONE, Mode.TRACKED, 1));
    assertEquals(links, result.traffic().stream().map(Result.Traffic::link).toList());
    long inwards = result.traffic().getFirst().bytes();
    assertTrue(inwards >= payload.bytes(), result.toString());
    assertTrue(result.timeSeconds() >= inwards / (double) thin * 0.99, result.toString());
    assertTrue(result.bound().fluidSeconds() >= payload.bytes() / (double) thin, result.toString());
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> troubled(3, new Troubles(Slowness.NONE, 3, 0, 0)),
        "all drop out");
    assertThrows(IllegalArgumentException.class, () -> new Payload(1L << 50, 1 << 18), "extents");
  }
}
