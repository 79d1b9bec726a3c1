package io.freshet.sim.checking;

import io.freshet.content.InfoHash;
import io.freshet.engine.ExtentSet;
import io.freshet.engine.Membership;
import io.freshet.engine.NodeId;
import io.freshet.engine.Report;
import io.freshet.engine.planning.Assignment;
import io.freshet.engine.tracking.TrackerEffect;
import io.freshet.engine.tracking.TrackerEngine;
import io.freshet.engine.tracking.TrackerEvent;
import io.freshet.engine.tracking.TrackerEvent.Reach;
import io.freshet.sim.world.Witness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/// Watches the tracker's engine: it plans only what a node wants, from nodes that it was told are
/// reachable and hold it, never more than was granted, and never twice while a lease runs, but for
/// one second source; a third takes the place of the first.
public final class TrackerChecker implements Witness {

  private final Map<NodeId, Reach> reaches = new HashMap<>(); // looked up, never iterated
  private final Map<InfoHash, Map<NodeId, Member>> swarms = new HashMap<>();

  /// Members whose lease on a source ended when the source left, and who must be told so.
  private final Set<Revocation> revocationsDue = new HashSet<>();

  private int checks;

  private record Revocation(NodeId to, InfoHash swarm, NodeId source) {}

  @Override
  public void trackerStarted(long nowNanos) {
    reaches.clear();
    swarms.clear();
  }

  @Override
  public void told(TrackerEvent event, long nowNanos) {
    revocationsDue.clear();
    switch (event) {
      case TrackerEvent.Arrived(var node, _, var reach) -> {
        depart(node, nowNanos);
        reaches.put(node, reach);
      }
      case TrackerEvent.Dialled(var node, var reach, _) -> {
        if (reaches.containsKey(node)) {
          reaches.put(node, reach);
        }
      }
      case TrackerEvent.Departed(var node) -> depart(node, nowNanos);
      case TrackerEvent.Opened(var swarm, _, _) ->
          swarms.computeIfAbsent(swarm, _ -> new TreeMap<>());
      case TrackerEvent.Closed(var swarm) -> swarms.remove(swarm);
      case TrackerEvent.Joined(var node, var swarm, var membership) -> {
        if (swarms.containsKey(swarm) && reaches.containsKey(node)) {
          members(swarm).put(node, new Member(membership));
        }
      }
      case TrackerEvent.Left(var node, var swarm) -> leave(node, swarm, nowNanos);
      case TrackerEvent.Reported(var node, var swarm, var report) -> {
        Member member = members(swarm).get(node);
        if (member != null) {
          member.report(report, members(swarm).keySet());
        }
      }
      case TrackerEvent.Pausing _, TrackerEvent.Tick _ -> {}
    }
  }

  private Map<NodeId, Member> members(InfoHash swarm) {
    return swarms.getOrDefault(swarm, new TreeMap<>());
  }

  private void depart(NodeId node, long nowNanos) {
    reaches.remove(node);
    for (InfoHash swarm : List.copyOf(swarms.keySet())) {
      leave(node, swarm, nowNanos);
    }
  }

  private void leave(NodeId node, InfoHash swarm, long nowNanos) {
    if (members(swarm).remove(node) != null) {
      members(swarm)
          .forEach(
              (id, member) -> {
                if (member.forget(node, nowNanos)) {
                  revocationsDue.add(new Revocation(id, swarm, node));
                }
              });
    }
  }

  @Override
  public void ordered(List<TrackerEffect> effects, TrackerEngine engine, long nowNanos) {
    for (TrackerEffect effect : effects) {
      switch (effect) {
        case TrackerEffect.Assign(var to, var swarm, var assignments) ->
            assign(to, swarm, assignments, nowNanos);
        case TrackerEffect.Revoke(var to, var swarm, var source) -> {
          require(
              !members(swarm).containsKey(source),
              () -> "revokes " + source + ", still of the swarm",
              nowNanos);
          revocationsDue.remove(new Revocation(to, swarm, source));
        }
        case TrackerEffect.Introduce(var to, var swarm, var neighbours) ->
            introduce(to, swarm, neighbours, nowNanos);
        case TrackerEffect.Passed _ -> {}
      }
    }
    require(revocationsDue.isEmpty(), () -> "did not send " + revocationsDue, nowNanos);
    boolean asked = checks++ % NodeChecker.INVARIANTS_EVERY == 0;
    require(
        !asked || engine.invariantsHold(),
        () -> "says itself that its invariants don't hold",
        nowNanos);
  }

  private void introduce(NodeId to, InfoHash swarm, List<NodeId> neighbours, long nowNanos) {
    require(
        neighbours.size() <= TrackerEngine.NEIGHBOURS_MAX, () -> "introduces a crowd", nowNanos);
    for (NodeId neighbour : neighbours) {
      Supplier<String> what = () -> "introduces " + neighbour + " to " + to;
      require(!neighbour.equals(to), what, nowNanos);
      require(
          members(swarm).containsKey(neighbour), () -> what.get() + ", not of the swarm", nowNanos);
      require(
          reaches.get(neighbour) != Reach.UNREACHABLE,
          () -> what.get() + ", unreachable",
          nowNanos);
    }
  }

