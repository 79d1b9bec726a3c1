package io.freshet.engine.planning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.engine.ExtentSet;
import io.freshet.engine.ExtentSizes;
import io.freshet.engine.Membership;
import io.freshet.engine.NodeId;
import io.freshet.engine.Priority;
import io.freshet.engine.Zone;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Ten extents of 1 MiB a second were seen to go over each link, drawn as what is to spare: `up` a
/// fifth of the uplink or less is in use, `half` less than half of it, `down` three tenths of the
/// downlink.
class LinkUseTest {
  private static final int EXTENTS = 40;
  private static final int BYTES = 1 << 20;
  private static final long SECOND = 1_000_000_000L;

  private final Place place = new Place(Zone.UNKNOWN, EXTENTS);
  private final Member source = member(1, ExtentSet.all(EXTENTS), ExtentSet.none(EXTENTS));
  private final Member receiver = member(2, ExtentSet.none(EXTENTS), ExtentSet.all(EXTENTS));

  private Member member(int number, ExtentSet held, ExtentSet wanted) {
    NodeLink link = new NodeLink(new NodeId(number), Zone.UNKNOWN);
    link.showedPace(10 * BYTES, SECOND);
    link.showedDownPace(10 * BYTES, SECOND);
    Membership membership =
        new Membership(held, wanted, ExtentSet.none(EXTENTS), List.of(), EXTENTS);
    var seat = new Seats.Seat(number, ExtentSet.none(EXTENTS));
    return new Member(
        link,
        place,
        seat,
        membership,
        new Member.Shape(BYTES, new Partners(ExtentSizes.of(new int[] {BYTES})), Priority.NORMAL));
  }

  /// Extents that were asked for a second ago, and take a second more: each is half of one a
  /// second.
  private LinkUseTest awaits(int extents) {
    for (int extent = 0; extent < extents; extent++) {
      receiver.missing.remove(extent);
      Pending way = new Pending(receiver, extent, source, null, 0, Long.MAX_VALUE);
      way.queuedBytes = 2L * 10 * BYTES;
      receiver.expect(way, BYTES);
    }
    return this;
  }

  private String use() {
    receiver.use.count(SECOND);
    source.use.roundOver();
    String up = source.use.hasUplinkToSpare() ? "up " : "";
    String half = source.use.isUnderused() ? "half " : "";
    String down = receiver.use.hasDownlinkToSpare() ? "down" : "";
    return (up + half + down).strip();
  }

  @Test
  void whoSendsNothingHasAllToSpare() {
    assertEquals("up half down", use());
  }

  @Test
  void lessThanAFifthOfAnUplinkLeavesMuchToSpare() {
    assertEquals("up half down", awaits(3).use());
  }

  @Test
  void aQuarterOfADownlinkDoes() {
    assertEquals("half down", awaits(5).use());
  }

  @Test
  void aThirdDoesNot() {
    assertEquals("half", awaits(7).use());
  }

  @Test
  void sixASecondAreMoreThanHalf() {
    assertEquals("", awaits(12).use());
  }

  @Test
  void whatTakesLongerThanItsSourceExplainsIsSlow() {
    awaits(12);
    receiver.pending.forEach(way -> way.queuedBytes = BYTES);
    receiver.use.count(10 * SECOND);
    source.use.roundOver();
    assertTrue(source.use.hasUplinkToSpare(), "each may take ten seconds more");
  }
}
