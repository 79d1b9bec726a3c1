package io.freshet.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.freshet.engine.Zone;
import io.freshet.engine.ZoneLink;
import io.freshet.sim.Receiver.Fate;
import io.freshet.sim.scenario.MachineSpec;
import io.freshet.sim.scenario.MachineSpec.Rates;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A release of 10 extents from an origin that sends one a second.
class LowerBoundTest {
  private static final int EXTENT = 256 << 10;
  private static final Payload PAYLOAD = new Payload(10 * EXTENT, EXTENT);
  private static final Zone HERE = new Zone("here");
  private static final Zone THERE = new Zone("there");

  @Test
  void theOriginMustSendEverythingOnceAndExtentsArePassedOn() {
    LowerBound bound = bound(Collections.nCopies(8, receiver(1, 1)));
    assertEquals(10, bound.fluidSeconds(), 1e-9);
    assertEquals(3, bound.extentsSeconds(), 1e-9);
  }

  @Test
  void anExtentIsPassedOnAsFastAsTheFastestLinkAllows() {
    List<Receiver> receivers = new ArrayList<>(Collections.nCopies(7, receiver(1, 4)));
    receivers.add(receiver(2, 4));
    assertEquals(3 / 2.0, bound(receivers).extentsSeconds(), 1e-9);
  }

  @Test
  void theSlowestMustReceiveEverything() {
    assertEquals(20, bound(List.of(receiver(1, 1), receiver(1, 0.5))).fluidSeconds(), 1e-9);
  }

  @Test
  void uplinksMustCarryEveryCopy() {
    List<Receiver> receivers = Collections.nCopies(8, receiver(0.1, 1));
    assertEquals(8 * 10 / 1.8, bound(receivers).fluidSeconds(), 1e-3);
  }

  @Test
  void whoIsNotWaitedForMayHelp() {
    List<Receiver> receivers =
        List.of(
            receiver(0.1, 1),
            new Receiver(2, rates(0.1, 0.001), HERE, 0, Fate.SLOW),
            receiver(0.1, 1),
            new Receiver(3, rates(0.3, 1), HERE, 0, Fate.DROPS_OUT));
    assertEquals(2 * 10 / 1.6, bound(receivers).fluidSeconds(), 1e-3);
  }

  @Test
  void whoComesLateReceivesAndSendsFromThenOn() {
    Receiver late = new Receiver(1, rates(1, 1), HERE, 25_000_000_000L, Fate.COUNTED);
    assertEquals(35, bound(List.of(receiver(1, 1), late)).fluidSeconds(), 1e-6);
    // 40 extents: 1.4 a second until 20 s, then 2.4 a second.
    List<Receiver> receivers = new ArrayList<>(Collections.nCopies(4, receiver(0.1, 1)));
    receivers.add(new Receiver(1, rates(1, 1), HERE, 20_000_000_000L, Fate.DROPS_OUT));
    assertEquals(20 + 12 / 2.4, bound(receivers).fluidSeconds(), 1e-3);
  }

  @Test
  void oneCopyMustComeOverTheLinksIntoAZone() {
    List<Receiver> receivers = List.of(receiver(1, 1), standing(THERE, 1), standing(THERE, 1));
    assertEquals(50, bound(receivers, List.of(link(HERE, THERE, 0.2))).fluidSeconds(), 1e-3);
  }

  @Test
  void allCopiesInAZoneComeOverItsLinksOrFromItsUplinks() {
    List<Receiver> receivers = new ArrayList<>();
    receivers.add(receiver(1, 1));
    for (int i = 0; i < 4; i++) {
      receivers.add(standing(THERE, 0.1));
    }
    double seconds = bound(receivers, List.of(link(HERE, THERE, 0.9))).fluidSeconds();
    assertEquals(4 * 10 / (0.9 + 0.4), seconds, 1e-3);
  }

  @Test
  void zonesBehindEachOtherShareTheLinksThatLeadToThem() {
    Zone beyond = new Zone("beyond");
    List<Receiver> receivers = List.of(receiver(1, 1), standing(THERE, 1), standing(beyond, 1));
    List<ZoneLink> links =
        List.of(
            link(HERE, THERE, 0.25),
            link(HERE, beyond, 0.05),
            link(THERE, beyond, 1),
            link(beyond, THERE, 1));
    assertEquals(10 / 0.3, bound(receivers, links).fluidSeconds(), 1e-3);
  }

  @Test
  void inAChainOfZonesEveryLinkMustCarryOneCopy() {
    Zone beyond = new Zone("beyond");
    List<Receiver> receivers = List.of(receiver(1, 1), standing(THERE, 1), standing(beyond, 1));
    List<ZoneLink> links = List.of(link(HERE, THERE, 0.5), link(THERE, beyond, 0.25));
    assertEquals(10 / 0.25, bound(receivers, links).fluidSeconds(), 1e-3);
    List<ZoneLink> thinFirst = List.of(link(HERE, THERE, 0.2), link(THERE, beyond, 0.5));
    assertEquals(10 / 0.2, bound(receivers, thinFirst).fluidSeconds(), 1e-3);
  }

  @Test
  void zonesWithoutALinkAreJoinedWithoutLimit() {
    List<Receiver> receivers = List.of(receiver(1, 1), standing(THERE, 1));
    assertEquals(10, bound(receivers, List.of(link(THERE, HERE, 0.2))).fluidSeconds(), 1e-6);
  }

  private static LowerBound bound(List<Receiver> receivers) {
    return bound(receivers, List.of());
  }

  private static LowerBound bound(List<Receiver> receivers, List<ZoneLink> links) {
    Group origins = new Group(HERE, 1, List.of(1L), List.of(1L));
    Site site =
        new Site(
            rates(1, 1), List.of(origins), links, Site.ROUND_TRIP_NANOS, MachineSpec.UPLOAD_SLOTS);
    return LowerBound.of(PAYLOAD, site, receivers, Receiver::counted);
  }

  private static Receiver receiver(double up, double down) {
    return new Receiver(1, rates(up, down), HERE, 0, Fate.COUNTED);
  }

  private static Receiver standing(Zone zone, double up) {
    return new Receiver(1, rates(up, 1), zone, 0, Fate.COUNTED);
  }

  private static ZoneLink link(Zone from, Zone to, double extentsPerSecond) {
    return new ZoneLink(from, to, (long) (extentsPerSecond * EXTENT));
  }

  /// In extents a second.
  private static Rates rates(double up, double down) {
    return new Rates((long) (up * EXTENT), (long) (down * EXTENT));
  }
}
