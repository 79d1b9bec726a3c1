package io.freshet.node.trace;

import static java.util.Objects.requireNonNull;

import io.freshet.engine.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
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
  private final Map<NodeId, Source> sources = new HashMap<>();

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
  public record Gap(Moment.Lull lull, List<Silence> waitedFor, Optional<NodeId> endedBy) {
    public Gap {
      waitedFor = List.copyOf(waitedFor);
    }
  }

  /// For how long a source that was asked for something had given nothing.
  public record Silence(NodeId source, long nanos) {}

  /// Who has been asked for something that has not come.
  private static final class Source {
    private int requests;

    /// When it last gave something, or was asked when it had nothing else to give.
    private long heardNanos;

    Source(long heardNanos) {
      this.heardNanos = heardNanos;
    }
  }

  public void asked(long request, NodeId source, long nowNanos) {
    if (asked.isEmpty()) {
      idleNanos += nowNanos - idleSinceNanos;
    }
    sources.computeIfAbsent(source, _ -> new Source(nowNanos)).requests++;
    asked.put(request, source);
  }

  /// Returns who had been asked.
  public Optional<NodeId> ended(long request, long nowNanos) {
    NodeId source = asked.remove(request);
    if (source == null) {
      return Optional.empty();
    }
    if (--known(source).requests == 0) {
      sources.remove(source);
    }
    if (asked.isEmpty()) {
      idleSinceNanos = nowNanos;
    }
    return Optional.of(source);
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
    Optional<Gap> gap = Optional.empty();
    Optional<NodeId> source = Optional.ofNullable(asked.get(request));
    if (isGap) {
      count++;
      total = total.plus(lull);
      gap = Optional.of(new Gap(lull, silences(nowNanos), source));
    }
    source.ifPresent(one -> known(one).heardNanos = nowNanos);
    return gap;
  }

  private List<Silence> silences(long nowNanos) {
    List<Silence> silences = new ArrayList<>();
    for (NodeId source : new LinkedHashSet<>(asked.values())) {
      silences.add(new Silence(source, nowNanos - known(source).heardNanos));
    }
    return silences;
  }

  private Source known(NodeId source) {
    return requireNonNull(sources.get(source));
  }

  public int count() {
    return count;
  }

  public Moment.Lull total() {
    return total;
  }
}
