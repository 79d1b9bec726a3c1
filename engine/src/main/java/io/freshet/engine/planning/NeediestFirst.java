package io.freshet.engine.planning;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Receivers that could be given more, those with the least on its way first, in turn among equals.
///
/// Links are full when every receiver and every source has equally many flows, so who has fewest
/// comes first, and of those who has less of the release. One queue a level; a member that changes
/// its level leaves its old place behind, which is passed over: O(1) a change.
final class NeediestFirst {

  /// Extents on their way that make a difference: as many as a window of small extents holds.
  private static final int LEVELS = 64;

  /// Whoever was asked in vain waits behind all others until something happens to it, or until the
  /// next tick: many who lack what nobody has must not keep the others from being asked.
  private static final int IN_VAIN = LEVELS - 1;

  private static final int NOWHERE = -1;

  private final List<ArrayDeque<Member>> queues = new ArrayList<>();

  NeediestFirst() {
    for (int level = 0; level < LEVELS; level++) {
      queues.add(new ArrayDeque<>());
    }
  }

  void add(Member member) {
    put(member, Math.clamp(member.onTheirWay() - (long) member.behind, 0, IN_VAIN - 1));
  }

  void addInVain(Member member) {
    put(member, IN_VAIN);
  }

  /// A new source may have something for those who were asked in vain.
  void askAllAgain() {
    ArrayDeque<Member> inVain = queues.get(IN_VAIN);
    for (int left = inVain.size(); left > 0; left--) {
      Member member = inVain.remove();
      if (member.level == IN_VAIN) {
        add(member);
      }
    }
  }

  void remove(Member member) {
    member.level = NOWHERE;
  }

  /// Takes out who has the least on its way; null when nobody waits.
  @Nullable Member poll() {
    for (int level = 0; level < LEVELS; level++) {
      ArrayDeque<Member> queue = queues.get(level);
      for (Member member = queue.poll(); member != null; member = queue.poll()) {
        if (member.level == level) {
          member.level = NOWHERE;
          return member;
        }
      }
    }
    return null;
  }

  private void put(Member member, int level) {
    if (member.level != level) {
      member.level = level;
      queues.get(level).add(member);
    }
  }
}