  private void assign(NodeId to, InfoHash swarm, List<Assignment> assignments, long nowNanos) {
    Member receiver = members(swarm).get(to);
    if (receiver == null) {
      throw new Violation("tracker assigns to " + to + ", not of the swarm", nowNanos);
    }
    for (Assignment assignment : assignments) {
      Supplier<String> what =
          () -> "assigns to " + to + " " + Arrays.toString(assignment.extents()) + " from ";
      Set<NodeId> sources = new HashSet<>();
      for (NodeId source : assignment.sources()) {
        Member holder = members(swarm).get(source);
        require(sources.add(source), () -> what.get() + source + " twice", nowNanos);
        require(!source.equals(to), () -> what.get() + "itself", nowNanos);
        require(
            reaches.get(source) == Reach.REACHABLE,
            () -> what.get() + source + ", which is " + reaches.get(source),
            nowNanos);
        for (int extent : assignment.extents()) {
          require(
              holder != null && holder.held.has(extent),
              () -> what.get() + source + ", which has no " + extent,
              nowNanos);
        }
      }
      for (int extent : assignment.extents()) {
        require(
            receiver.missing.has(extent),
            () -> what.get() + sources + ": " + extent + " unwanted",
            nowNanos);
        receiver.lease(extent, assignment, what, nowNanos);
      }
    }
    int onTheirWay = receiver.onTheirWay(nowNanos);
    require(
        onTheirWay <= receiver.credits,
        () ->
            "has "
                + onTheirWay
                + " extents on their way to "
                + to
                + ", which granted "
                + receiver.credits,
        nowNanos);
  }

  private static void require(boolean kept, Supplier<String> otherwise, long nowNanos) {
    if (!kept) {
      throw new Violation("tracker " + otherwise.get(), nowNanos);
    }
  }

  /// What the tracker was told of one node, and what it has promised it.
  private static final class Member {
    private static final int WAYS_MAX = 2;

    /// The second source has so long before a third takes the place of the first, which the node
    /// asks no more then.
    private static final long SECOND_ALONE_NANOS = 1_000_000_000L;

    final ExtentSet held;
    final ExtentSet missing;
    final ExtentSet partial;
    final Map<Integer, List<Lease>> leases = new TreeMap<>();
    int credits;

    private record Lease(NodeId source, List<NodeId> others, long sinceNanos, long untilNanos) {}

    Member(Membership membership) {
      held = membership.held().copy();
      missing = membership.wanted().copy();
      partial = membership.partial().copy();
      credits = membership.credits();
    }

    void report(Report report, Set<NodeId> present) {
      credits = report.credits();
      for (Report.Delivery delivery : report.delivered()) {
        for (int extent : delivery.extents()) {
          leases.remove(extent);
          missing.remove(extent);
          if (!partial.has(extent)) {
            held.add(extent);
          }
        }
      }
      for (int extent : report.withdrawn()) {
        held.remove(extent);
      }
      for (Report.Refusal refusal : report.refused()) {
        for (int extent : refusal.extents()) {
          goOn(leases.getOrDefault(extent, new ArrayList<>()), refusal.source(), present);
        }
      }
      for (int extent : report.returned()) {
        leases.remove(extent);
      }
    }

    /// A source has failed: the node asks the next that it was named, unless it asks that already.
    private static void goOn(List<Lease> running, NodeId failed, Set<NodeId> present) {
      for (Lease lease : List.copyOf(running)) {
        if (lease.source.equals(failed)) {
          running.remove(lease);
          List<NodeId> left = lease.others.stream().filter(present::contains).toList();
          if (!left.isEmpty()
              && running.stream().noneMatch(one -> one.source.equals(left.getFirst()))) {
            running.add(
                new Lease(
                    left.getFirst(),
                    left.subList(1, left.size()),
                    lease.sinceNanos,
                    lease.untilNanos));
          }
        }
      }
    }

    void lease(int extent, Assignment assignment, Supplier<String> what, long nowNanos) {
      NodeId source = assignment.sources().getFirst();
      List<Lease> running = leases.computeIfAbsent(extent, _ -> new ArrayList<>());
      if (isOver(running, nowNanos)) {
        running.clear();
      }
      for (Lease lease : running) {
        require(
            !lease.source.equals(source),
            () ->
                what.get()
                    + source
                    + ": "
                    + extent
                    + " is leased from there until "
                    + lease.untilNanos,
            nowNanos);
      }
      if (running.size() == WAYS_MAX) {
        require(
            assignment.instead() && nowNanos - running.getLast().sinceNanos >= SECOND_ALONE_NANOS,
            () -> what.get() + source + ": third lease on " + extent,
            nowNanos);
        running.removeFirst();
      }
      running.add(
          new Lease(
              source,
              assignment.sources().subList(1, assignment.sources().size()),
              nowNanos,
              nowNanos + assignment.leaseNanos()));
    }

    /// The leases of one extent end together.
    private static boolean isOver(List<Lease> running, long nowNanos) {
      return running.stream().allMatch(lease -> lease.untilNanos <= nowNanos);
    }

    int onTheirWay(long nowNanos) {
      int count = 0;
      for (List<Lease> running : leases.values()) {
        count += isOver(running, nowNanos) ? 0 : 1;
      }
      return count;
    }

    /// Ends its leases on a source that is gone; true when there were any.
    boolean forget(NodeId source, long nowNanos) {
      boolean any = false;
      for (List<Lease> running : leases.values()) {
        for (Lease lease : running) {
          any |= lease.source.equals(source) && lease.untilNanos > nowNanos;
        }
        running.removeIf(lease -> lease.source.equals(source));
      }
      return any;
    }
  }
}
