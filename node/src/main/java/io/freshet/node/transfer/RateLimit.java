package io.freshet.node.transfer;

import java.util.concurrent.locks.LockSupport;

/// How many bytes a second all connections of a node may move in one direction.
///
/// A token bucket kept as the time at which it will be empty again: who takes bytes books the time
/// that they need, and waits until the time booked before has passed. So waits don't add up their
/// inaccuracies, nobody is passed over, and no thread refills anything.
public final class RateLimit {
  public static final long UNLIMITED = 0;

  /// What may be moved at once after a pause. Large enough to make up for late wake-ups (some ms),
  /// small enough that the rate holds over any second.
  private static final long BURST_NANOS = 50_000_000;

  /// Bytes in one go: what passes in this time. Twenty steps a second are smooth enough for a link.
  private static final long PORTION_NANOS = 50_000_000;

  /// One TCP segment: less in one go is only overhead.
  private static final int PORTION_MIN = 1460;

  // Guarded by this; the rate is read without.
  private volatile long bytesPerSecond;
  private long bookedUntilNanos = System.nanoTime();

  /// @param bytesPerSecond [#UNLIMITED], or more than 0
  public RateLimit(long bytesPerSecond) {
    set(bytesPerSecond);
  }

  public static RateLimit unlimited() {
    return new RateLimit(UNLIMITED);
  }

  /// Changes the rate, also while bytes are moving.
  public synchronized void set(long rate) {
    if (rate < 0) throw new IllegalArgumentException("rate " + rate);
    bytesPerSecond = rate;
    bookedUntilNanos = System.nanoTime();
  }

  public long bytesPerSecond() {
    return bytesPerSecond;
  }

  /// How many of these bytes to move before taking the next ones.
  int portion(int wanted) {
    long rate = bytesPerSecond;
    if (rate == UNLIMITED) return wanted;
    long smooth = Math.max(PORTION_MIN, (long) (rate * (PORTION_NANOS / 1e9)));
    return (int) Math.min(wanted, smooth);
  }

  /// Takes so many bytes, and waits until they may be moved.
  void take(int bytes) throws InterruptedException {
    long rate = bytesPerSecond;
    if (rate == UNLIMITED) return;
    long from = book((long) (bytes * (1e9 / rate)));
    for (long left; (left = from - System.nanoTime()) > 0; ) {
      LockSupport.parkNanos(this, left);
      if (Thread.interrupted()) throw new InterruptedException();
    }
  }

  /// Books so much time; says from when.
  private synchronized long book(long nanos) {
    long earliest = System.nanoTime() - BURST_NANOS;
    if (bookedUntilNanos - earliest < 0) bookedUntilNanos = earliest;
    long from = bookedUntilNanos;
    bookedUntilNanos += nanos;
    return from;
  }
}
