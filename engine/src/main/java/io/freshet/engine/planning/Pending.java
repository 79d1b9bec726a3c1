package io.freshet.engine.planning;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// An extent on its way to a member, from one source or, at the end, from two.
final class Pending {
  final int extent;
  final long sinceNanos;
  long untilNanos;

  /// What its source had to send, this included, when it was planned.
  long queuedBytes;

  /// What was on its way to the receiver then, this included.
  long comingBytes;

  Member source;

  /// The second source; the first one when there is no second.
  Member duplicate;

  /// Whom the receiver asks by itself, in order, when the first source fails.
  List<Member> fallbacks = List.of();

  /// What it comes through from another place; null inside one.
  @Nullable Passage passage;

  /// What it comes through from its second source, if that stands elsewhere.
  @Nullable Passage otherPassage;

  /// Whether it counts among what is on the way there.
  boolean fillsPassage;

  /// Whether it comes beyond what its source sends in the ordinary way.
  boolean extra;

  /// Who is to blame for its being late, while it is late.
  @Nullable Member late;

  Pending(int extent, Member source, @Nullable Passage passage, long sinceNanos, long untilNanos) {
    this.extent = extent;
    this.source = source;
    this.duplicate = source;
    this.passage = passage;
    this.fillsPassage = passage != null;
    this.sinceNanos = sinceNanos;
    this.untilNanos = untilNanos;
  }

  /// Seconds until it should be here: by the pace of its source, or, when that explains the wait no
  /// more or nobody knows it, as long again as it has taken so far.
  double secondsLeft(long nowNanos) {
    double waited = (nowNanos - sinceNanos) / 1e9;
    double pace = source.link.pace();
    return pace == 0 ? waited : Math.max(queuedBytes / pace - waited, waited);
  }

  boolean isBlamedOn(Member member) {
    return late == member;
  }

  boolean duplicated() {
    return duplicate != source;
  }
}
