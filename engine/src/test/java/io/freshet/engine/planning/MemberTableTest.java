package io.freshet.engine.planning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.freshet.engine.ExtentSet;
import io.freshet.engine.ExtentSizes;
import io.freshet.engine.Membership;
import io.freshet.engine.NodeId;
import io.freshet.engine.Priority;
import io.freshet.engine.Zone;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MemberTableTest {
  private static final Place PLACE = new Place(Zone.UNKNOWN, 1);

  private static Member member(long id) {
    return new Member(
        new NodeLink(new NodeId(id), Zone.UNKNOWN),
        PLACE,
        new Seats.Seat(0, ExtentSet.none(1)),
        new Membership(ExtentSet.none(1), ExtentSet.all(1), ExtentSet.none(1), List.of(), 0),
        new Member.Shape(1, new Partners(ExtentSizes.of(new int[] {8 << 20})), Priority.NORMAL));
  }

  /// Far more names than slots have been used when it is over, and many stood in each other's way.
  @Test
  void whoIsInItIsFound() {
    for (long seed = 0; seed < 20; seed++) {
      var random = new SplittableRandom(seed);
      var table = new MemberTable();
      List<Member> members = new ArrayList<>();
      for (int step = 0; step < 3_000; step++) {
        if (members.isEmpty() || random.nextInt(members.size() < 500 ? 5 : 2) > 0) {
          Member member = member(random.nextLong());
          table.add(member);
          members.add(member);
        } else {
          Member member = members.remove(random.nextInt(members.size()));
          table.remove(member);
          assertNull(table.at(new NodeId(member.id)), "seed " + seed);
        }
        if (step % 100 == 0) {
          for (Member member : members) {
            assertEquals(member, table.at(new NodeId(member.id)), "seed " + seed);
          }
        }
      }
    }
  }
}
