package io.freshet.node.transfer;

import java.net.ProtocolException;

/// How much a peer may say on one stream of haves: a flood costs it the stream, not this node its
/// time.
///
/// An honest peer gains each extent once and loses few; what it says besides is a heartbeat every 2
/// s and 40 names in all.
final class HavesAllowance {

  /// Each extent may be gained and lost again four times over: files that change while they are
  /// served.
  private static final int TELLINGS_AN_EXTENT = 8;

  /// What a release of few extents may need all the same: names, heartbeats in a burst after a
  /// pause, types of frames yet unknown.
  private static final int TELLINGS_MIN = 1_024;

  /// For streams that last: so many tellings a second are always allowed. At a microsecond or two
  /// each, 40 streams cost 1 % of a core at most.
  private static final double TELLINGS_A_SECOND = 100;

  private final double most;
  private double left;
  private long nanos;

  HavesAllowance(int extentCount, long nowNanos) {
    most = TELLINGS_MIN + (double) TELLINGS_AN_EXTENT * extentCount;
    left = most;
    nanos = nowNanos;
  }

  /// Takes note of a frame that tells so much.
  void take(int tellings, long nowNanos) throws ProtocolException {
    left = Math.min(most, left + (nowNanos - nanos) / 1e9 * TELLINGS_A_SECOND) - tellings;
    nanos = nowNanos;
    if (left < 0) throw new ProtocolException("more is said of haves than there can be to say");
  }
}
