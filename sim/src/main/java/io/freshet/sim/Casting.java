package io.freshet.sim;

import io.freshet.sim.Receiver.Fate;
import io.freshet.sim.Troubles.Affected;
import io.freshet.sim.scenario.MachineSpec.Rates;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Who the receivers are: their links and zones as the site says, their fates as troubles say and
/// the seed draws.
record Casting(Payload payload, Site site, Troubles troubles, long seed) {

  /// The receivers, in the order of their numbers.
  List<Receiver> receivers() {
    List<Rates> rates = new ArrayList<>();
    site.groups().forEach(group -> rates.addAll(group.rates()));
    int count = rates.size();
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
}
