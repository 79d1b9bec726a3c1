package io.freshet.sim;

import io.freshet.content.Hash;
import io.freshet.content.InfoHash;
import io.freshet.engine.Failure;
import io.freshet.engine.Priority;
import io.freshet.engine.Zone;
import io.freshet.engine.ZoneLink;
import io.freshet.engine.fetching.NodeEngine.Mode;
import io.freshet.sim.scenario.Disturbance;
import io.freshet.sim.scenario.MachineSpec;
import io.freshet.sim.scenario.MachineSpec.Conduct;
import io.freshet.sim.scenario.MachineSpec.Door;
import io.freshet.sim.scenario.MachineSpec.Rates;
import io.freshet.sim.scenario.Scenario;
import io.freshet.sim.scenario.SwarmSpec;
import io.freshet.sim.scenario.SwarmSpec.Part;
import io.freshet.sim.scenario.TransferFaults;
import io.freshet.sim.scenario.TransferFaults.Unit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/// One release from one origin to many receivers: everything that a run depends on.
public record Distribution(Payload payload, Site site, Troubles troubles, Mode mode, long seed) {

  public Distribution {
    for (ZoneLink link : site.links()) {
      for (var zone : List.of(link.from(), link.to())) {
        if (site.groups().stream().noneMatch(group -> group.zone().equals(zone))) {
          throw new IllegalArgumentException(
              "a link leads to zone "
                  + zone.path()
                  + ", in which nobody stands: place nodes there");
        }
      }
    }
    var receivers = new Casting(payload, site, troubles, seed).receivers();
    if (receivers.stream().noneMatch(Receiver::counted)) {
      throw new IllegalArgumentException(
          "no receiver stays and keeps up: let fewer drop out or be slow");
    }
  }

  /// The receivers, in the order of their numbers.
  List<Receiver> receivers() {
    return new Casting(payload, site, troubles, seed).receivers();
  }

  Scenario scenario(List<Receiver> receivers, LowerBound bound) {
    int extents = payload.extents();
    List<MachineSpec> machines = new ArrayList<>();
    List<Part> parts = new ArrayList<>();
    machines.add(machine(site.origin(), site.originZone()));
    parts.add(Part.origin(0, extents));
    List<Disturbance> stops = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(seed ^ 0x5eed);
    long healedNanos = 0;
    for (Receiver receiver : receivers) {
      machines.add(machine(receiver.rates(), receiver.zone()));
      parts.add(Part.receiver(receiver.number(), extents, receiver.joinNanos()));
      if (!receiver.stays()) {
        long whileNanos = Math.max(1, (long) (bound.fluidSeconds() * 1e9));
        long stopNanos = receiver.joinNanos() + random.nextLong(whileNanos);
        stops.add(new Disturbance.Stop(stopNanos, receiver.number()));
        healedNanos = Math.max(healedNanos, stopNanos);
      }
    }
    InfoHash name = new InfoHash(new Hash(0, 0, 0, seed));
    return new Scenario(
        seed,
        mode,
        machines,
        site.links(),
        List.of(new SwarmSpec(name, payload.sizes(), Priority.NORMAL, 0, parts)),
        stops,
        faults(),
        site.roundTripNanos() / 2,
        healedNanos);
  }

  private MachineSpec machine(Rates rates, Zone zone) {
    return new MachineSpec(rates, zone, site.uploadSlots(), Door.OPEN, Conduct.HONEST);
  }

  private TransferFaults faults() {
    return troubles.failures() == 0
        ? TransferFaults.NONE
        : new TransferFaults(
            Collections.singletonMap(Failure.BROKEN, troubles.failures()),
            Unit.EXTENT,
            Long.MAX_VALUE);
  }
}
