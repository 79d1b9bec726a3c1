package io.freshet.engine.planning;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// An extent on its way to a member, from one source or, at the end, from two; and whose links it
/// weighs on meanwhile.
final class Pending {

  /// What takes no time at all counts as this, so that rates stay finite.
  private static final double SHORTEST_SECONDS = 1e-3;

  private static final double DOUBT_TIMES = 4;

  final Member receiver;
  final int extent;
  long sinceNanos;
  long untilNanos;

  /// What its source had to send, this included, when it was planned.
  long queuedBytes;

  /// What was on its way to the receiver then, this included.
  long comingBytes;

  Member source;

  /// The second source; the first one when there is no second.
  Member duplicate;

  /// When the second source was asked, and what it had to send then, this included.
  long duplicateSinceNanos;

  long duplicateQueuedBytes;

  /// Whether the receiver turned from its first source to another by itself, and so has asked the
  /// second for longer than the first.
  boolean fellThrough;

  /// Who was asked in vain, once for each time.
  List<Member> calledOff = List.of();

  /// Whom the receiver asks by itself, in order, when the first source fails.
  List<Member> fallbacks = List.of();

  /// What it comes through from another place; null inside one.
  @Nullable Passage passage;

  /// What it comes through from its second source, if that stands elsewhere.
  @Nullable Passage otherPassage;

  /// Whether it counts among what is on the way there.
  boolean fillsPassage;

  /// Whether it was given beyond what its receiver gets in the ordinary way, and whether its source
  /// still counts it so: what is late it does not.
  boolean extra;

  boolean weighsExtra;

  /// Who is to blame for its being late, while it is late.
  @Nullable Member late;

  /// Whether it should be here in a moment ([LastStretch]): it weighs on neither link.
  boolean almostHere;

  /// It is here, or not awaited any more.
  boolean over;

  Pending(
      Member receiver,
      int extent,
      Member source,
      @Nullable Passage passage,
      long sinceNanos,
      long untilNanos) {
    this.receiver = receiver;
    this.extent = extent;
    this.source = source;
    this.duplicate = source;
    this.passage = passage;
    this.fillsPassage = passage != null;
    this.sinceNanos = sinceNanos;
    this.untilNanos = untilNanos;
  }

  /// Seconds that the queue of its source and what comes to its receiver explain, by the paces of
  /// both; zero when one of them is not known.
  double secondsExpected() {
    double up = source.link.pace();
    double down = receiver.link.downPace();
    return up == 0 || down == 0 ? 0 : Math.max(queuedBytes / up, comingBytes / down);
  }

  /// Seconds until it should be here: by the pace of its source, or, when that explains the wait no
  /// more or nobody knows it, as long again as it has taken so far.
  double secondsLeft(long nowNanos) {
    return secondsLeft(source, queuedBytes, nowNanos - sinceNanos);
  }

  /// The same for its second source.
  double secondsLeftOfDuplicate(long nowNanos) {
    return secondsLeft(duplicate, duplicateQueuedBytes, nowNanos - duplicateSinceNanos);
  }

  private static double secondsLeft(Member source, long queuedBytes, long waitedNanos) {
    double waited = waitedNanos / 1e9;
    double pace = source.link.pace();
    return pace == 0 ? waited : Math.max(queuedBytes / pace - waited, waited);
  }

  boolean isFrom(Member member) {
    return member == source || member == duplicate;
  }

  /// How many times as long as another one this member must be worth waiting for: four times for
  /// each time that it was asked in vain, so that what has to be begun anew comes to its end.
  double doubt(Member member) {
    double doubt = 1;
    for (Member one : calledOff) {
      doubt *= one == member ? DOUBT_TIMES : 1;
    }
    return doubt;
  }

  /// Bytes a second that it comes at, by when it should be here.
  double rate(int bytes, long nowNanos) {
    double seconds = (nowNanos - sinceNanos) / 1e9 + secondsLeft(nowNanos);
    return bytes / Math.max(seconds, SHORTEST_SECONDS);
  }

  boolean isBlamedOn(Member member) {
    return late == member;
  }

  boolean duplicated() {
    return duplicate != source;
  }

  /// Counts what its source is to send beyond the ordinary.
  void isExtra(int bytes) {
    extra = true;
    weighsExtra = true;
    source.link.sendsExtra(bytes);
  }

  void weighsExtraNoMore(int bytes) {
    if (weighsExtra) {
      weighsExtra = false;
      source.link.sendsExtra(-bytes);
    }
  }

  /// It comes another way now.
  void comesThrough(@Nullable Passage way) {
    receiver.importing += (way == null ? 0 : 1) - (passage == null ? 0 : 1);
    passage = way;
  }

  /// Late, it weighs no more on the link that is not to blame.
  void markLate(int bytes, boolean blamed) {
    Partnership partnership = receiver.partnership(source);
    weighsExtraNoMore(bytes);
    if (blamed) {
      late = receiver;
      source.uploads(-bytes);
      partnership.blameReceiver();
    } else {
      late = source;
      receiver.latePending++;
      receiver.downloads(-bytes);
      partnership.blameSource();
    }
  }

  /// One of two sources is gone, and with it what it was to blame for.
  void keepOther(Member gone, int bytes) {
    if (gone == source) {
      replaceSource(duplicate, bytes);
    }
    duplicate = source;
  }

  /// The first source is gone, and with it what anybody was to blame for.
  void replaceSource(Member next, int bytes) {
    if (late == source) {
      receiver.latePending--;
      receiver.downloads(bytes);
    }
    late = null;
    duplicate = duplicated() ? duplicate : next;
    source = next;
  }
}
