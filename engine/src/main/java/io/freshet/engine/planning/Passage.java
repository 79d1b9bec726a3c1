package io.freshet.engine.planning;

/// What goes from one place to another now, over all swarms, and how much more may be planned.
///
/// The window is one extent and what the link carries in half a second: through a thin link extents
/// come one by one, so that each soon arrives, to be passed on; through a wide one so many at once
/// as keep it busy though each comes no faster than the nodes at its ends.
final class Passage {

  /// A capacity that nobody has told: what was seen to go through stands for it.
  static final long UNKNOWN = 0;

  private static final int EXTENTS_AHEAD = 1;
  private static final int EXTENTS_AHEAD_UNKNOWN = 8;
  private static final double AHEAD_SECONDS = 0.5;

  /// Windows that slow ones may fill together.
  private static final double WINDOWS_MAX = 4;

  /// Deliveries that the typical time is an average of.
  private static final double TYPICAL_OVER = 16;

  private final long capacity;
  private final RateMeter meter = new RateMeter();
  private long onTheWay;
  private double typicalNanos;

  Passage(long capacity) {
    this.capacity = capacity;
  }

  boolean hasRoom(int bytes, long nowNanos) {
    return onTheWay + bytes <= window(bytes, nowNanos);
  }

  /// Whether one extent more would find room though the window is full: with what comes slowly for
  /// other reasons, while less than half of the capacity is in use.
  boolean isUnderused(int bytes, long nowNanos) {
    return hasRoom(bytes, nowNanos)
        || (onTheWay + bytes <= WINDOWS_MAX * window(bytes, nowNanos)
            && 2 * meter.bytesPerSecond(nowNanos) < capacity);
  }

  private double window(int bytes, long nowNanos) {
    double rate = capacity == UNKNOWN ? meter.bytesPerSecond(nowNanos) : capacity;
    int extents = capacity == UNKNOWN ? EXTENTS_AHEAD_UNKNOWN : EXTENTS_AHEAD;
    return (double) extents * bytes + rate * AHEAD_SECONDS;
  }

  boolean isIdle() {
    return onTheWay == 0;
  }

  void planned(int bytes) {
    onTheWay += bytes;
  }

  void over(int bytes) {
    onTheWay -= bytes;
  }

  void carried(int bytes, long tookNanos, long nowNanos) {
    meter.record(bytes, nowNanos);
    typicalNanos += (tookNanos - typicalNanos) / (typicalNanos == 0 ? 1 : TYPICAL_OVER);
  }

  /// How long an extent takes, of late; zero while none has come through.
  double typicalNanos() {
    return typicalNanos;
  }

  /// Seconds until what is planned is through, as far as is known.
  double load(long nowNanos) {
    double rate = capacity == UNKNOWN ? meter.bytesPerSecond(nowNanos) : capacity;
    return rate == 0 ? 0 : onTheWay / rate;
  }
}
