package io.freshet.engine.planning;

import io.freshet.engine.Failure;
import io.freshet.engine.NodeId;
import java.util.SortedMap;
import java.util.TreeMap;

/// Which sources one receiver avoids, until when and why.
///
/// The time depends on the kind of failure and doubles with each further one after it, at most 32
/// times; one delivery makes good. So a good peer on a bad connection is soon asked again, and a
/// liar hardly ever.
public final class Avoidance {

  private static final long BUSY_NANOS = 250_000_000L;
  private static final long NOT_HELD_NANOS = 2_000_000_000L;
  private static final long BROKEN_NANOS = 2_000_000_000L;
  private static final long STALLED_NANOS = 10_000_000_000L;

  /// The first time a memory or a disk may be to blame, and there may be no other source; a liar
  /// soon waits for 320 s after each extent that it spoils.
  private static final long CORRUPT_NANOS = 10_000_000_000L;

  private static final int DOUBLINGS_MAX = 5;

  private final SortedMap<NodeId, Entry> entries = new TreeMap<>();

  public void failed(NodeId source, Failure failure, long nowNanos) {
    Entry before = entries.get(source);
    if (before != null && !before.betterThan(failure) && avoids(source, nowNanos)) {
      return; // many requests fail with one connection: that is one failure
    }
    int times = before == null ? 0 : Math.min(before.times + 1, DOUBLINGS_MAX);
    entries.put(source, new Entry(failure, times, nowNanos + (nanos(failure) << times)));
  }

  /// The source has just delivered proven bytes. Lies are not forgiven for that: they end by time
  /// alone.
  public void delivered(NodeId source) {
    Entry entry = entries.get(source);
    if (entry != null && entry.failure != Failure.CORRUPT) {
      entries.remove(source);
    }
  }

  public boolean avoids(NodeId source, long nowNanos) {
    Entry entry = entries.get(source);
    return entry != null && nowNanos - entry.untilNanos < 0;
  }

  /// The sources avoided now, with the reason.
  public SortedMap<NodeId, Failure> current(long nowNanos) {
    SortedMap<NodeId, Failure> current = new TreeMap<>();
    entries.forEach(
        (source, entry) -> {
          if (nowNanos - entry.untilNanos < 0) {
            current.put(source, entry.failure);
          }
        });
    return current;
  }

  private static long nanos(Failure failure) {
    return switch (failure) {
      case BUSY -> BUSY_NANOS;
      case NOT_HELD -> NOT_HELD_NANOS;
      case BROKEN -> BROKEN_NANOS;
      case STALLED -> STALLED_NANOS;
      case CORRUPT -> CORRUPT_NANOS;
    };
  }

  private record Entry(Failure failure, int times, long untilNanos) {
    boolean betterThan(Failure other) {
      return failure.compareTo(other) < 0;
    }
  }
}
