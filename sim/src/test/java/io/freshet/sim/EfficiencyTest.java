package io.freshet.sim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.engine.Zone;
import io.freshet.engine.fetching.NodeEngine.Mode;
import io.freshet.sim.Troubles.Affected;
import io.freshet.sim.Troubles.Slowness;
import io.freshet.sim.scenario.MachineSpec;
import io.freshet.sim.scenario.MachineSpec.Rates;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How near the bound distributions come: the marks that the planner is held to, at sizes that take
/// a second each, and under `-Plong` at those that take minutes. Nothing here is measured by a
/// clock: times are virtual, and a seed's run is always the same.
class EfficiencyTest {

  /// 1 Gbit/s.
  private static final long FAST = 125_000_000;

  /// 200 Mbit/s.
  private static final long SLOW = 25_000_000;

  private static final int EXTENT_BYTES = 8 << 20;

  @Test
  void evenLinksAreFull() {
    comesNear(0.97, even(8, 1_024, 3));
    comesNear(0.97, even(64, 1_024, 3));
  }

  /// 0.968 where a flow stands still until the next extent was planned and asked for.
  @Test
  void noFlowStandsStillBetweenTwoExtents() {
    comesNear(0.973, even(64, 512, 3));
  }

  /// Fewer extents, each of which weighs more: what an origin leaves idle is lost, and so is what
  /// spreads slowly at first.
  @Test
  void evenLinksAreFullWithFewExtents() {
    comesNear(0.98, distribution(8, List.of(SLOW), new Payload(256 << 20, 256 << 10), 1));
    comesNear(0.975, distribution(8, List.of(SLOW), new Payload(256 << 20, 512 << 10), 1));
    comesNear(0.95, distribution(8, List.of(SLOW), new Payload(256 << 20, 1 << 20), 1));
    comesNear(0.92, even(64, 128, 1));
  }

  /// 0.914, 0.947, and 0.888 with 8 partners for all small extents, and some ahead.
  @Test
  void fewSmallExtentsComeFromFewPartners() {
    comesNear(0.945, distribution(64, List.of(SLOW), new Payload(256 << 20, 1 << 20), 301));
    comesNear(0.952, distribution(64, List.of(FAST), new Payload(1L << 30, 2 << 20), 301));
    List<Long> uneven = List.of(SLOW, SLOW / 10);
    comesNear(0.92, distribution(64, uneven, new Payload(256 << 20, 1 << 20), 301));
  }

  @Test
  void unevenUplinksAreFullAndNobodyIsLeftBehind() {
    comesNear(0.95, uneven(64, 1_024, 3));
    comesNear(0.93, uneven(30, 600, 3));
  }

  /// 0.54, with two copies, where an origin sends a second time what takes longer than 2 s because
  /// links are thin.
  @Test
  void whereLinksAreThinTheOriginSendsWhatIsNewAsWell() {
    comesNear(0.64, distribution(200, List.of(SLOW / 10), new Payload(128 << 20, 1 << 20), 401));
  }

  /// 0.698 and 0.715 where half a second with one extent in it counts as a rate, and what takes a
  /// second longer than elsewhere is asked for twice: an extent takes 2.7 s here, and 0.4 s.
  @Test
  void linksThatAreThinForTheirExtentsAreFullAsWell() {
    comesNear(0.90, distribution(64, List.of(SLOW / 4), new Payload(2L << 30, 16 << 20), 401));
    comesNear(0.735, distribution(200, List.of(SLOW / 10), new Payload(128 << 20, 1 << 20), 402));
  }

  /// 0.955 and 0.911 where one extent more than there are partners is on its way to everybody.
  @Test
  void evenLinksAreFullWithExtentsOfHalfTheSize() {
    comesNear(0.97, distribution(64, List.of(FAST), new Payload(4L << 30, 4 << 20), 202));
    comesNear(0.94, distribution(64, List.of(FAST), new Payload(1L << 30, 4 << 20), 201));
  }

  /// Few extents, uneven links: runs differ by a hundredth and more, so it is their mean that
  /// counts (0.924 of 40 seeds).
  @Test
  void unevenUplinksAreNearlyFullWithFewExtents() {
    double sum = 0;
    for (long seed = 1; seed <= 8; seed++) {
      sum += comesNear(0.86, uneven(64, 256, seed));
    }
    assertTrue(sum / 8 >= 0.91, "a mean of " + sum / 8);
  }

  /// Three of four send a tenth, each extent for seconds: what comes slowly is not sent a second
  /// time by others whose uplinks are full.
  @Test
  void whereUplinksAreShortNothingIsSentTwice() {
    List<Long> ups = List.of(SLOW, SLOW / 10, SLOW / 10, SLOW / 10);
    comesNear(0.90, distribution(32, ups, new Payload(256 << 20, 1 << 20), 1));
  }

  /// Every eighth is ten times slower both ways: slow ones do not take all upload slots of the
  /// fast.
  @Test
  void slowReceiversCostOthersLittle() {
    Distribution even = even(64, 512, 4);
    Slowness slowness = new Slowness(8, 10, Affected.BOTH_WAYS);
    Troubles troubles = new Troubles(slowness, 0, 0, 0);
    comesNear(
        0.94, new Distribution(even.payload(), even.site(), troubles, even.mode(), even.seed()));
  }

  /// The last is done soon after the others: who falls behind by chance comes first.
  @Test
  void disturbancesCostLittle() {
    double sum = 0;
    for (long seed = 1; seed <= 20; seed++) {
      sum += comesNear(0.90, PublishedCase.LANSCATTER.distribution(Mode.TRACKED, seed));
    }
    assertTrue(sum / 20 >= 0.97, "a mean of " + sum / 20);
    // Where who is slow was judged by rates without the last half second, it came to 0.77.
    comesNear(0.90, PublishedCase.LANSCATTER.distribution(Mode.TRACKED, 208));
  }

  /// With `-Plong` thousands, of a release of 8 GiB.
  @Test
  void evenLinksAreFullInALargeSwarm() {
    int receivers = Integer.getInteger("freshet.receivers", 200);
    comesNear(receivers < 1_000 ? 0.93 : 0.96, even(receivers, receivers < 1_000 ? 256 : 1_024, 3));
  }

  private static Distribution even(int receivers, int extents, long seed) {
    return distribution(receivers, List.of(FAST), large(extents), seed);
  }

  private static Distribution uneven(int receivers, int extents, long seed) {
    return distribution(receivers, List.of(FAST, FAST / 10), large(extents), seed);
  }

  private static Payload large(int extents) {
    return new Payload((long) extents * EXTENT_BYTES, EXTENT_BYTES);
  }

  /// Everybody receives as fast as the first of these sends, and so does the origin send.
  private static Distribution distribution(
      int receivers, List<Long> uplinks, Payload payload, long seed) {
    long rate = uplinks.getFirst();
    Site site =
        new Site(
            new Rates(rate, rate),
            List.of(new Group(Zone.UNKNOWN, receivers, uplinks, List.of(rate))),
            List.of(),
            Site.ROUND_TRIP_NANOS,
            MachineSpec.UPLOAD_SLOTS);
    return new Distribution(payload, site, Troubles.NONE, Mode.TRACKED, seed);
  }

  /// Returns how near.
  private static double comesNear(double mark, Distribution distribution) {
    Result result = new Simulation(distribution, () -> 0).run();
    assertTrue(
        result.efficiency() >= mark,
        () ->
            result.efficiency()
                + " instead of "
                + mark
                + ", seed "
                + distribution.seed()
                + ": "
                + result);
    return result.efficiency();
  }
}
