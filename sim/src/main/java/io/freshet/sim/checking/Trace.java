package io.freshet.sim.checking;

import io.freshet.content.InfoHash;
import io.freshet.engine.ExtentSet;
import io.freshet.engine.Membership;
import io.freshet.engine.NodeId;
import io.freshet.engine.Report;
import io.freshet.engine.fetching.NodeEffect;
import io.freshet.engine.fetching.NodeEngine;
import io.freshet.engine.fetching.NodeEvent;
import io.freshet.engine.planning.Assignment;
import io.freshet.engine.tracking.TrackerEffect;
import io.freshet.engine.tracking.TrackerEngine;
import io.freshet.engine.tracking.TrackerEvent;
import io.freshet.sim.world.Witness;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/// Writes a run down, one line an event and effect; a digest of all lines tells two runs apart.
///
/// Ticks and settlings to which nothing was answered are left out of the lines that are handed on,
/// for reading.
public final class Trace implements Witness {
  private final Consumer<String> lines;
  private long digest = 0xcbf29ce484222325L;

  public Trace(Consumer<String> lines) {
    this.lines = lines;
  }

  /// 64 bits of FNV-1a over all lines so far.
  public long digest() {
    return digest;
  }

  private void write(long nowNanos, String line) {
    String whole = nowNanos + " " + line;
    for (int i = 0; i < whole.length(); i++) {
      digest = (digest ^ whole.charAt(i)) * 0x100000001b3L;
    }
    lines.accept(whole);
  }

  @Override
  public void joined(Standing standing, long nowNanos) {
    write(
        nowNanos,
        name(standing.node(), standing.swarm())
            + " joins on machine "
            + standing.machine()
            + ": holds "
            + bits(standing.held())
            + " wants "
            + bits(standing.wanted())
            + " partly "
            + bits(standing.partial()));
  }

  @Override
  public void left(NodeId node, InfoHash swarm, long nowNanos) {
    write(nowNanos, name(node, swarm) + " leaves");
  }

  @Override
  public void happened(NodeId node, InfoHash swarm, NodeEvent event, long nowNanos) {
    if (!(event instanceof NodeEvent.Tick) && !(event instanceof NodeEvent.Settled)) {
      write(nowNanos, name(node, swarm) + " <- " + event(event));
    }
  }

  @Override
  public void decided(
      NodeId node, InfoHash swarm, List<NodeEffect> effects, NodeEngine engine, long nowNanos) {
    for (NodeEffect effect : effects) {
      write(nowNanos, name(node, swarm) + " -> " + effect(effect));
    }
  }

  @Override
  public void trackerStarted(long nowNanos) {
    write(nowNanos, "tracker starts");
  }

  @Override
  public void told(TrackerEvent event, long nowNanos) {
    if (!(event instanceof TrackerEvent.Tick)) {
      write(nowNanos, "tracker <- " + event(event));
    }
  }

  @Override
  public void ordered(List<TrackerEffect> effects, TrackerEngine engine, long nowNanos) {
    for (TrackerEffect effect : effects) {
      write(nowNanos, "tracker -> " + effect(effect));
    }
  }

  private static String name(NodeId node, InfoHash swarm) {
    return node + "/" + swarm.hex().substring(56);
  }

  private static String event(NodeEvent event) {
    return switch (event) {
      case NodeEvent.Assigned(var assignments) -> "Assigned" + assignments(assignments);
      case NodeEvent.PeerHolds(var peer, var held) -> "PeerHolds " + peer + " " + bits(held);
      case NodeEvent.PeerGained(var peer, var extents) ->
          "PeerGained " + peer + " " + Arrays.toString(extents);
      case NodeEvent.PeerWithdrew(var peer, var extents) ->
          "PeerWithdrew " + peer + " " + Arrays.toString(extents);
      case NodeEvent.Lost(var extents) -> "Lost " + Arrays.toString(extents);
      case NodeEvent.Wanted(var extents) -> "Wanted " + Arrays.toString(extents);
      case NodeEvent.TrackerAttached _,
          NodeEvent.TrackerDetached _,
          NodeEvent.SourceRevoked _,
          NodeEvent.PeerMet _,
          NodeEvent.PeerGone _,
          NodeEvent.Arrived _,
          NodeEvent.Ended _,
          NodeEvent.Pausing _,
          NodeEvent.Settled _,
          NodeEvent.Tick _ ->
          event.toString();
    };
  }

