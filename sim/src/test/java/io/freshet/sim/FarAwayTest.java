package io.freshet.sim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.engine.Zone;
import io.freshet.engine.ZoneLink;
import io.freshet.engine.fetching.NodeEngine.Mode;
import io.freshet.sim.scenario.MachineSpec;
import io.freshet.sim.scenario.MachineSpec.Rates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Round trips of 20 to 50 ms: what is told, asked for and reported meanwhile does not leave links
/// idle. In brackets what came of a twentieth of a second ahead, however far.
class FarAwayTest {
  private static final long GIGABIT = 125_000_000;

  /// 0.927 and 0.911.
  @Test
  void smallExtentsAreAskedForInTime() {
    Payload payload = new Payload(128 << 20, 256 << 10);
    comesNear(0.94, payload, even(16, GIGABIT / 10, 30));
    comesNear(0.93, payload, even(16, GIGABIT / 10, 40));
  }

  /// 0.803.
  @Test
  void largeExtentsAreAskedForInTime() {
    comesNear(0.87, new Payload(2L << 30, 8 << 20), even(64, GIGABIT, 50));
  }

  /// 0.722.
  @Test
  void farZonesAreSupplied() {
    List<Zone> zones = List.of(new Zone("zone-1"), new Zone("zone-2"), new Zone("zone-3"));
    List<ZoneLink> links = new ArrayList<>();
    for (Zone from : zones) {
      for (Zone to : zones) {
        if (!from.equals(to)) {
          links.add(new ZoneLink(from, to, GIGABIT / 2));
        }
      }
    }
    List<Group> groups = zones.stream().map(zone -> group(zone, 40, GIGABIT)).toList();
    Site site = site(groups, links, 50);
    comesNear(0.78, new Payload(2L << 30, 8 << 20), site);
  }

  private static Site even(int receivers, long rate, long roundTripMillis) {
    return site(List.of(group(Zone.UNKNOWN, receivers, rate)), List.of(), roundTripMillis);
  }

  private static Group group(Zone zone, int receivers, long rate) {
    return new Group(zone, receivers, List.of(rate), List.of(rate));
  }

  private static Site site(List<Group> groups, List<ZoneLink> links, long roundTripMillis) {
    long rate = groups.getFirst().ups().getFirst();
    return new Site(
        new Rates(rate, rate),
        groups,
        links,
        Duration.ofMillis(roundTripMillis).toNanos(),
        MachineSpec.UPLOAD_SLOTS);
  }

  private static void comesNear(double mark, Payload payload, Site site) {
    Distribution distribution = new Distribution(payload, site, Troubles.NONE, Mode.TRACKED, 1);
    Result result = new Simulation(distribution, () -> 0).run();
    assertTrue(
        result.efficiency() >= mark,
        () -> result.efficiency() + " instead of " + mark + ": " + result);
  }
}
