package io.freshet.engine.planning;

/// How much of one member's link is in use, by when all that is on its way should be there and by
/// what the link was seen to carry.
final class LinkUse {

  /// A link is used little when less than this share of the best that it was seen to carry flows:
  /// far less than half, for all of this is guessed, and the best of guesses is too high.
  private static final double DOWNLINK_USED_LITTLE = 0.3;

  private static final double UPLINK_USED_LITTLE = 0.2;

  private final Member member;

  /// Bytes a second that it sends, of the last round and of what was given since in spite of
  /// windows, and those of the round that is under way.
  private double outflow;

  private double flowing;

  /// Bytes a second that come to it.
  private double inflow;

  LinkUse(Member member) {
    this.member = member;
  }

  /// Adds what it gets to what its sources send.
  void count(long nowNanos) {
    inflow = 0;
    for (Pending way : member.pending) {
      double rate = way.rate(member.extentBytes(), nowNanos);
      inflow += rate;
      way.source.use.flowing += rate;
      way.duplicate.use.flowing += way.duplicated() ? rate : 0;
    }
  }

  /// All that it sends was counted.
  void roundOver() {
    outflow = flowing;
    flowing = 0;
  }

  /// What was just planned for it flows, too.
  void count(Pending way, long nowNanos) {
    double rate = way.rate(member.extentBytes(), nowNanos);
    inflow += rate;
    way.source.use.outflow += rate;
  }

  /// Whether it could send more than twice of what it sends: those it sends to are slow, or few.
  boolean isUnderused() {
    return member.link.uploading() == 0 || 2 * outflow < member.link.bestPace();
  }

  boolean hasUplinkToSpare() {
    return !member.sends() || outflow < UPLINK_USED_LITTLE * member.link.bestPace();
  }

  boolean hasDownlinkToSpare() {
    return member.pending.isEmpty() || inflow < DOWNLINK_USED_LITTLE * member.link.bestDownPace();
  }
}
