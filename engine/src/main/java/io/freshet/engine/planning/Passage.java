package io.freshet.engine.planning;

import java.util.List;

/// What goes from one place to another now, over all swarms, and how much more may be planned.
///
/// The window is one extent and what the link carries in half a second: through a thin link extents
/// come one by one, so that each soon arrives, to be passed on; through a wide one so many at once
/// as keep it busy though each comes no faster than the nodes at its ends. Where one extent needs a
/// second and more, it is what the link carries in half of the time that one takes of late: two
/// extents at most where that is the link's doing, and more where it is that of the nodes at its
/// ends. What goes over several links takes room on each of them.
final class Passage {

  /// A capacity that nobody has told: what was seen to go through stands for it.
  static final long UNKNOWN = 0;

  private static final int EXTENTS_AHEAD = 1;
  private static final int EXTENTS_AHEAD_UNKNOWN = 8;
  private static final double AHEAD_SECONDS = 0.5;

  /// A link is thin for extents that need longer: the meter nearly forgets one before the next is
  /// through.
  private static final double THIN_SECONDS = 1;

  /// Windows that slow ones may fill together.
  private static final double WINDOWS_MAX = 4;

  /// Deliveries that the typical time is an average of.
  private static final double TYPICAL_OVER = 16;

  /// Deliveries after which the best rate is half forgotten, about.
  private static final double BEST_OVER = 64;

  private final long capacity;

  /// The links that it leads over, when it is none itself.
  private final List<Passage> links;

  private final RateMeter meter = new RateMeter();
  private long onTheWay;
  private int extentsOnTheWay;

  /// The best that was seen to go through, of late.
  private double bestRate;

  private double typicalNanos;

  Passage(long capacity) {
    this.capacity = capacity;
    links = List.of();
  }

  /// The way over these links, one after the other.
  Passage(List<Passage> links) {
    this.links = List.copyOf(links);
    long least = Long.MAX_VALUE;
    for (Passage link : links) {
      least = Math.min(least, link.capacity);
    }
    capacity = least;
  }

  boolean hasRoom(int bytes, long nowNanos) {
    boolean room = onTheWay + bytes <= window(bytes, nowNanos);
    for (Passage link : links) {
      room &= link.hasRoom(bytes, nowNanos);
    }
    return room;
  }

  /// Whether there is room, and it was told how much there is.
  boolean isKnownToHaveRoom(int bytes, long nowNanos) {
    return capacity != UNKNOWN && hasRoom(bytes, nowNanos);
  }

  /// Whether one extent more would find room though the window is full: with what comes slowly for
  /// other reasons, while less than half of the capacity is in use. Nobody sees how much of a thin
  /// link is in use: between two extents it seems to be nothing.
  boolean isUnderused(int bytes, long nowNanos) {
    boolean underused =
        onTheWay + bytes <= window(bytes, nowNanos)
            || (!isThinFor(bytes)
                && onTheWay + bytes <= WINDOWS_MAX * window(bytes, nowNanos)
                && 2 * meter.bytesPerSecond(nowNanos)
                    < (capacity == UNKNOWN ? bestRate : capacity));
    for (Passage link : links) {
      underused &= link.isUnderused(bytes, nowNanos);
    }
    return underused;
  }

  /// Extents count as large as those that are on the way: large ones of one swarm must not shut out
  /// the small ones of another.
  private double window(int bytes, long nowNanos) {
    double rate = capacity == UNKNOWN ? meter.bytesPerSecond(nowNanos) : capacity;
    int extents = capacity == UNKNOWN ? EXTENTS_AHEAD_UNKNOWN : EXTENTS_AHEAD;
    double usual = extentsOnTheWay == 0 ? 0 : (double) onTheWay / extentsOnTheWay;
    double ahead = isThinFor(bytes) ? Math.max(AHEAD_SECONDS, typicalNanos / 2e9) : AHEAD_SECONDS;
    return extents * Math.max(bytes, usual) + rate * ahead;
  }

  private boolean isThinFor(int bytes) {
    return capacity != UNKNOWN && bytes > capacity * THIN_SECONDS;
  }

  boolean isIdle() {
    return onTheWay == 0;
  }

  void planned(int bytes) {
    onTheWay += bytes;
    extentsOnTheWay++;
    links.forEach(link -> link.planned(bytes));
  }

  void over(int bytes) {
    onTheWay -= bytes;
    extentsOnTheWay--;
    links.forEach(link -> link.over(bytes));
  }

  void carried(int bytes, long tookNanos, long nowNanos) {
    record(bytes, nowNanos);
    links.forEach(link -> link.record(bytes, nowNanos));
    typicalNanos += (tookNanos - typicalNanos) / (typicalNanos == 0 ? 1 : TYPICAL_OVER);
  }

  private void record(int bytes, long nowNanos) {
    meter.record(bytes, nowNanos);
    double rate = meter.bytesPerSecond(nowNanos);
    bestRate = Math.max(rate, bestRate - (bestRate - rate) / BEST_OVER);
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
