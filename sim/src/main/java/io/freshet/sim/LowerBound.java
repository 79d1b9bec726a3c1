package io.freshet.sim;

import io.freshet.engine.Zone;
import io.freshet.engine.ZoneLink;
import io.freshet.sim.scenario.MachineSpec.Rates;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// The time below which no plan can bring one release from one origin to all receivers that are to
/// be judged by.
///
/// The fluid bound [1]: the origin must send everything once (F/u₀), the slowest receiver must
/// receive everything from when it joins (F/d), and all uplinks together must carry every copy
/// (N·F/(u₀+Σu)). Zones: whatever set of zones one draws a line around, one copy must come in over
/// the links that lead into it unless the origin is inside, and all copies that its receivers get
/// come in over those links or from uplinks inside. Who is slow or drops out need not be served but
/// may help: its uplink counts, for as long as it could be there.
///
/// Extents are not fluid: when the last extent has left the origin one receiver has it, and it must
/// be passed on ⌊log₂N⌋ times until all have it [2], each time for as long as the fastest link
/// needs for it. This is proven for F/u₀, and with even links F/u₀ is the largest term. It is added
/// whichever term is the largest, which asks up to ⌊log₂N⌋ extents' times too much where that is
/// another one: an efficiency may then be above 1 by as much.
///
/// [1] Kumar & Ross, "Peer-Assisted File Distribution: The Minimum Distribution Time", 2006. [2]
/// Mundinger, Weber & Weiss, "Optimal scheduling of peer-to-peer file dissemination", 2008.
public record LowerBound(double fluidSeconds, double extentsSeconds) {

  /// All sets of so many zones are looked at (1,024 of 10); of more zones, each alone and all.
  private static final int ZONES_IN_SETS_MAX = 10;

  public double seconds() {
    return fluidSeconds + extentsSeconds;
  }

  /// @param judged which of the receivers have to have everything
  static LowerBound of(
      Payload payload, Site site, List<Receiver> receivers, Predicate<Receiver> judged) {
    List<Receiver> asTheyJoin = new ArrayList<>(receivers);
    asTheyJoin.sort(Comparator.comparingLong(Receiver::joinNanos));
    double fluid = payload.bytes() / (double) site.origin().upBytesPerSecond();
    int count = 0;
    for (Receiver receiver : asTheyJoin) {
      if (judged.test(receiver)) {
        count++;
        double alone = payload.bytes() / (double) receiver.rates().downBytesPerSecond();
        fluid = Math.max(fluid, receiver.joinSeconds() + alone);
      }
    }
    for (Set<Zone> inside : sets(site, receivers)) {
      fluid = Math.max(fluid, cut(payload, site, asTheyJoin, judged, inside));
    }
    int doublings = 31 - Integer.numberOfLeadingZeros(Math.max(1, count));
    return new LowerBound(fluid, doublings * extentSeconds(payload, site, receivers));
  }

  /// The least time in which one extent gets from one machine to another.
  private static double extentSeconds(Payload payload, Site site, List<Receiver> receivers) {
    long up = site.origin().upBytesPerSecond();
    long down = 1;
    for (Receiver receiver : receivers) {
      Rates rates = receiver.rates();
      up = Math.max(up, rates.upBytesPerSecond());
      down = Math.max(down, rates.downBytesPerSecond());
    }
    return Math.min(payload.bytes(), payload.extentBytes()) / (double) Math.min(up, down);
  }

  /// The time in which the receivers inside can have got everything.
  private static double cut(
      Payload payload,
      Site site,
      List<Receiver> asTheyJoin,
      Predicate<Receiver> judged,
      Set<Zone> inside) {
    double into = into(site, asTheyJoin, inside);
    boolean originInside = inside.contains(site.originZone());
    long copies =
        asTheyJoin.stream().filter(r -> judged.test(r) && inside.contains(r.zone())).count();
    if (copies == 0 || into == Double.POSITIVE_INFINITY) {
      return 0;
    }
    double rate = into + (originInside ? site.origin().upBytesPerSecond() : 0);
    double firstCopy = originInside ? 0 : payload.bytes() / into;
    // Uplinks inside help from when they join: bytes(t) = rate·t − sent, with both growing as they
    // do.
    double needed = (double) copies * payload.bytes();
    double missed = 0;
    for (Receiver receiver : asTheyJoin) {
      if (rate > 0 && (needed + missed) / rate <= receiver.joinSeconds()) {
        break;
      }
      if (inside.contains(receiver.zone())) {
        rate += receiver.rates().upBytesPerSecond();
        missed += receiver.rates().upBytesPerSecond() * receiver.joinSeconds();
      }
    }
    return Math.max(firstCopy, (needed + missed) / rate);
  }

  /// What the links carry that lead into a set of zones; infinite when one of them is joined with
  /// one outside without limit, for no links lead from there to it. What comes by way of others
  /// goes through one of the links that lead into the set.
  private static double into(Site site, List<Receiver> receivers, Set<Zone> inside) {
    Set<Zone> outside = new LinkedHashSet<>();
    outside.add(site.originZone());
    receivers.forEach(receiver -> outside.add(receiver.zone()));
    outside.removeAll(inside);
    for (Zone from : outside) {
      if (!reachable(site, from).containsAll(inside)) {
        return Double.POSITIVE_INFINITY;
      }
    }
    double into = 0;
    for (ZoneLink link : site.links()) {
      if (outside.contains(link.from()) && inside.contains(link.to())) {
        into += link.bytesPerSecond();
      }
    }
    return into;
  }

  /// The zones that links lead to from one, over however many others.
  private static Set<Zone> reachable(Site site, Zone from) {
    Set<Zone> reached = new LinkedHashSet<>();
    ArrayDeque<Zone> ahead = new ArrayDeque<>(List.of(from));
    while (!ahead.isEmpty()) {
      Zone at = ahead.remove();
      for (ZoneLink link : site.links()) {
        if (link.from().equals(at) && reached.add(link.to())) {
          ahead.add(link.to());
        }
      }
    }
    return reached;
  }

  private static List<Set<Zone>> sets(Site site, List<Receiver> receivers) {
    Set<Zone> all = new LinkedHashSet<>();
    all.add(site.originZone());
    receivers.forEach(receiver -> all.add(receiver.zone()));
    List<Zone> zones = List.copyOf(all);
    List<Set<Zone>> sets = new ArrayList<>();
    sets.add(all);
    if (zones.size() > ZONES_IN_SETS_MAX) {
      zones.forEach(zone -> sets.add(Collections.singleton(zone)));
      return sets;
    }
    for (int members = 1; members < (1 << zones.size()) - 1; members++) {
      Set<Zone> set = new LinkedHashSet<>();
      for (int i = 0; i < zones.size(); i++) {
        if ((members >> i & 1) == 1) {
          set.add(zones.get(i));
        }
      }
      sets.add(set);
    }
    return sets;
  }
}
