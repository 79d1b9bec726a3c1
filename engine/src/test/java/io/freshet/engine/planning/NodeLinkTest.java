package io.freshet.engine.planning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.freshet.engine.ExtentSet;
import io.freshet.engine.ExtentSizes;
import io.freshet.engine.Membership;
import io.freshet.engine.NodeId;
import io.freshet.engine.Priority;
import io.freshet.engine.Zone;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeLinkTest {
  private final NodeLink link = new NodeLink(new NodeId(1), Zone.UNKNOWN);

  private Member member() {
    var membership =
        new Membership(ExtentSet.of(2, 0), ExtentSet.of(2, 1), ExtentSet.none(2), List.of(), 1);
    return new Member(
        link,
        new Place(Zone.UNKNOWN, 2),
        new Seats.Seat(0, ExtentSet.none(2)),
        membership,
        new Member.Shape(1, new Partners(ExtentSizes.of(new int[] {8 << 20})), Priority.NORMAL));
  }

  /// Whoever leaves, the last, one between or the first, takes nobody of the others along.
  @Test
  void allSwarmsOfALinkHearOfItsRoom() {
    List<Member> members = List.of(member(), member(), member());
    members.forEach(member -> member.present(true));
    for (Member leaving : members.reversed()) {
      leaving.present(false);
      for (boolean serves : new boolean[] {true, false}) {
        link.serves(serves);
        for (Member member : members) {
          assertEquals(serves && member != leaving, member.isRoomy());
        }
      }
      leaving.present(true);
    }
  }

  /// What the rate carries in a twentieth of a second is ahead: of large extents only if it is
  /// some.
  @Test
  void noLargeExtentIsAheadAlone() {
    for (int lump = 0; lump < 3; lump++) {
      link.received(1 << 20, 0);
    }
    assertEquals(3 + 1, windowOf(1.5));
    link.received(1 << 30, 0);
    assertEquals(3 + 2, windowOf(2.5));
    assertEquals(3, windowOf(1.5));
  }

  /// As far away as two round trips of 50 ms, four times as much is ahead, both ways, and that of
  /// large extents, too.
  @Test
  void farAwayMoreIsAhead() {
    NodeLink source = new NodeLink(new NodeId(2), Zone.UNKNOWN);
    link.answered(100_000_000);
    for (int i = 0; i < 100; i++) {
      link.received(1 << 20, 0);
      source.sent(1 << 20, 0);
      source.sentTo(link);
    }
    assertEquals(3 + 6, windowOf(1.5));
    assertEquals(
        3 + 5, source.uploadExtents((int) (source.upRate() / 20 / 1.5), 3, Integer.MAX_VALUE));
    link.turned(50_000_000);
    assertEquals(3 + 3, windowOf(1.5), "no more than an extent took in all");
  }

  /// Where the others of a swarm are near, so that it has none ahead.
  @Test
  void whoIsFarAwayHasSomeAheadWhereOthersHaveNone() {
    link.answered(10_000_000);
    for (int i = 0; i < 100; i++) {
      link.received(1 << 20, 0);
    }
    int extentBytes = (int) (link.downRate() / 20 / 1.5);
    assertEquals(3, link.downloadWindow(extentBytes, 3, 0) / extentBytes);
    link.answered(100_000_000);
    assertEquals(3 + 6, link.downloadWindow(extentBytes, 3, 0) / extentBytes);
  }

  /// Extents in the window of three partners when so many are what the rate carries in that time.
  private long windowOf(double extentsAhead) {
    int extentBytes = (int) (link.downRate() / 20 / extentsAhead);
    return link.downloadWindow(extentBytes, 3, Integer.MAX_VALUE) / extentBytes;
  }
}
