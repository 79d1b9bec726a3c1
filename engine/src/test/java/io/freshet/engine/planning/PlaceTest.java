package io.freshet.engine.planning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.engine.ExtentSet;
import io.freshet.engine.ExtentSizes;
import io.freshet.engine.Membership;
import io.freshet.engine.NodeId;
import io.freshet.engine.Priority;
import io.freshet.engine.Zone;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlaceTest {
  private static final int PARTNERS = 3;
  private final Place place = new Place(Zone.UNKNOWN, PARTNERS);

  private Member member(int seat, ExtentSet wanted) {
    var nothing = ExtentSet.none(PARTNERS);
    return new Member(
        new NodeLink(new NodeId(seat), Zone.UNKNOWN),
        place,
        new Seats.Seat(seat, ExtentSet.none(PARTNERS)),
        new Membership(nothing, wanted, nothing, List.of(), PARTNERS),
        new Member.Shape(1, new Partners(ExtentSizes.of(new int[] {8 << 20})), Priority.NORMAL));
  }

  @Test
  void whoHasAllPartnersIsFullUnlessItIsBehind() {
    Member receiver = member(0, ExtentSet.all(PARTNERS));
    for (int extent = 0; extent < PARTNERS; extent++) {
      assertEquals("{}", place.full.toString());
      Member source = member(1 + extent, ExtentSet.none(PARTNERS));
      receiver.missing.remove(extent);
      receiver.expect(new Pending(receiver, extent, source, null, 0, Long.MAX_VALUE), 1);
    }
    assertEquals("{0}", place.full.toString());
    receiver.behind(1);
    assertEquals("{}", place.full.toString());
    receiver.behind(0);
    assertEquals("{0}", place.full.toString());
  }

  /// Those who are among the roomy are asked without a look at how many partners they have.
  @Test
  void whoHasAllPartnersHasNoRoomThoughItsLinkHas() {
    Member source = member(0, ExtentSet.none(PARTNERS));
    source.link.serves(true);
    source.link.sent(1 << 20, 0);
    source.present(true);
    for (int seat = 1; seat <= PARTNERS; seat++) {
      assertTrue(source.isRoomy());
      Member receiver = member(seat, ExtentSet.all(PARTNERS));
      receiver.missing.remove(0);
      receiver.expect(new Pending(receiver, 0, source, null, 0, Long.MAX_VALUE), 1);
      assertTrue(source.invariantsHold());
    }
    assertTrue(source.hasUploadRoom());
    assertFalse(source.isRoomy());
  }
}
