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

  /// Who waits looks so often whether the rate is another one by now: a change is felt within a
  /// second.
  private static final long LOOK_NANOS = 200_000_000;

  /// What the kernel takes in ahead of who reads has passed the link already: no more than passes
  /// in this time, which fills a link whose round trip is as long.
  private static final double AHEAD_SECONDS = 0.2;

  private static final int RECEIVE_BUFFER_MIN = 16 << 10;

  /// At this rate the 6 MiB that Linux takes in by itself are 5 % of what passes in 10 s. A larger
  /// buffer may not be asked for, so that it is better left to find its size.
  private static final long FREE_BUFFER_RATE = 12_000_000;

  private volatile long bytesPerSecond;

  /// How often the rate was changed; written under the lock.
  private volatile int changes;

  // Guarded by this.
  private final TokenBucket bucket = new TokenBucket(Long.MAX_VALUE, System.nanoTime());

  /// @param bytesPerSecond [#UNLIMITED], or more than 0
  public RateLimit(long bytesPerSecond) {
    set(bytesPerSecond);
  }

  public static RateLimit unlimited() {
    return new RateLimit(UNLIMITED);
  }

  /// Changes the rate, also while bytes are moving: who waits to move some waits anew, at this one.
  public synchronized void set(long rate) {
    if (rate < 0) throw new IllegalArgumentException("rate " + rate);
    if (rate == bytesPerSecond) return;
    if (rate != UNLIMITED) bucket.set(rate, System.nanoTime());
    bytesPerSecond = rate;
    changes = changes + 1;
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

  /// How much the kernel may take in ahead for one connection; 0: as much as it likes.
  int receiveBuffer() {
    long rate = bytesPerSecond;
    if (rate == UNLIMITED || rate >= FREE_BUFFER_RATE) return 0;
    return Math.max(RECEIVE_BUFFER_MIN, (int) (rate * AHEAD_SECONDS));
  }

  /// Takes so many bytes, and waits until they may be moved.
  void take(int bytes) throws InterruptedException {
    if (bytesPerSecond == UNLIMITED) return;
    while (true) {
      long from;
      int before;
      synchronized (this) {
        if (bytesPerSecond == UNLIMITED) return;
        from = bucket.book(bytes, System.nanoTime());
        before = changes;
      }
      if (isReached(from, before)) return;
    }
  }

  /// Waits until then; false when the rate was changed meanwhile, and this booking forgotten.
  private boolean isReached(long from, int before) throws InterruptedException {
    for (long left; (left = from - System.nanoTime()) > 0; ) {
      if (changes != before) return false;
      LockSupport.parkNanos(this, Math.min(left, LOOK_NANOS));
      if (Thread.interrupted()) throw new InterruptedException();
    }
    return true;
  }
}
