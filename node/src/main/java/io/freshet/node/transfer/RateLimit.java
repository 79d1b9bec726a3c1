package io.freshet.node.transfer;

import java.util.concurrent.locks.LockSupport;

/// How many bytes a second all connections of a node may move in one direction. Without a limit it
/// costs a read of a field.
public final class RateLimit {
  public static final long UNLIMITED = 0;

  /// Bytes in one go: what passes in this time. Twenty steps a second are smooth enough for a link.
  private static final double PORTION_SECONDS = 0.05;

  /// One TCP segment: less in one go is only overhead.
  private static final int PORTION_MIN = 1460;

  private volatile long bytesPerSecond;
  // Guarded by this.
  private final TokenBucket bucket = new TokenBucket(Long.MAX_VALUE, System.nanoTime());

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
    if (rate != UNLIMITED) bucket.set(rate, System.nanoTime());
    bytesPerSecond = rate;
  }

  public long bytesPerSecond() {
    return bytesPerSecond;
  }

  /// How many of these bytes to move before taking the next ones.
  int portion(int wanted) {
    long rate = bytesPerSecond;
    if (rate == UNLIMITED) return wanted;
    return (int) Math.min(wanted, Math.max(PORTION_MIN, (long) (rate * PORTION_SECONDS)));
  }

  /// Takes so many bytes, and waits until they may be moved.
  void take(int bytes) throws InterruptedException {
    if (bytesPerSecond == UNLIMITED) return;
    long from = book(bytes);
    for (long left; (left = from - System.nanoTime()) > 0; ) {
      LockSupport.parkNanos(this, left);
      if (Thread.interrupted()) throw new InterruptedException();
    }
  }

  private synchronized long book(int bytes) {
    return bucket.book(bytes, System.nanoTime());
  }
}
