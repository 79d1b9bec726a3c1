package io.freshet.engine.planning;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Members of a place that have something in common, to pick from by chance: O(1) a change.
final class Roster {

  static final int NOWHERE = -1;

  private final List<Member> members = new ArrayList<>();

  /// Their seats: to ask for one is no wait for memory, where to look at the member is.
  private final BitSet seats = new BitSet();

  private final Kind kind;

  Roster(Kind kind) {
    this.kind = kind;
  }

  int count() {
    return members.size();
  }

  /// The member at a position, counted on from the end to the beginning.
  Member at(int position) {
    int count = members.size();
    return members.get(position < count ? position : position % count);
  }

  /// Whether the member at this seat belongs to it.
  boolean has(int seat) {
    return seats.get(seat);
  }

  void set(Member member, boolean belongs) {
    if (belongs != (position(member) != NOWHERE)) {
      seats.set(member.seat, belongs);
      if (belongs) {
        place(member, members.size());
        members.add(member);
      } else {
        remove(member);
      }
    }
  }

  private void remove(Member member) {
    Member last = members.removeLast();
    if (last != member) {
      members.set(position(member), last);
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
