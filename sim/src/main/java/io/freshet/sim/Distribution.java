package io.freshet.sim;

import io.freshet.content.Hash;
import io.freshet.content.InfoHash;
import io.freshet.engine.Failure;
import io.freshet.engine.Zone;
import io.freshet.engine.fetching.NodeEngine.Mode;
import io.freshet.sim.Receiver.Fate;
import io.freshet.sim.Troubles.Affected;
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
import io.freshet.sim.scenario.ZoneLink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// One release from one origin to many receivers: everything that a run depends on.
public record Distribution(Payload payload, Site site, Troubles troubles, Mode mode, long seed) {

  public Distribution {
    for (ZoneLink link : site.links()) {
      for (var zone : List.of(link.from(), link.to())) {
        if (site.groups().stream().noneMatch(group -> group.zone().equals(zone))) {
          throw new IllegalArgumentException("nobody stands in zone " + zone.path());
        }
      }
    }
  }

  /// The receivers, in the order of their numbers.
  List<Receiver> receivers() {
    List<Rates> rates = new ArrayList<>();
    site.groups().forEach(group -> rates.addAll(group.rates()));
    int count = rates.size();
    if (troubles.dropOuts() >= count) {
      throw new IllegalArgumentException(
          troubles.dropOuts() + " of " + count + " receivers drop out: nobody is left");
    }
    int[] drawn = shuffled(count);
    List<Receiver> receivers = new ArrayList<>();
    int groupIndex = 0;
    int left = site.groups().getFirst().count();
    for (int i = 0; i < count; i++) {
      if (left == 0) {
        left = site.groups().get(++groupIndex).count();
      }
      left--;
      int number = i + 1;
      boolean slow = troubles.slowness().befalls(number);
      boolean dropsOut = drawn[i] < troubles.dropOuts();
      Rates own = slow ? slowed(rates.get(i)) : rates.get(i);
      receivers.add(
          new Receiver(
              number,
              own,
              site.groups().get(groupIndex).zone(),
              joinNanos(drawn[i], own),
              dropsOut ? Fate.DROPS_OUT : slow ? Fate.SLOW : Fate.COUNTED));
    }
    return receivers;
  }

  private int[] shuffled(int count) {
    SplittableRandom random = new SplittableRandom(~seed);
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int other = random.nextInt(i + 1);
      order[i] = order[other];
      order[other] = i;
    }
    return order;
  }

  private Rates slowed(Rates rates) {
    var slowness = troubles.slowness();
    return new Rates(
        slowness.slowed(rates.upBytesPerSecond()),
        slowness.affected() == Affected.SENDING
            ? rates.downBytesPerSecond()
            : slowness.slowed(rates.downBytesPerSecond()));
  }

  /// The first half, as drawn, comes at the start, the others in turn. The manifest is passed on
  /// like everything else, by as many as have it, in doublings, before anyone can begin.
  private long joinNanos(int drawn, Rates rates) {
    int count = site.receivers();
    int late = troubles.joinsNanos() == 0 ? 0 : Math.max(0, drawn - (count - 1) / 2);
    int lateMax = Math.max(1, count - 1 - (count - 1) / 2);
    int handings = late == 0 ? 32 - Integer.numberOfLeadingZeros(count) : 1;
    double bytes = payload.manifestBytes();
    double handing = bytes / site.origin().upBytesPerSecond() + site.roundTripNanos() / 1e9;
    double seconds = handings * handing + bytes / rates.downBytesPerSecond();
    return troubles.joinsNanos() * late / lateMax + (long) (seconds * 1e9);
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
        List.of(new SwarmSpec(name, payload.sizes(), 0, parts)),
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
            Map.of(Failure.BROKEN, troubles.failures()), Unit.EXTENT, Long.MAX_VALUE);
  }
}
