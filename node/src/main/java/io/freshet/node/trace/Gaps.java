package io.freshet.node.trace;

import io.freshet.engine.NodeId;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the stretches in which nothing of a release came, and what was waited for.
///
/// Extents come in turn from several sources; a stretch is a gap when it is much longer than is
/// usual between two. One thread calls it.
public final class Gaps {

  /// Less is nothing that a person would look for.
  static final long GAP_NANOS_MIN = 50_000_000L;

  /// A slow link brings an extent now and then: four times the usual is not chance any more.
  static final int USUAL_TIMES = 4;

  /// Arrivals that the usual distance is an average of.
  private static final double USUAL_OVER = 16;

  private final Map<Long, NodeId> asked = new LinkedHashMap<>();
  private long cameNanos;
  private long idleSinceNanos;
  private long idleNanos;
  private double usualNanos;
  private int count;
  private Moment.Lull total = Moment.Lull.NONE;

  /// @param nowNanos from when on something is waited for
  public Gaps(long nowNanos) {
    cameNanos = nowNanos;
    idleSinceNanos = nowNanos;
  }

  /// A gap that is over.
  ///
  /// @param waitedFor who had been asked and had not answered in full, each once
  /// @param endedBy whose extent came; nobody's whose request was over already
  public record Gap(Moment.Lull lull, List<NodeId> waitedFor, Optional<NodeId> endedBy) {
    public Gap {
      waitedFor = List.copyOf(waitedFor);
    }
  }

  public void asked(long request, NodeId source, long nowNanos) {
    if (asked.isEmpty()) {
      idleNanos += nowNanos - idleSinceNanos;
    }
    asked.put(request, source);
  }

  public void ended(long request, long nowNanos) {
    if (asked.remove(request) != null && asked.isEmpty()) {
      idleSinceNanos = nowNanos;
    }
  }

  /// An extent came by this request; was there a gap before it?
  public Optional<Gap> came(long request, long nowNanos) {
    long nanos = nowNanos - cameNanos;
    if (asked.isEmpty()) {
      idleNanos += nowNanos - idleSinceNanos;
    }
    var lull = new Moment.Lull(nanos, idleNanos);
    boolean isGap = nanos > Math.max(GAP_NANOS_MIN, (long) (USUAL_TIMES * usualNanos));
    if (!isGap) {
      usualNanos += (nanos - usualNanos) / USUAL_OVER;
    }
    cameNanos = nowNanos;
    idleSinceNanos = nowNanos;
    idleNanos = 0;
    if (!isGap) {
      return Optional.empty();
    }
    count++;
    total = total.plus(lull);
    return Optional.of(
        new Gap(
            lull,
            List.copyOf(new LinkedHashSet<>(asked.values())),
            Optional.ofNullable(asked.get(request))));
  }

  public int count() {
    return count;
  }

  public Moment.Lull total() {
    return total;
  }
}
