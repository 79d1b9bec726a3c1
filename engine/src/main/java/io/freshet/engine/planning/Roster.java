package io.freshet.engine.planning;

import java.util.Arrays;
import java.util.BitSet;

/// Members of a place that have something in common, to pick from by chance: O(1) a change.
final class Roster {

  static final int NOWHERE = -1;

  private static final int SIZE_MIN = 16;

  /// An array, no list: what comes out of a list is asked what it is, and a look at one of
  /// thousands of members is a wait for memory. Who left a slot stays in it until another takes it,
  /// so as many are kept as there ever were at once.
  private Member[] members = new Member[SIZE_MIN];

  /// The seat of each of them, by which more is known of it without a look at it.
  private int[] seats = new int[SIZE_MIN];

  private int count;

  /// The same seats, to ask for one.
  private final BitSet seated = new BitSet();

  private final Kind kind;

  Roster(Kind kind) {
    this.kind = kind;
  }

  int count() {
    return count;
  }

  /// The member at a position, counted on from the end to the beginning.
  Member at(int position) {
    return members[around(position)];
  }

  int seatAt(int position) {
    return seats[around(position)];
  }

  private int around(int position) {
    return position < count ? position : position % count;
  }

  /// Whether the member at this seat belongs to it.
  boolean has(int seat) {
    return seated.get(seat);
  }

  void set(Member member, boolean belongs) {
    if (belongs != (position(member) != NOWHERE)) {
      seated.set(member.seat, belongs);
      if (belongs) {
        add(member);
      } else {
        remove(member);
      }
    }
  }

  private void add(Member member) {
    if (count == members.length) {
      members = Arrays.copyOf(members, 2 * count);
      seats = Arrays.copyOf(seats, 2 * count);
    }
    place(member, count++);
  }

  private void remove(Member member) {
    Member last = members[--count];
    if (last != member) {
      place(last, position(member));
    }
    place(member, NOWHERE);
  }

  private int position(Member member) {
    return switch (kind) {
      case ROOMY -> member.roomyAt;
      case WAITING -> member.waitingAt;
      case SOURCE -> member.sourceAt;
    };
  }

  private void place(Member member, int position) {
    if (position != NOWHERE) {
      members[position] = member;
      seats[position] = member.seat;
    }
    switch (kind) {
      case ROOMY -> member.roomyAt = position;
      case WAITING -> member.waitingAt = position;
      case SOURCE -> member.sourceAt = position;
    }
  }

  /// Kinds of rosters: those who could send more; those who lack something that nobody with room
  /// could give them when they were asked last; those who could send what [Shortage] gives. A
  /// member is in one of a kind at most.
  enum Kind {
    ROOMY,
    WAITING,
    SOURCE
  }
}
