package io.freshet.engine.planning;

import io.freshet.engine.Failure;
import io.freshet.engine.NodeId;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;

/// Which sources one receiver avoids, until when and why.
///
/// The time depends on the kind of failure and doubles with each further one after it, up to a
/// limit. What a bad connection explains is made good by one delivery, and its limits are seconds:
/// the only holder of an extent must soon be asked again when its cable is back. Lies are counted
/// apart and forgiven slowly, for much that was proven since: so a good peer behind a connection
/// that spoils a packet now and then still gives nearly all that it can, and who does nothing but
/// lie is hardly ever asked.
public final class Avoidance {

  private static final long BUSY_NANOS = 250_000_000L;
  private static final long NOT_HELD_NANOS = 2_000_000_000L;
  private static final long BROKEN_NANOS = 2_000_000_000L;
  private static final long STALLED_NANOS = 5_000_000_000L;

  /// The first time a memory or a disk may be to blame, and there may be no other source; a liar
  /// soon waits for 320 s after each extent that it spoils.
  private static final long CORRUPT_NANOS = 10_000_000_000L;

  /// 2, 4, 8 s for a connection that breaks; 5, 10, 20 s for one that stalls. To try a stalled
  /// source costs some extents a wait of 5 s, so a fifth of the time at most.
  private static final int DOUBLINGS_MAX = 2;

  private static final int LIE_DOUBLINGS_MAX = 5;

  /// Proven deliveries in a row that make good for one lie: of extents of 256 KiB, 16 MiB. Who
  /// spoils one in 64 on purpose costs us 2 % of what it gives.
  private static final int DELIVERIES_A_LIE = 64;

  /// Those of whom something is known: who picks for itself knows 40 peers, and who is planned for
  /// has 16 sources. Sources come under new names for months, and a receiver may name any.
  private static final int STANDINGS_MAX = 64;

  private final SortedMap<NodeId, Standing> standings = new TreeMap<>();

  public void failed(NodeId source, Failure failure, long nowNanos) {
    Standing standing = standings.computeIfAbsent(source, _ -> new Standing());
    if (standings.size() > STANDINGS_MAX) {
      forgetOne(source, nowNanos);
    }
    if (standing.isAvoided(nowNanos) && failure.compareTo(standing.failure) <= 0) {
      return; // many requests fail with one connection: that is one failure
    }
    standing.failed(failure, nowNanos);
  }

  /// Whose time is over first; but not who was just taken in.
  private void forgetOne(NodeId taken, long nowNanos) {
    standings.entrySet().stream()
        .filter(one -> !one.getKey().equals(taken))
        .min(Comparator.comparingLong(one -> one.getValue().untilNanos - nowNanos))
        .ifPresent(one -> standings.remove(one.getKey()));
  }

  /// The source has just delivered proven bytes. Lies are not forgiven for a few of them.
  public void delivered(NodeId source) {
    Standing standing = standings.get(source);
    if (standing != null && standing.delivered()) {
      standings.remove(source);
    }
  }

  /// Whether nothing is held against anybody.
  boolean isEmpty() {
    return standings.isEmpty();
  }

  public boolean avoids(NodeId source, long nowNanos) {
    Standing standing = standings.get(source);
    return standing != null && standing.isAvoided(nowNanos);
  }

  /// The sources avoided now, with the reason.
  public SortedMap<NodeId, Failure> current(long nowNanos) {
    SortedMap<NodeId, Failure> current = new TreeMap<>();
    standings.forEach(
        (source, standing) -> {
          if (standing.isAvoided(nowNanos)) {
            current.put(source, standing.failure);
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

  /// What is held against one source.
  private static final class Standing {
    private Failure failure = Failure.BUSY;
    private long untilNanos;
    private boolean avoided;
    private int troubles;
    private int lies;
    private int deliveries;

    boolean isAvoided(long nowNanos) {
      return avoided && nowNanos - untilNanos < 0;
    }

    void failed(Failure kind, long nowNanos) {
      int doublings =
          kind == Failure.CORRUPT
              ? Math.min(lies++, LIE_DOUBLINGS_MAX)
              : Math.min(troubles++, DOUBLINGS_MAX);
      failure = kind;
      avoided = true;
      untilNanos = nowNanos + (nanos(kind) << doublings);
      deliveries = 0;
    }

    /// Whether nothing is held against it any more.
    boolean delivered() {
      troubles = 0;
      avoided &= failure == Failure.CORRUPT;
      if (lies > 0 && ++deliveries == DELIVERIES_A_LIE) {
        deliveries = 0;
        lies--;
      }
      return lies == 0 && !avoided;
    }
  }
}
