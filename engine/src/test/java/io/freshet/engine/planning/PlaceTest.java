package io.freshet.engine.planning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.freshet.engine.ExtentSet;
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
        new Member.Shape(1, PARTNERS, Priority.NORMAL));
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
}
