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
  private static final int LEVELS = Long.SIZE;

  private static final int NOWHERE = -1;

  private final List<ArrayDeque<Member>> queues = new ArrayList<>();

  /// Levels at which somebody is queued, a bit each: else to find the neediest would be to look
  /// into 64 queues, several times an event.
  private long filled;

  NeediestFirst() {
    for (int level = 0; level < LEVELS; level++) {
      queues.add(new ArrayDeque<>());
    }
  }

  void add(Member member) {
    int level = Math.clamp(member.need(), 0, LEVELS - 1);
    if (member.level != level) {
      member.level = level;
      queues.get(level).add(member);
      filled |= 1L << level;
    }
  }

  void remove(Member member) {
    member.level = NOWHERE;
  }

  /// Takes out who has the least on its way; null when nobody waits.
  @Nullable Member poll() {
    while (filled != 0) {
      int level = Long.numberOfTrailingZeros(filled);
      ArrayDeque<Member> queue = queues.get(level);
      for (Member member = queue.poll(); member != null; member = queue.poll()) {
        if (member.level == level) {
          member.level = NOWHERE;
          return member;
        }
      }
      filled &= ~(1L << level);
    }
    return null;
  }
}
