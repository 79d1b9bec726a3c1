package io.freshet.engine.planning;

import java.util.ArrayList;
import java.util.List;

/// Members of a place that have something in common, to pick from by chance: O(1) a change.
final class Roster {

  /// Kinds of rosters: those who could send more; those who lack something that nobody with room
  /// could give them when they were asked last; those who could send what [Shortage] gives. A
  /// member is in one of a kind at most.
  static final int ROOMY = 0;

  static final int WAITING = 1;
  static final int SOURCE = 2;
  static final int KINDS = 3;

  static final int NOWHERE = -1;

  private final List<Member> members = new ArrayList<>();
  private final int kind;

  Roster(int kind) {
    this.kind = kind;
  }

  int count() {
    return members.size();
  }

  /// The member at a position, counted on from the end to the beginning.
  Member at(int position) {
    return members.get(position % members.size());
  }

  void set(Member member, boolean belongs) {
    if (belongs != (member.positions[kind] != NOWHERE)) {
      if (belongs) {
        member.positions[kind] = members.size();
        members.add(member);
      } else {
        remove(member);
      }
    }
  }

  private void remove(Member member) {
    Member last = members.removeLast();
    if (last != member) {
      members.set(member.positions[kind], last);
      last.positions[kind] = member.positions[kind];
    }
    member.positions[kind] = NOWHERE;
  }
}