  private static String effect(NodeEffect effect) {
    return switch (effect) {
      case NodeEffect.Fetch(var request, var source, var extents) ->
          "Fetch " + request + " " + source + " " + Arrays.toString(extents);
      case NodeEffect.Tell(var report) -> "Tell " + report(report);
      case NodeEffect.Cancel _,
          NodeEffect.Rejoin _,
          NodeEffect.Listen _,
          NodeEffect.Unlisten _,
          NodeEffect.Completed _,
          NodeEffect.Passed _ ->
          effect.toString();
    };
  }

  private static String event(TrackerEvent event) {
    return switch (event) {
      case TrackerEvent.Joined(var node, var swarm, var membership) ->
          "Joined " + name(node, swarm) + " " + membership(membership);
      case TrackerEvent.Reported(var node, var swarm, var report) ->
          "Reported " + name(node, swarm) + " " + report(report);
      case TrackerEvent.Opened(var swarm, var sizes, _) ->
          "Opened " + swarm + " " + sizes.count() + " extents, " + sizes.total() + " bytes";
      case TrackerEvent.Arrived _,
          TrackerEvent.Dialled _,
          TrackerEvent.Pausing _,
          TrackerEvent.Departed _,
          TrackerEvent.Closed _,
          TrackerEvent.Left _,
          TrackerEvent.Tick _ ->
          event.toString();
    };
  }

  private static String effect(TrackerEffect effect) {
    return switch (effect) {
      case TrackerEffect.Assign(var to, var swarm, var assignments) ->
          "Assign " + name(to, swarm) + assignments(assignments);
      case TrackerEffect.Revoke _, TrackerEffect.Introduce _, TrackerEffect.Passed _ ->
          effect.toString();
    };
  }

  private static String assignments(List<Assignment> assignments) {
    StringBuilder line = new StringBuilder();
    for (Assignment assignment : assignments) {
      line.append(" ").append(Arrays.toString(assignment.extents()));
      line.append(" from ").append(assignment.sources());
      line.append(" for ").append(assignment.leaseNanos()).append(" ns");
      line.append(assignment.instead() ? " instead;" : ";");
    }
    return line.toString();
  }

  private static String membership(Membership membership) {
    return "holds "
        + bits(membership.held())
        + " wants "
        + bits(membership.wanted())
        + " in flight"
        + deliveries(membership.inFlight())
        + " credits "
        + membership.credits();
  }

  private static String report(Report report) {
    StringBuilder line = new StringBuilder("delivered").append(deliveries(report.delivered()));
    line.append(" withdrawn ").append(Arrays.toString(report.withdrawn())).append(" refused");
    for (Report.Refusal refusal : report.refused()) {
      line.append(" ").append(Arrays.toString(refusal.extents())).append(" ");
      line.append(refusal.failure()).append(" by ").append(refusal.source());
    }
    line.append(" returned ").append(Arrays.toString(report.returned()));
    return line.append(" credits ").append(report.credits()).toString();
  }

  private static String deliveries(List<Report.Delivery> deliveries) {
    StringBuilder line = new StringBuilder();
    for (Report.Delivery delivery : deliveries) {
      line.append(" ").append(Arrays.toString(delivery.extents()));
      line.append(" by ").append(delivery.source());
    }
    return line.toString();
  }

  private static String bits(ExtentSet set) {
    if (set.isEmpty()) {
      return "none";
    }
    return set.isAll() ? "all" : Arrays.toString(set.toArray());
  }
}
