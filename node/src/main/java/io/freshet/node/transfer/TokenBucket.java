package io.freshet.node.transfer;

/// How fast bytes may pass, kept as the time until which all of it is booked. Knows no clock; not
/// thread safe.
///
/// Who takes bytes books the time that they need behind what is booked already, and may move them
/// from where that begins. So waits don't add up their inaccuracies, nobody is passed over, and
/// nothing has to be refilled.
final class TokenBucket {
  /// What may be moved at once after a pause: 2.5 % of what passes in 10 s, so half of what a limit
  /// may be off. A starved machine wakes a thread up to 200 ms late, which this makes up for: with
  /// 50 ms, 11 % was lost there (100 Mbit/s, load 20 on 2 cores, 2026-11-21).
  static final long BURST_NANOS = 250_000_000;

  private long bytesPerSecond;
  private long bookedUntilNanos;

  TokenBucket(long bytesPerSecond, long nowNanos) {
    set(bytesPerSecond, nowNanos);
  }

  /// Another rate from now on; what was booked at the old one is forgotten.
  void set(long rate, long nowNanos) {
    if (rate < 1) throw new IllegalArgumentException("rate " + rate);
    bytesPerSecond = rate;
    bookedUntilNanos = nowNanos;
  }

  /// Books so many bytes; says from when they may be moved.
  long book(int bytes, long nowNanos) {
    long earliest = nowNanos - BURST_NANOS;
    if (bookedUntilNanos - earliest < 0) bookedUntilNanos = earliest;
    long from = bookedUntilNanos;
    bookedUntilNanos += (long) (bytes * (1e9 / bytesPerSecond));
    return from;
  }
}
