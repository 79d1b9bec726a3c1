package io.freshet.engine.planning;

import io.freshet.engine.ExtentSet;
import io.freshet.engine.Membership;
import java.util.LinkedHashMap;
import java.util.Map;

/// One node as one swarm's planner sees it: what it holds, still needs, and is planned to receive.
///
/// Every extent that the node wants is in exactly one of `missing` and `pending`; what it holds is
/// in neither.
final class Member {

  final NodeLink link;

  /// Its column in the planner's bitmaps.
  final int seat;

  ExtentSet held;
  ExtentSet missing;
  ExtentSet partial;
  final Map<Integer, Pending> pending = new LinkedHashMap<>();

  /// Held everything when it joined: an origin, whose copies do not count as spread.
  final boolean seed;

  int credits;
  boolean queued;

  /// Extents of this swarm that others are planned to fetch from it now.
  private int uploads;

  final Avoidance avoidance = new Avoidance();

  Member(NodeLink link, int seat, Membership membership) {
    this.link = link;
    this.seat = seat;
    held = membership.held().copy();
    missing = membership.wanted().copy();
    partial = membership.partial();
    credits = membership.credits();
    seed = held.isAll();
  }

  /// Believes what the node says it holds and wants now; a seed stays one.
  void standAt(Membership membership) {
    held = membership.held().copy();
    missing = membership.wanted().copy();
    partial = membership.partial();
    credits = membership.credits();
  }

  /// Whether it may be given one more extent of this size now. Each swarm may have one on its way
  /// whatever others have planned: large extents of one must not shut out the small ones of
  /// another.
  boolean hasRoom(int extentBytes) {
    return pending.size() < credits && (pending.isEmpty() || link.hasDownloadRoom(extentBytes));
  }

  /// Whether it may be given one more extent of this size now, if only an origin can send that.
  boolean hasReservedRoom(int extentBytes) {
    return pending.size() < credits && (pending.isEmpty() || link.hasReservedRoom(extentBytes));
  }

  /// Whether it may be asked for one more extent of this size now: at least one of each swarm.
  boolean hasUploadRoom(int extentBytes) {
    return link.serves() && (uploads == 0 || link.hasUploadRoom(extentBytes));
  }

  void uploadPlanned(int bytes) {
    uploads++;
    link.uploadPlanned(bytes);
  }

  void uploadOver(int bytes) {
    uploads--;
    link.uploadOver(bytes);
  }

  /// An extent on its way to the member, from one source or, at the end, from two.
  static final class Pending {
    Member source;
    final long sinceNanos;
    long untilNanos;
    Member duplicate;

    Pending(Member source, long sinceNanos, long untilNanos) {
      this.source = source;
      this.duplicate = source;
      this.sinceNanos = sinceNanos;
      this.untilNanos = untilNanos;
    }

    /// One of two sources is gone.
    void keepOther(Member gone) {
      source = source == gone ? duplicate : source;
      duplicate = source;
    }

    boolean duplicated() {
      return duplicate != source;
    }
  }
}
