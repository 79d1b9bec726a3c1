package io.freshet.engine.planning;

import io.freshet.engine.ExtentSet;
import io.freshet.engine.Failure;
import io.freshet.engine.Membership;
import io.freshet.engine.NodeId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// One node as one swarm's planner sees it: what it holds, still needs, and is planned to receive.
///
/// Every extent that the node wants is in exactly one of `missing` and `pending`; what it holds is in neither.
final class Member {

  /// How long a receiver avoids a source after its first failure; doubled by each further one, at most 32 times.
  private static final long AVOID_BUSY_NANOS = 250_000_000L;

  private static final long AVOID_NOT_HELD_NANOS = 2_000_000_000L;
  private static final long AVOID_BROKEN_NANOS = 2_000_000_000L;
  private static final long AVOID_STALLED_NANOS = 10_000_000_000L;
  private static final long AVOID_CORRUPT_NANOS = 300_000_000_000L;
  private static final int AVOID_DOUBLINGS_MAX = 5;

  final NodeLink link;

  /// Its column in the planner's bitmaps.
  final int seat;

  final ExtentSet held;
  final ExtentSet missing;
  final ExtentSet partial;
  final Map<Integer, Pending> pending = new LinkedHashMap<>();

  /// Held everything when it joined: an origin, whose copies do not count as spread.
  final boolean seed;

  int credits;
  boolean queued;

  private final SortedMap<NodeId, Avoided> avoided = new TreeMap<>();

  Member(NodeLink link, int seat, Membership membership) {
    this.link = link;
    this.seat = seat;
    held = membership.held().copy();
    missing = membership.wanted().copy();
    partial = membership.partial();
    credits = membership.credits();
    seed = held.isAll();
  }

  boolean complete() {
    return missing.isEmpty() && pending.isEmpty();
  }

  /// Whether it may be given one more extent of this size now.
  boolean hasRoom(int extentBytes) {
    return pending.size() < credits && link.hasDownloadRoom(extentBytes);
  }

  void avoid(NodeId source, Failure failure, long nowNanos) {
    Avoided before = avoided.get(source);
    int times = before == null ? 0 : Math.min(before.times + 1, AVOID_DOUBLINGS_MAX);
    long base =
        switch (failure) {
          case BUSY -> AVOID_BUSY_NANOS;
          case NOT_HELD -> AVOID_NOT_HELD_NANOS;
          case BROKEN -> AVOID_BROKEN_NANOS;
          case STALLED -> AVOID_STALLED_NANOS;
          case CORRUPT -> AVOID_CORRUPT_NANOS;
        };
    avoided.put(source, new Avoided(failure, times, nowNanos + (base << times)));
  }

  /// Forgets what the source did before: it has just delivered.
  void trust(NodeId source) {
    avoided.remove(source);
  }

  boolean avoids(NodeId source, long nowNanos) {
    Avoided entry = avoided.get(source);
    return entry != null && nowNanos - entry.untilNanos < 0;
  }

  SortedMap<NodeId, Failure> troubles(long nowNanos) {
    SortedMap<NodeId, Failure> troubles = new TreeMap<>();
    avoided.forEach(
        (source, entry) -> {
          if (nowNanos - entry.untilNanos < 0) {
            troubles.put(source, entry.failure);
          }
        });
    return troubles;
  }

  private record Avoided(Failure failure, int times, long untilNanos) {}

  /// An extent on its way to the member, from one source or, at the end, from two.
  static final class Pending {
    final Member source;
    final long sinceNanos;
    long untilNanos;
    Member duplicate;

    Pending(Member source, long sinceNanos, long untilNanos) {
      this.source = source;
      this.duplicate = source;
      this.sinceNanos = sinceNanos;
      this.untilNanos = untilNanos;
    }

    boolean duplicated() {
      return duplicate != source;
    }
  }
}
