package io.freshet.sim.checking;

import io.freshet.content.InfoHash;
import io.freshet.engine.ExtentSet;
import io.freshet.engine.NodeId;
import io.freshet.engine.Report;
import io.freshet.engine.fetching.NodeEffect;
import io.freshet.engine.fetching.NodeEngine;
import io.freshet.engine.fetching.NodeEvent;
import io.freshet.engine.fetching.NodeEvent.Ending;
import io.freshet.engine.planning.Assignment;
import io.freshet.sim.world.Witness;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// Watches every node's engine: it asks only nodes that were named to it, for extents that it
/// lacks, each from two at most; tells its tracker exactly what came, once; and says that it is
/// complete when it is, once.
public final class NodeChecker implements Witness {

  /// Sources of one extent at once.
  private static final int WAYS_MAX = 2;

  /// An engine's own invariants cost more than its work, and once broken they mostly stay so: they
  /// are asked for after every so many answers.
  static final int INVARIANTS_EVERY = 32;

  private final Map<Place, View> views = new HashMap<>(); // looked up, never iterated

  private int checks;

  private record Place(NodeId node, InfoHash swarm) {}

  @Override
  public void joined(Standing standing, long nowNanos) {
    if (views.put(new Place(standing.node(), standing.swarm()), new View(standing)) != null) {
      throw new Violation(standing.node() + " joined twice", nowNanos);
    }
  }

  @Override
  public void left(NodeId node, InfoHash swarm, long nowNanos) {
    views.remove(new Place(node, swarm));
  }

  @Override
  public void happened(NodeId node, InfoHash swarm, NodeEvent event, long nowNanos) {
    view(node, swarm).happened(event, nowNanos);
  }

  @Override
  public void decided(
      NodeId node, InfoHash swarm, List<NodeEffect> effects, NodeEngine engine, long nowNanos) {
    View view = view(node, swarm);
    for (NodeEffect effect : effects) {
      view.decided(effect, nowNanos);
    }
    view.rest(nowNanos);
    if (checks++ % INVARIANTS_EVERY == 0 && !engine.invariantsHold()) {
      throw new Violation(node + " says itself that its invariants don't hold", nowNanos);
    }
  }

  private View view(NodeId node, InfoHash swarm) {
    View view = views.get(new Place(node, swarm));
    if (view == null) {
      throw new IllegalStateException(node + " does not take part in " + swarm);
    }
    return view;
  }

  /// What is known of one node in one swarm from its events and effects alone.
  private static final class View {
    private final NodeId self;
    private final ExtentSet partial;
    private final ExtentSet held;
    private final ExtentSet missing;
    private final ExtentSet lost;
    private final int[] ways;
    private final Set<NodeId> named = new HashSet<>();
    private final Set<NodeId> heard = new HashSet<>();
    private final Map<Long, Flight> flights = new HashMap<>();

    /// Arrived and not yet told to the tracker that listens, by the source of each.
    private final Map<Integer, NodeId> untold = new HashMap<>();

    private final Set<Integer> unwithdrawn = new HashSet<>();
    private final Set<NodeId> failed = new HashSet<>();
    private long requestLast;
    private boolean attached;
    private boolean settled;
    private boolean completed;

    View(Standing standing) {
      self = standing.node();
      partial = standing.partial();
      held = standing.held();
      missing = standing.wanted();
      lost = ExtentSet.none(missing.capacity());
      ways = new int[missing.capacity()];
    }

    void happened(NodeEvent event, long nowNanos) {
      settled = false;
      switch (event) {
        case NodeEvent.TrackerAttached _ -> {
          attached = true;
          untold.clear();
          unwithdrawn.clear();
        }
        case NodeEvent.TrackerDetached _ -> attached = false;
        case NodeEvent.Assigned(var assignments) -> {
          for (Assignment assignment : assignments) {
            named.addAll(assignment.sources());
          }
        }
        case NodeEvent.PeerMet(var peer) -> named.add(peer);
        case NodeEvent.PeerGone(var peer) -> heard.remove(peer);
        case NodeEvent.Arrived(var request, var extent) -> arrived(request, extent, nowNanos);
        case NodeEvent.Ended(var request, var ending) -> ended(request, ending, nowNanos);
        case NodeEvent.Lost(var extents) -> {
          for (int extent : extents) {
            held.remove(extent);
            lost.add(extent);
            unwithdrawn.add(extent);
          }
        }
        case NodeEvent.Wanted(var extents) -> {
          for (int extent : extents) {
            missing.add(extent);
          }
        }
        case NodeEvent.Settled _ -> settled = true;
        case NodeEvent.SourceRevoked _,
            NodeEvent.PeerHolds _,
            NodeEvent.PeerGained _,
            NodeEvent.PeerWithdrew _,
            NodeEvent.Pausing _,
            NodeEvent.Tick _ -> {}
      }
    }

    private void arrived(long request, int extent, long nowNanos) {
      Flight flight = flight(request, nowNanos);
      if (!missing.remove(extent)) {
        throw new IllegalStateException("the world delivered extent " + extent + " twice");
      }
      if (!partial.has(extent)) {
        held.add(extent);
      }
      untold.put(extent, flight.source);
    }

