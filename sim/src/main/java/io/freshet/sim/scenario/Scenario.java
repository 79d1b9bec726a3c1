package io.freshet.sim.scenario;

import io.freshet.engine.ZoneLink;
import io.freshet.engine.fetching.NodeEngine.Mode;
import java.util.List;

/// Everything that a run depends on: the same scenario gives the same run.
///
/// @param seed what chance in the world and in the engines is drawn from
/// @param oneWayNanos how long a message takes from any machine to any other
/// @param healedNanos when the last disturbance is over
public record Scenario(
    long seed,
    Mode mode,
    List<MachineSpec> machines,
    List<ZoneLink> zoneLinks,
    List<SwarmSpec> swarms,
    List<Disturbance> disturbances,
    TransferFaults transferFaults,
    long oneWayNanos,
    long healedNanos) {

  /// Half of a round trip in one hall.
  public static final long ONE_WAY_NANOS = 500_000;

  public Scenario {
    machines = List.copyOf(machines);
    zoneLinks = List.copyOf(zoneLinks);
    swarms = List.copyOf(swarms);
    disturbances = List.copyOf(disturbances);
    if (oneWayNanos < 1) {
      throw new IllegalArgumentException("messages that take " + oneWayNanos + " ns");
    }
    for (Disturbance disturbance : disturbances) {
      if (disturbance.atNanos() > healedNanos) {
        throw new IllegalArgumentException(disturbance + " after healing at " + healedNanos);
      }
    }
  }
}
