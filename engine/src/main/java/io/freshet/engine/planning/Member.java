package io.freshet.engine.planning;

import io.freshet.engine.ExtentSet;
import io.freshet.engine.Membership;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// One node as one swarm's planner sees it: what it holds, still needs, and is planned to receive.
///
/// Every extent that the node wants is in exactly one of `missing` and `pending`; what it holds is
/// in neither.
final class Member {

  /// A rate is believed to be at least this: 64 KiB/s.
  private static final double RATE_MIN = 65_536;

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

  /// Its place in [NeediestFirst].
  int level = -1;

  /// Its partners: extents on their way to it from each.
  final Map<Member, Integer> sources = new LinkedHashMap<>();

  /// Whose partner it is as a source.
  final Set<Member> receivers = new LinkedHashSet<>();

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
  boolean hasRoom(int extentBytes, int partners) {
    return pending.size() < credits
        && (pending.isEmpty() || link.hasDownloadRoom(extentBytes, partners));
  }

  /// Whether it may be asked for one more extent of this size now: at least one of each swarm.
  boolean hasUploadRoom(int extentBytes, int partners) {
    return link.serves() && (receivers.isEmpty() || link.hasUploadRoom(extentBytes, partners));
  }

  boolean opensDownload(int partners) {
    return sources.size() < partners;
  }

  boolean opensUpload(int partners) {
    return receivers.size() < partners;
  }

  /// Seconds until it is through with what is planned from it, as far as is known.
  double load() {
    return link.uploading() / Math.max(link.upRate(), RATE_MIN);
  }

  void expects(Member source, int bytes) {
    sources.merge(source, 1, Integer::sum);
    source.receivers.add(this);
    source.link.uploadPlanned(bytes);
  }

  void expectsNoMore(Member source, int bytes) {
    if (sources.merge(source, -1, (before, less) -> before == 1 ? null : before + less) == null) {
      source.receivers.remove(this);
    }
    source.link.uploadOver(bytes);
  }

  /// What it holds, lacks and awaits are apart; its partners are those that something is awaited
  /// from, and know it.
  boolean invariantsHold() {
    Map<Member, Integer> awaitedFrom = new LinkedHashMap<>();
    for (Map.Entry<Integer, Pending> entry : pending.entrySet()) {
      if (missing.has(entry.getKey()) || held.has(entry.getKey())) {
        return false;
      }
      awaitedFrom.merge(entry.getValue().source, 1, Integer::sum);
      if (entry.getValue().duplicated()) {
        awaitedFrom.merge(entry.getValue().duplicate, 1, Integer::sum);
      }
    }
    return awaitedFrom.equals(sources)
        && sources.keySet().stream().allMatch(source -> source.receivers.contains(this))
        && !missing.intersects(held)
        && link.downloading() >= 0;
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