    private void ended(long request, Ending ending, long nowNanos) {
      Flight flight = flight(request, nowNanos);
      flights.remove(request);
      flight.give(ways);
      if (ending instanceof Ending.Failed) {
        failed.add(flight.source);
      }
    }

    private Flight flight(long request, long nowNanos) {
      Flight flight = flights.get(request);
      if (flight == null) {
        throw new Violation(self + " has no request " + request, nowNanos);
      }
      return flight;
    }

    void decided(NodeEffect effect, long nowNanos) {
      switch (effect) {
        case NodeEffect.Fetch(var request, var source, var extents) ->
            fetch(request, source, extents, nowNanos);
        case NodeEffect.Cancel(var request) -> {
          Flight flight = flight(request, nowNanos);
          require(!flight.cancelled, () -> "cancels request " + request + " twice", nowNanos);
          flight.give(ways);
          flight.cancelled = true;
        }
        case NodeEffect.Tell(var report) -> tell(report, nowNanos);
        case NodeEffect.Rejoin _ ->
            require(
                untold.isEmpty(),
                () -> "rejoins and keeps back that " + untold + " came",
                nowNanos);
        case NodeEffect.Listen(var peer) -> {
          require(
              named.contains(peer), () -> "listens to " + peer + ", never named to it", nowNanos);
          require(!peer.equals(self), () -> "listens to itself", nowNanos);
          require(heard.add(peer), () -> "listens to " + peer + " twice", nowNanos);
        }
        case NodeEffect.Unlisten(var peer) ->
            require(heard.remove(peer), () -> "stops listening to " + peer + ", unheard", nowNanos);
        case NodeEffect.Completed _ -> {
          require(!completed, () -> "is complete twice", nowNanos);
          require(missing.isEmpty(), () -> "is complete without " + missing, nowNanos);
          completed = true;
        }
        case NodeEffect.Passed _ -> {}
      }
    }

    private void fetch(long request, NodeId source, int[] extents, long nowNanos) {
      Supplier<String> what = () -> "fetches " + Arrays.toString(extents) + " from " + source;
      require(
          request > requestLast,
          () -> what.get() + " by request " + request + ", used before",
          nowNanos);
      requestLast = request;
      require(named.contains(source), () -> what.get() + ", never named to it", nowNanos);
      require(!source.equals(self), () -> what.get() + ", which is itself", nowNanos);
      require(extents.length > 0, what, nowNanos);
      for (int extent : extents) {
        require(!held.has(extent), () -> what.get() + ": holds " + extent, nowNanos);
        require(missing.has(extent), () -> what.get() + ": does not want " + extent, nowNanos);
        require(
            ++ways[extent] <= WAYS_MAX,
            () -> what.get() + ": " + extent + " comes from two",
            nowNanos);
        for (Flight flight : flights.values()) {
          boolean coming = !flight.cancelled && flight.source.equals(source) && flight.has(extent);
          require(!coming, () -> what.get() + ": " + extent + " comes from there", nowNanos);
        }
      }
      flights.put(request, new Flight(source, extents));
    }

    private void tell(Report report, long nowNanos) {
      require(attached, () -> "reports to nobody", nowNanos);
      for (Report.Delivery delivery : report.delivered()) {
        for (int extent : delivery.extents()) {
          NodeId source = untold.remove(extent);
          require(
              delivery.source().equals(source),
              () -> "tells that " + extent + " came from " + delivery.source() + ", not " + source,
              nowNanos);
        }
      }
      for (int extent : report.withdrawn()) {
        require(unwithdrawn.remove(extent), () -> "withdraws " + extent + ", not lost", nowNanos);
      }
      for (Report.Refusal refusal : report.refused()) {
        require(
            failed.contains(refusal.source()),
            () -> "accuses " + refusal.source() + " falsely",
            nowNanos);
      }
      for (int extent : report.returned()) {
        require(missing.has(extent), () -> "returns " + extent + ", not wanted", nowNanos);
      }
    }

    /// What must hold after each answer.
    void rest(long nowNanos) {
      require(completed || !missing.isEmpty(), () -> "has all and does not say so", nowNanos);
      if (settled && attached) {
        require(
            untold.isEmpty(), () -> "keeps from its tracker that " + untold + " came", nowNanos);
        require(
            unwithdrawn.isEmpty(), () -> "keeps back that " + unwithdrawn + " are lost", nowNanos);
      }
    }

    private void require(boolean kept, Supplier<String> otherwise, long nowNanos) {
      if (!kept) {
        throw new Violation(self + " " + otherwise.get(), nowNanos);
      }
    }
  }

  /// One request under way.
  private static final class Flight {
    final NodeId source;
    final int[] extents;
    boolean cancelled;

    Flight(NodeId source, int[] extents) {
      this.source = source;
      this.extents = extents;
    }

    boolean has(int extent) {
      for (int one : extents) {
        if (one == extent) {
          return true;
        }
      }
      return false;
    }

    /// Its extents come this way no more.
    void give(int[] ways) {
      if (!cancelled) {
        for (int extent : extents) {
          ways[extent]--;
        }
      }
    }
  }
}
