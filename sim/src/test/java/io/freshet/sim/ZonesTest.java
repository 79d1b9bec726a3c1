package io.freshet.sim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.engine.Zone;
import io.freshet.engine.ZoneLink;
import io.freshet.engine.fetching.NodeEngine.Mode;
import io.freshet.sim.scenario.MachineSpec;
import io.freshet.sim.scenario.MachineSpec.Rates;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Zones with thin links between them: an extent comes into a zone about once, whatever the number
/// of its nodes, and the links are busy from start to end.
class ZonesTest {
  private static final long GIGABIT = 125_000_000;
  private static final int EXTENT_BYTES = 8 << 20;

  /// A quarter of what the marks are measured with, so the start and the end cost four times as
  /// much.
  private static final int EXTENTS = 256;

  private static Zone zone(int number) {
    return new Zone("zone-" + number);
  }

  private static List<ZoneLink> everyTwo(int zones, long bytesPerSecond) {
    List<ZoneLink> links = new ArrayList<>();
    for (int from = 0; from < zones; from++) {
      for (int to = 0; to < zones; to++) {
        if (from != to) {
          links.add(new ZoneLink(zone(from), zone(to), bytesPerSecond));
        }
      }
    }
    return links;
  }

  /// The origin stands in the first zone.
  private static Result distribute(List<Integer> zones, List<ZoneLink> links, long seed) {
    List<Group> groups = new ArrayList<>();
    for (int i = 0; i < zones.size(); i++) {
      groups.add(new Group(zone(i), zones.get(i), List.of(GIGABIT), List.of(GIGABIT)));
    }
    Site site =
        new Site(
            new Rates(GIGABIT, GIGABIT),
            groups,
            links,
            Site.ROUND_TRIP_NANOS,
            MachineSpec.UPLOAD_SLOTS);
    Payload payload = new Payload((long) EXTENTS * EXTENT_BYTES, EXTENT_BYTES);
    return new Simulation(
            new Distribution(payload, site, Troubles.NONE, Mode.TRACKED, seed), () -> 0)
        .run();
  }

  /// Copies of the release that came into each zone.
  private static Map<Zone, Double> copiesInto(Result result) {
    Map<Zone, Double> copies = new LinkedHashMap<>();
    for (Result.Traffic traffic : result.traffic()) {
      double part = traffic.bytes() / ((double) EXTENTS * EXTENT_BYTES);
      copies.merge(traffic.link().to(), part, Double::sum);
    }
    return copies;
  }

  private static void assertOnceIntoEachZone(Result result, String what) {
    copiesInto(result)
        .forEach(
            (zone, copies) -> assertTrue(copies <= 1.05, what + ", into " + zone + ": " + copies));
  }

  @Test
  void thinLinksCarryEachExtentAboutOnceAndAreNeverIdle() {
    for (long seed = 1; seed <= 2; seed++) {
      for (var zones :
          List.of(List.of(40, 40), List.of(100, 100, 100), List.of(30, 1, 20, 5, 10))) {
        String what = zones + ", seed " + seed;
        Result result = distribute(zones, everyTwo(zones.size(), GIGABIT / 20), seed);
        assertOnceIntoEachZone(result, what);
        assertTrue(result.efficiency() >= 0.9, what + ": " + result);
        assertTrue(result.originCopies() < 1.2, what + ": " + result);
      }
    }
  }

  /// Between two extents, each of which takes 3.4 s, a link is not idle, and none of them is late.
  @Test
  void linksThatNeedSecondsForAnExtentCarryItOnce() {
    Result result = distribute(List.of(9, 9, 9, 9, 9), everyTwo(5, GIGABIT / 50), 1);
    assertOnceIntoEachZone(result, "seconds");
    assertTrue(result.efficiency() >= 0.93, result.toString());
  }

  /// Sources that have enough to send to their neighbours bring in first what another zone lacks:
  /// it is passed on there.
  @Test
  void wideLinksDoNotStandIdleBecauseNeighboursHaveEnoughToAsk() {
    Result result = distribute(List.of(60, 60, 60), everyTwo(3, GIGABIT), 1);
    assertOnceIntoEachZone(result, "wide");
    assertTrue(result.efficiency() >= 0.90, result.toString());
  }

  /// All links must be busy all the time: what comes from the origin's zone is another thing for
  /// each of the two others, which pass it on to each other.
  @Test
  void linksOfHalfARateAreBusyWithDifferentThings() {
    Result result = distribute(List.of(40, 40, 40), everyTwo(3, GIGABIT / 2), 1);
    assertOnceIntoEachZone(result, "half");
    assertTrue(result.efficiency() >= 0.87, result.toString());
  }

  @Test
  void whatHasNoLinkOfItsOwnComesByWayOfTheZonesBetween() {
    long thin = GIGABIT / 10;
    List<ZoneLink> chain =
        List.of(
            new ZoneLink(zone(0), zone(1), thin),
            new ZoneLink(zone(1), zone(0), thin),
            new ZoneLink(zone(1), zone(2), thin),
            new ZoneLink(zone(2), zone(1), thin));
    Result result = distribute(List.of(10, 10, 10), chain, 1);
    assertOnceIntoEachZone(result, "chain");
    assertTrue(copiesInto(result).getOrDefault(zone(2), 0.0) > 0.9, result.toString());
    double onceSeconds = (double) EXTENTS * EXTENT_BYTES / thin;
    assertTrue(result.bound().fluidSeconds() >= onceSeconds - 1, result.toString());
    assertTrue(result.efficiency() >= 0.9, result.toString());
  }

  @Test
  void aZoneWithoutASeedIsNotStarved() {
    Result near = distribute(List.of(20), List.of(), 1);
    Result far = distribute(List.of(10, 10), everyTwo(2, GIGABIT), 1);
    assertTrue(far.timeSeconds() < 1.3 * near.timeSeconds(), far + " against " + near);
  }
}
