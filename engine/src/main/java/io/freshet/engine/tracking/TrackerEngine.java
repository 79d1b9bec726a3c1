package io.freshet.engine.tracking;

import io.freshet.content.InfoHash;
import io.freshet.engine.Landmark;
import io.freshet.engine.NodeId;
import io.freshet.engine.Priority;
import io.freshet.engine.ZoneLink;
import io.freshet.engine.planning.NodeLink;
import io.freshet.engine.planning.Planner;
import io.freshet.engine.planning.Topology;
import io.freshet.engine.tracking.TrackerEvent.Reach;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// The tracker: knows the nodes and the swarms, and lets each swarm's [Planner] say who fetches
/// what from whom.
///
/// One caller owns it. Every change comes in as an event with the time; what is to be sent goes out
/// as effects.
public final class TrackerEngine {

  /// How often [TrackerEvent.Tick] is due: a tenth of the shortest time that anything here waits
  /// for.
  public static final long TICK_NANOS = 100_000_000L;

  /// Neighbours a node is given to turn to when the tracker is silent: 40 random ones keep a swarm
  /// of 10,000 connected even when half of them are gone.
  public static final int NEIGHBOURS_MAX = 40;

  private final RandomGenerator random;
  private final Topology topology;
  private final Map<NodeId, Node> nodes = new HashMap<>(); // looked up, never iterated

  /// Those of them that could not be dialled: most often nobody.
  private final Set<NodeId> unreachable = new HashSet<>(); // looked up, never iterated

  private final Map<InfoHash, Planner> swarms = new LinkedHashMap<>();

  /// Knows of no links between zones: each is brought into a zone about once all the same.
  public TrackerEngine(long seed) {
    this(seed, List.of());
  }

