package io.freshet.engine.planning;

/// What is late, who is to blame, and who is behind the others: measured by what is usual of late.
final class Lateness {

  /// What takes three times as long as is typical, and more than what haste and chance explain, is
  /// late.
  private static final double LATE_TIMES = 3;

  private static final long LATE_NANOS_MIN = 250_000_000L;

  /// What comes from another place, from which nothing has come so far, is late after this, or
  /// after three times what all that is planned to come that way takes.
  private static final long UNKNOWN_LATE_NANOS = 2_000_000_000L;

  /// Deliveries that the typical time is an average of.
  private static final double TYPICAL_OVER = 64;

  /// A receiver that gets less than this share of what others get is slow itself.
  private static final double SLOW_SHARE = 0.4;

  /// What differs by less than this from the average is usual; where so many of all are, links are
  /// even.
  private static final double USUAL_WITHIN = 0.25;

  private static final double EVEN_SHARE = 0.95;

  /// A receiver that is one in 384 of the release behind, and a third of its window, may have one
  /// partner more, up to four; one that is as much ahead stands back. All are done when the last
  /// one is: so small a step, because what one falls behind by chance adds up until the end.
  private static final double BEHIND_STEPS = 384;

  private static final double WINDOWS_A_STEP = 1 / 3.0;
  private static final double BEHIND_MAX = 4;

  /// What should come from elsewhere in half of the time, and a second earlier, is asked for there
  /// as well: less is explained by chance, and not worth what it may cost twice. Nor is less than
  /// an extent typically takes, where links are so thin that this is longer.
  private static final double ANOTHER_TIMES = 2;

  private static final double ANOTHER_SECONDS = 1;

  private final double stepMin;

  /// How long extents take from being planned to having arrived, of late: an average that forgets.
  private double typicalNanos;

  /// What receivers get, on average over the last round, and what those miss that are not slow.
  private double usualDownRate;

  private double usualMissing;

  /// How fast members send when asked to.
  private double usualPace;

  /// Sums over the round that is under way.
  private double rates;

  private double missing;
  private int receivers;
  private int keepingUp;
  private double paces;
  private int paced;
  private int usual;

  /// Whether nearly all sent about as fast as others, over the last round.
  private boolean even;

  /// Whether it was seen that they don't.
  private boolean uneven;

  Lateness(int extents) {
    stepMin = extents / BEHIND_STEPS;
  }

  /// What receivers got on average, in the last round.
  double usualDownRate() {
    return usualDownRate;
  }

  /// Looks at one receiver of the round.
  void look(Member member) {
    if (member.link.pace() > 0) {
      paces += member.link.pace();
      paced++;
      usual += sendsAsUsual(member) ? 1 : 0;
    }
    if (!member.pending.isEmpty()) {
      rates += member.link.downRate();
      if (!isSlow(member)) {
        missing += member.missing.cardinality();
        keepingUp++;
      }
      receivers++;
    }
  }

  /// All were looked at.
  void roundOver() {
    usualDownRate = receivers == 0 ? 0 : rates / receivers;
    usualMissing = keepingUp == 0 ? 0 : missing / keepingUp;
    usualPace = paced == 0 ? 0 : paces / paced;
    even = paced > 0 && usual >= EVEN_SHARE * paced;
    uneven = paced > 0 && !even;
    paces = 0;
    paced = 0;
    usual = 0;
    rates = 0;
    missing = 0;
    receivers = 0;
    keepingUp = 0;
  }

  /// How many partners more than others a receiver may have, because it has less of the release:
  /// where uplinks are uneven, some happen to have slower partners for long. Who is slow itself is
  /// behind all the time: others don't stand back for what it can't take.
  int behind(Member member) {
    if (isSlow(member)) {
      return 0;
    }
    double step = Math.max(stepMin, WINDOWS_A_STEP * member.window());
    double behind = (member.missing.cardinality() - usualMissing) / step;
    return (int) Math.clamp(behind, -BEHIND_MAX, BEHIND_MAX);
  }

  void delivered(Pending way, int bytes, long nowNanos) {
    long tookNanos = nowNanos - way.sinceNanos;
    Passage passage = way.passage;
    if (passage == null) {
      typicalNanos += (tookNanos - typicalNanos) / TYPICAL_OVER;
    } else {
      passage.carried(bytes, tookNanos, nowNanos);
    }
  }

  /// What comes from another place is measured by what else came that way.
  boolean isLate(Pending way, long nowNanos) {
    Passage passage = way.passage;
    double typical = passage == null ? typicalNanos : passage.typicalNanos();
    long late = Math.max(LATE_NANOS_MIN, (long) (LATE_TIMES * typical));
    long unknown =
        passage == null
            ? Long.MAX_VALUE
            : Math.max(UNKNOWN_LATE_NANOS, (long) (LATE_TIMES * 1e9 * passage.load(nowNanos)));
    return way.late == null && nowNanos - way.sinceNanos > (typical > 0 ? late : unknown);
  }

  /// Whether what should be here in so many seconds shall be asked of somebody else as well, who
  /// would need so many.
  boolean isWorthAnother(double seconds, double elsewhere) {
    return seconds > Math.max(ANOTHER_SECONDS, typicalNanos / 1e9) + ANOTHER_TIMES * elsewhere;
  }

  /// Whether the receiver itself is to blame, or one end of a passage, which none of the others in
  /// its place shall wait for.
  boolean blames(Member receiver, Pending way) {
    return way.passage != null || isSlow(receiver);
  }

  /// Whether it passes on much less than others: what is new had better go to another.
  boolean sendsSlowly(Member member) {
    return member.link.pace() > 0 && member.link.pace() < usualPace * SLOW_SHARE;
  }

  /// Whether uplinks are even, but for a few, and this one's is not one of those.
  boolean isOneOfEven(Member member) {
    return even && sendsAsUsual(member);
  }

  boolean isUneven() {
    return uneven;
  }

  private boolean sendsAsUsual(Member member) {
    double pace = member.link.pace();
    return pace > usualPace * (1 - USUAL_WITHIN) && pace < usualPace * (1 + USUAL_WITHIN);
  }

  private boolean isSlow(Member receiver) {
    return receiver.link.downRate() < usualDownRate * SLOW_SHARE;
  }
}
