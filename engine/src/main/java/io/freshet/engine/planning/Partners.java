package io.freshet.engine.planning;

import io.freshet.engine.ExtentSizes;

/// How many partners a node of one swarm has at once, each way, and how many extents may be planned
/// ahead beside one for each.
///
/// Both are a trade. What is on the way to a node, partners and ahead together, is what each extent
/// shares its links with: with W of them it takes W times as long until it can be passed on. While
/// an extent spreads, who has it begins to send it once in an extent's time, so its holders grow as
/// e^xt, where x·e^(Wx) = 1, and with N receivers all are so far behind the origin as ln N / x says:
/// 12 extents' times with 64 receivers and W = 3, 21 with 8, 30 with 14. That is lost once. On the
/// other side, when one of W has arrived, its share of the link is idle until the next was planned
/// and asked for: the gap over W extents' times, and that is lost as often as there are extents, M.
/// The sum of what grows with W and of M · gap / (extent's time · W) is least at
///
///     W = √(M · gap / (extent's time · log₂N))
///
/// about. Partners before extents ahead: of what is ahead of others in one source's queue, the
/// others wait. The gap is what is known of round trips: the shortest time from plan to report beyond
/// an extent's own, and some milliseconds until a report leaves and the next request is there.
///
/// For extents of less than 4 MiB, where all stand in one place and are too many to be all each
/// other's partners. Larger ones have so few partners that one less leaves links idle where uplinks
/// are uneven, and between places it is links that count.
final class Partners {

  /// More make links fuller where single flows are uneven; fewer let an extent arrive sooner. What
  /// counts is the time that a round of them takes: 16 MiB are a seventh of a second at 1 Gbit/s.
  static final int MAX = 8;

  private static final int MIN = 3;
  private static final int ROUND_BYTES = 16 << 20;

  /// Extents of this size and more are left as they are by bytes.
  private static final int LARGE_BYTES = 4 << 20;

  /// A report waits for up to 10 ms, and for the next request there is half of a round trip more.
  private static final double GAP_SECONDS_MIN = 0.008;

  /// What is farther away than this needs all that is allowed.
  static final double FAR_SECONDS = 0.05;

  /// A window that should differ by less stays, or partners would come and go with every lump.
  private static final double DIFFERENCE_MIN = 0.15;

  private final ExtentSizes sizes;
  private final int mostByBytes;
  private int most;
  private int aheadMax = Integer.MAX_VALUE;
  private double window;

  /// The shortest time that an extent ever took from being planned to being reported.
  private long turnNanos = Long.MAX_VALUE;

  /// What seeds have sent of what they were asked for since one of them last had nothing to send.
  private long seedBytes;

  private long seedsSinceNanos;

  Partners(ExtentSizes sizes) {
    this.sizes = sizes;
    mostByBytes = Math.clamp(ROUND_BYTES / sizes.mean(), MIN, MAX);
    most = mostByBytes;
  }

  int most() {
    return most;
  }

  /// Never more than this: who is short may have so many, whatever is best for others.
  int mostByBytes() {
    return mostByBytes;
  }

  /// Extents that may be planned ahead.
  int aheadMax() {
    return aheadMax;
  }

  /// A seed that had nothing to send is asked for something.
  void seedBegins(long nowNanos) {
    seedBytes = 0;
    seedsSinceNanos = nowNanos;
  }

  /// What another seed had been asked for before was not sent in the time since then.
  void seedSent(int bytes, long askedNanos) {
    seedBytes += askedNanos - seedsSinceNanos >= 0 ? bytes : 0;
  }

  /// An extent of the usual size or more took so long from being planned to being reported.
  void turned(long tookNanos) {
    turnNanos = Math.min(turnNanos, tookNanos);
  }

  /// Chooses anew, once rates are known; returns whether a node may have more partners now, or
  /// fewer.
  ///
  /// A seed's uplink is full from the beginning, while receivers have yet little to give each
  /// other: what it sent over the time since it began shows a link's rate with the first extents.
  /// Later what receivers get shows it as well.
  ///
  /// @param members seeds and receivers
  /// @param usualDownRate what receivers get on average
  boolean choose(int members, int seeds, double usualDownRate, long nowNanos) {
    double sent = seedBytes * 1e9 / Math.max(1, nowNanos - seedsSinceNanos);
    double rate = Math.max(usualDownRate, sent / Math.max(1, seeds));
    if (sizes.mean() >= LARGE_BYTES || rate == 0 || turnNanos == Long.MAX_VALUE) {
      return false;
    }
    double seconds = sizes.mean() / rate;
    double beyond = Math.max(0, turnNanos / 1e9 - seconds);
    if (members <= 1 + MAX || beyond > FAR_SECONDS) {
      return chooseByBytes();
    }
    double doublings = Math.log(Math.max(2, members - seeds)) / Math.log(2);
    double best = Math.sqrt(sizes.count() * (GAP_SECONDS_MIN + beyond) / (seconds * doublings));
    if (Math.abs(best - window) < DIFFERENCE_MIN * window) {
      return false;
    }
    window = best;
    int before = most;
    most = Math.clamp(Math.round(window), MIN, mostByBytes);
    int ahead = (int) (window - MAX);
    aheadMax = ahead < 2 ? 0 : ahead;
    return most != before;
  }

  /// As many as their bytes allow.
  boolean chooseByBytes() {
    int before = most;
    most = mostByBytes;
    aheadMax = Integer.MAX_VALUE;
    window = 0;
    return most != before;
  }
}
