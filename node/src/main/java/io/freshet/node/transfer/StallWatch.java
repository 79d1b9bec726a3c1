package io.freshet.node.transfer;

/// Tells a stalled peer from a slow one: less than 16 KiB in some seconds, while it was the peer
/// that was waited for.
///
/// One thread moves the bytes and reports; another one asks. Time that the mover spent elsewhere
/// (its own disk, its own rate limit) doesn't count.
final class StallWatch {
  static final int BYTES_MIN = 16 << 10;

  private final long windowNanos;

  private volatile long windowStartNanos;
  private volatile long movedNanos;
  private volatile boolean everMoved;
  private volatile boolean waiting;
  // The asker's.
  private volatile long forgivenNanos;
  private volatile boolean forgiven;
  // The mover's.
  private long startNanos;
  private long bytes;
  private long pausedNanos;

  StallWatch(long windowNanos) {
    this.windowNanos = windowNanos;
  }

  /// From now on the peer is expected to move bytes.
  void begin(long nowNanos) {
    bytes = 0;
    start(nowNanos);
    waiting = true;
  }

  private void start(long nanos) {
    startNanos = nanos;
    windowStartNanos = nanos;
  }

  void moved(int count, long nowNanos) {
    movedNanos = nowNanos;
    everMoved = true;
    bytes += count;
    if (bytes < BYTES_MIN) return;
    bytes = 0;
    start(nowNanos);
  }

  /// It isn't the peer that is waited for.
  void pause(long nowNanos) {
    waiting = false;
    pausedNanos = nowNanos;
  }

  /// Now it is the peer again.
  void resume(long nowNanos) {
    start(startNanos + nowNanos - pausedNanos);
    waiting = true;
  }

  /// Nothing is expected any more.
  void end() {
    waiting = false;
  }

  /// Has the peer moved anything within the last so many nanoseconds?
  boolean hasMoved(long withinNanos, long nowNanos) {
    return everMoved && nowNanos - movedNanos <= withinNanos;
  }

  boolean isStalled(long nowNanos) {
    return isWaitedFor(windowNanos, nowNanos);
  }

  /// Has it been waited for 16 KiB for more than so many nanoseconds?
  boolean isWaitedFor(long nanos, long nowNanos) {
    return waiting
        && nowNanos - windowStartNanos > nanos
        && (!forgiven || nowNanos - forgivenNanos > nanos);
  }

  /// The asking thread itself was not running (a suspended process): nobody is to blame for that
  /// time.
  void forgive(long nowNanos) {
    forgivenNanos = nowNanos;
    forgiven = true;
  }
}
