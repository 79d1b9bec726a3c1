package io.freshet.engine.planning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.freshet.engine.ExtentSet;
import io.freshet.engine.ExtentSizes;
import io.freshet.engine.Membership;
import io.freshet.engine.NodeId;
import io.freshet.engine.Priority;
import io.freshet.engine.Zone;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SeatsTest {
  private static final int EXTENTS = 3;
  private final Seats seats = new Seats(EXTENTS);
  private final Place place = new Place(Zone.UNKNOWN, EXTENTS);

  private Member seated(long id) {
    var member =
        new Member(
            new NodeLink(new NodeId(id), Zone.UNKNOWN),
            place,
            seats.take(),
            new Membership(
                ExtentSet.none(EXTENTS),
                ExtentSet.all(EXTENTS),
                ExtentSet.none(EXTENTS),
                List.of(),
                0),
            new Member.Shape(
                1, new Partners(ExtentSizes.of(new int[] {8 << 20})), Priority.NORMAL));
    seats.seat(member);
    return member;
  }

  /// Few or many of up to 9,000 hold an extent, so that there are more words than a word has bits.
  @Test
  void aHolderIsFoundGoingRound() {
    for (long seed = 0; seed < 12; seed++) {
      var random = new SplittableRandom(seed);
      List<Member> members = new ArrayList<>();
      var held = new BitSet();
      int share = 1 << (seed % 6 * 2);
      for (int count = 1; count <= 9_000; count = 1 + count * 3 / 2) {
        while (members.size() < count) {
          members.add(seated(random.nextLong()));
        }
        for (int i = 0; i < count / 3; i++) {
          Member member = members.get(random.nextInt(count));
          if (random.nextInt(share) == 0) {
            seats.hold(member, 1);
            held.set(member.seat);
          } else {
            seats.drop(member, 1);
            held.clear(member.seat);
          }
        }
        for (int i = 0; i < 100; i++) {
          int from = random.nextInt(seats.capacity() + 1);
          int next = held.nextSetBit(from % seats.capacity());
          int expected = next < 0 ? held.nextSetBit(0) : next;
          assertEquals(expected, seats.holder(1, from), "seed " + seed + ", from " + from);
        }
        assertEquals(-1, seats.holder(0, random.nextInt(seats.capacity())));
      }
      members.forEach(seats::leave);
      members.forEach(member -> seats.drop(member, 1));
    }
  }
}
