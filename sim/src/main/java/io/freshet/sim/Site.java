package io.freshet.sim;

import io.freshet.engine.Zone;
import io.freshet.engine.ZoneLink;
import io.freshet.sim.scenario.MachineSpec;
import io.freshet.sim.scenario.MachineSpec.Rates;
import io.freshet.sim.scenario.Scenario;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The machines and the network between them.
///
/// @param origin the origin's link; it stands in the first group's zone
/// @param links what zones share; those without one are joined by way of others, or without limit
///   where no links lead from one to the other
/// @param roundTripNanos between any two machines
/// @param uploadSlots how many connections a machine serves at once
public record Site(
    Rates origin, List<Group> groups, List<ZoneLink> links, long roundTripNanos, int uploadSlots) {

  /// A round trip in one hall.
  public static final long ROUND_TRIP_NANOS = 2 * Scenario.ONE_WAY_NANOS;

  public Site {
    groups = List.copyOf(groups);
    links = List.copyOf(links);
    if (groups.isEmpty()) {
      throw new IllegalArgumentException("nobody is to receive anything");
    }
    Set<List<Zone>> pairs = new LinkedHashSet<>();
    for (ZoneLink link : links) {
      if (!pairs.add(List.of(link.from(), link.to()))) {
        throw new IllegalArgumentException(
            "two links from zone " + link.from().path() + " to " + link.to().path());
      }
    }
    if (roundTripNanos < 2) {
      throw new IllegalArgumentException("a round trip of " + roundTripNanos + " ns");
    }
  }

  /// So many receivers and an origin with the same links, in one zone.
  public static Site even(int receivers, Rates rates) {
    return new Site(
        rates,
        List.of(Group.even(receivers, rates)),
        List.of(),
        ROUND_TRIP_NANOS,
        MachineSpec.UPLOAD_SLOTS);
  }

  Zone originZone() {
    return groups.getFirst().zone();
  }

  public int receivers() {
    int receivers = 0;
    for (Group group : groups) {
      receivers += group.count();
    }
    return receivers;
  }
}
