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

  Member source;

  /// The second source; the first one when there is no second.
  Member duplicate;

  /// Whom the receiver asks by itself, in order, when the first source fails.
  List<Member> fallbacks = List.of();

  /// What it comes through from another place; null inside one.
  @Nullable Passage passage;

  /// Whether it comes from anywhere, because the receiver had had nothing for long.
  boolean afar;

  /// Who is to blame for its being late, while it is late.
  @Nullable Member late;

  Pending(int extent, Member source, @Nullable Passage passage, long sinceNanos, long untilNanos) {
    this.extent = extent;
    this.source = source;
    this.duplicate = source;
    this.passage = passage;
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