  /// @param links between zones
  public TrackerEngine(long seed, List<ZoneLink> links) {
    topology = new Topology(links);
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  public List<TrackerEffect> apply(TrackerEvent event, long nowNanos) {
    List<TrackerEffect> effects = new ArrayList<>();
    switch (event) {
      case TrackerEvent.Arrived(var node, var zone, var reach) -> {
        depart(node, nowNanos, effects);
        nodes.put(node, new Node(new NodeLink(node, zone)));
        dialled(node, reach, 0);
      }
      case TrackerEvent.Dialled(var node, var reach, var tookNanos) ->
          dialled(node, reach, tookNanos);
      case TrackerEvent.Pausing(var id, var paused) -> {
        Node node = nodes.get(id);
        if (node != null) {
          node.paused = paused;
          node.serveIfItCan();
        }
      }
      case TrackerEvent.Departed(var node) -> depart(node, nowNanos, effects);
      case TrackerEvent.Opened(var swarm, var sizes, var priority) ->
          swarms.computeIfAbsent(swarm, _ -> new Planner(sizes, topology, priority, random));
      case TrackerEvent.Closed(var swarm) -> {
        Planner planner = swarms.remove(swarm);
        if (planner != null) {
          planner
              .nodes()
              .forEach(
                  node ->
                      planner.leave(
                          node, nowNanos)); // what was planned weighs on its links no more
        }
      }
      case TrackerEvent.Joined joined -> join(joined, nowNanos, effects);
      case TrackerEvent.Left(var node, var swarm) -> leave(node, swarm, nowNanos, effects);
      case TrackerEvent.Reported(var node, var swarm, var report) -> {
        Planner planner = swarms.get(swarm);
        if (planner != null) {
          planner.report(node, report, nowNanos);
        }
      }
      case TrackerEvent.Tick _ -> swarms.values().forEach(Planner::tick);
    }
    plan(nowNanos, effects);
    return effects;
  }

  /// The planner of a swarm, to read from: standings, copies, what was planned.
  public Map<InfoHash, Planner> swarms() {
    return java.util.Collections.unmodifiableMap(swarms);
  }

  /// How a known node's link stands.
  public java.util.Optional<NodeLink> link(NodeId node) {
    return java.util.Optional.ofNullable(nodes.get(node)).map(Node::link);
  }

  /// What dialling the node has shown so far; [Reach#UNKNOWN] for one that is not here.
  public Reach reach(NodeId node) {
    Node known = nodes.get(node);
    return known == null ? Reach.UNKNOWN : known.reach;
  }

  private void dialled(NodeId id, Reach reach, long tookNanos) {
    Node node = nodes.get(id);
    if (node != null) {
      node.reach = reach;
      node.serveIfItCan();
      if (reach == Reach.UNREACHABLE) {
        unreachable.add(id);
      } else {
        unreachable.remove(id);
        node.link.answered(tookNanos);
      }
    }
  }

  private void depart(NodeId node, long nowNanos, List<TrackerEffect> effects) {
    if (nodes.remove(node) != null) {
      unreachable.remove(node);
      for (InfoHash swarm : List.copyOf(swarms.keySet())) {
        leave(node, swarm, nowNanos, effects);
      }
    }
  }

  private void leave(NodeId node, InfoHash swarm, long nowNanos, List<TrackerEffect> effects) {
    Planner planner = swarms.get(swarm);
    if (planner != null) {
      for (NodeId waiting : planner.leave(node, nowNanos)) {
        effects.add(new TrackerEffect.Revoke(waiting, swarm, node));
      }
    }
  }

  private void join(TrackerEvent.Joined joined, long nowNanos, List<TrackerEffect> effects) {
    Node node = nodes.get(joined.node());
    Planner planner = swarms.get(joined.swarm());
    if (node == null || planner == null) {
      return;
    }
    if (!planner.has(joined.node())) {
      introduce(joined.node(), joined.swarm(), planner, effects);
    }
    planner.join(node.link, joined.membership(), nowNanos);
  }

  /// Names the newcomer some of the swarm, and the newcomer to those of them who know few.
  private void introduce(
      NodeId newcomer, InfoHash swarm, Planner planner, List<TrackerEffect> effects) {
    List<NodeId> chosen = planner.some(NEIGHBOURS_MAX, random);
    chosen.sort(Comparator.naturalOrder());
    List<NodeId> reachable = new ArrayList<>();
    for (NodeId neighbour : chosen) {
      if (reach(neighbour) != Reach.UNREACHABLE) {
        reachable.add(neighbour);
      }
      if (reach(newcomer) != Reach.UNREACHABLE) {
        effects.add(new TrackerEffect.Introduce(neighbour, swarm, List.of(newcomer)));
      }
    }
    if (!reachable.isEmpty()) {
      effects.add(new TrackerEffect.Introduce(newcomer, swarm, reachable));
    }
  }

  /// The most urgent releases first: what they leave free others may use.
  private void plan(long nowNanos, List<TrackerEffect> effects) {
    for (Priority priority : Priority.values()) {
      swarms.forEach(
          (swarm, planner) -> {
            if (planner.priority() == priority) {
              plan(swarm, planner, nowNanos, effects);
            }
          });
    }
  }

  private void plan(InfoHash swarm, Planner planner, long nowNanos, List<TrackerEffect> effects) {
    for (Planner.Plan plan : planner.plan(nowNanos)) {
      effects.add(new TrackerEffect.Assign(plan.to(), swarm, plan.assignments()));
      if (unreachable.contains(plan.to())) {
        effects.add(new TrackerEffect.Passed(Landmark.UNREACHABLE_NODE_SERVED));
      }
    }
    for (Landmark landmark : planner.takeLandmarks()) {
      effects.add(new TrackerEffect.Passed(landmark));
    }
  }

  public boolean invariantsHold() {
    return swarms.values().stream().allMatch(Planner::invariantsHold);
  }

  private static final class Node {
    private final NodeLink link;
    private Reach reach = Reach.UNKNOWN;
    private boolean paused;

    Node(NodeLink link) {
      this.link = link;
    }

    NodeLink link() {
      return link;
    }

    void serveIfItCan() {
      link.serves(reach == Reach.REACHABLE && !paused);
    }
  }
}
