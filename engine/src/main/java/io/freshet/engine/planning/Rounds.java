package io.freshet.engine.planning;

import java.util.ArrayDeque;
import java.util.Collection;

/// In rounds everybody is looked at anew, a slice at each event.
final class Rounds {

  /// Members looked at anew at a tick: a fifth of a millisecond, so a round of 10,000 takes two
  /// seconds while nothing else happens. Each other event takes a few.
  private static final int SLICE_AT_TICK = 512;

  private static final int SLICE_AT_EVENT = 8;

  /// A round begins at a tick, but not before so much has passed for each member since the last one
  /// began: to look at one takes 1 to 3 µs, so rounds take a twentieth of a core at most. Up to
  /// 2,000 members are looked at ten times a second, 10,000 twice.
  private static final long LOOK_EVERY_NANOS = 50_000;

  /// Whom the round that is under way has still to look at.
  private final ArrayDeque<Member> ahead = new ArrayDeque<>();

  private boolean ticked;
  private long begunNanos = Long.MIN_VALUE / 2;

  void tick() {
    ticked = true;
  }

  /// Whether a round has just begun, for all of these.
  boolean begins(Collection<Member> members, long nowNanos) {
    if (!ticked || !ahead.isEmpty() || nowNanos - begunNanos < LOOK_EVERY_NANOS * members.size()) {
      return false;
    }
    begunNanos = nowNanos;
    ahead.addAll(members);
    return true;
  }

  /// How many to look at now.
  int slice() {
    int slice = ticked ? SLICE_AT_TICK : SLICE_AT_EVENT;
    ticked = false;
    return Math.min(slice, ahead.size());
  }

  Member next() {
    return ahead.remove();
  }
}
