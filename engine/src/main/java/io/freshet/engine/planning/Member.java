package io.freshet.engine.planning;

import io.freshet.engine.ExtentSet;
import io.freshet.engine.Membership;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One node as one swarm's planner sees it: what it holds, still needs, and is planned to receive.
///
/// Every extent that the node wants is in exactly one of `missing` and `pending`; what it holds is
/// in neither.
final class Member {

  /// Late ones are not without limit: four times as many partners in all.
  private static final int PARTNERS_AND_LATE = 4;

  /// A receiver that gets less than this share of what others get is slow itself.
  private static final double SLOW_SHARE = 0.4;

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

  /// Whether it has room for an upload, as last seen.
  boolean roomy;

  /// How far it is behind the others; negative when it is ahead.
  int behind;

  /// Its partners: extents on their way to it from each.
  final Map<Member, Integer> sources = new LinkedHashMap<>();

  /// Those of its partners whose uplinks keep it waiting: they count no more, so that it may have
  /// others instead.
  final Set<Member> lateSources = new LinkedHashSet<>();

  /// Those whose downlinks are slow: they count no more, so that it may send to others instead.
  final Set<Member> lateReceivers = new LinkedHashSet<>();

  /// Whose partner it is as a source.
  final Set<Member> receivers = new LinkedHashSet<>();

  private int latePending;

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
        && (onTheirWay() == 0 || link.hasDownloadRoom(extentBytes, most(partners)));
  }

  /// Whether it may be asked for one more extent of this size now: at least one of each swarm.
  boolean hasUploadRoom(int extentBytes, int partners) {
    return link.serves() && (receivers.isEmpty() || link.hasUploadRoom(extentBytes, partners));
  }

  private int most(int partners) {
    return partners + Math.max(0, behind);
  }

  boolean opensDownload(int partners) {
    return sources.size() - lateSources.size() < most(partners)
        && sources.size() < PARTNERS_AND_LATE * partners;
  }

  boolean opensUpload(int partners) {
    return receivers.size() - lateReceivers.size() < partners
        && receivers.size() < PARTNERS_AND_LATE * partners;
  }

  /// Seconds until it is through with what is planned from it, as far as is known.
  double load() {
    return link.uploading() / Math.max(link.upRate(), RATE_MIN);
  }

  /// Marks what is late: it weighs no more on the link that is not to blame. True when the receiver
  /// itself is to blame.
  boolean markLate(Pending way, int bytes, double usualDownRate) {
    Member source = way.source;
    if (link.downRate() > usualDownRate * SLOW_SHARE) {
      way.late = source;
      latePending++;
      link.downloadOver(bytes);
      lateSources.add(source);
      return false;
    }
    way.late = this;
    source.link.uploadOver(bytes);
    source.lateReceivers.add(this);
    return true;
  }

  /// One of two sources is gone, and with it what it was to blame for.
  void keepOther(Pending way, Member gone, int bytes) {
    if (gone == way.source) {
      if (way.late == gone) {
        latePending--;
        link.downloadPlanned(bytes);
      }
      way.late = null;
      way.source = way.duplicate;
    }
    way.duplicate = way.source;
  }

  /// Something awaited is here, or is not awaited any more.
  void over(Pending way, int bytes) {
    if (way.late == null || way.isBlamedOn(this)) {
      link.downloadOver(bytes);
    } else {
      latePending--;
    }
  }

  /// Extents on their way to it that are not late.
  int onTheirWay() {
    return pending.size() - latePending;
  }

  void expects(Member source, int bytes) {
    sources.merge(source, 1, Integer::sum);
    source.receivers.add(this);
    source.link.uploadPlanned(bytes);
  }

  void expectsNoMore(Pending way, Member source, int bytes) {
    if (sources.merge(source, -1, (before, less) -> before == 1 ? null : before + less) == null) {
      source.receivers.remove(this);
      lateSources.remove(source);
      source.lateReceivers.remove(this);
    }
    if (!way.isBlamedOn(this) || source != way.source) {
      source.link.uploadOver(bytes);
    }
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

    /// Who is to blame for its being late, while it is late.
    @Nullable Member late;

    Pending(Member source, long sinceNanos, long untilNanos) {
      this.source = source;
      this.duplicate = source;
      this.sinceNanos = sinceNanos;
      this.untilNanos = untilNanos;
    }

    boolean isBlamedOn(Member member) {
      return late == member;
    }

    boolean duplicated() {
      return duplicate != source;
    }
  }
}
