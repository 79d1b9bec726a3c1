package io.freshet.engine.fetching;

import io.freshet.engine.ExtentSet;
import io.freshet.engine.ExtentSizes;
import io.freshet.engine.Failure;
import io.freshet.engine.Landmark;
import io.freshet.engine.Membership;
import io.freshet.engine.NodeId;
import io.freshet.engine.Report;
import io.freshet.engine.fetching.NodeEvent.Ending;
import io.freshet.engine.planning.Assignment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// One node in one swarm: carries out the tracker's assignments, or picks for itself where there is
/// no plan.
///
/// With a tracker that speaks, it fetches what it is assigned: from the first source named, else
/// the next, and gives back what none of them gave. Without one, or when it has been silent for
/// some seconds, [Picker] chooses: rarest first among the peers whose haves it hears, and at the
/// end a second source for what is still on its way.
public final class NodeEngine {

  /// How often [NodeEvent.Tick] is due.
  public static final long TICK_NANOS = 100_000_000L;

  /// A tracker that is away for so long, plus up to as much again by chance so that not all nodes
  /// turn to each other in the same instant, is not waited for.
  private static final long SILENCE_NANOS = 2_000_000_000L;

  /// Extents that a tracker may have on their way to this node: 1,024 queue entries; at 10 Gbit/s
  /// and 256 KiB an extent that is a fifth of a second.
  public static final int CREDITS = 1_024;

  /// Extents on their way at once, by plan and by own choice. Twice the credits: a lease that has
  /// run out at the tracker is planned anew while its source is still waited for. A tracker that
  /// assigns more gets it back, so that it cannot fill this node's memory.
  static final int IN_FLIGHT_MAX = 2 * CREDITS;

  /// Requests for one extent at once: the first and, at the end, a second.
  static final int FLIGHTS_MAX = 2;

  private final NodeId self;
  private final RandomGenerator random;
  private final ExtentSet held;
  private final ExtentSet missing;
  private final ExtentSet partial;
  private final Picker picker;
  private final Requests requests = new Requests();
  private final Flights flights = new Flights();

  private final Untold untold = new Untold();
  private Mode mode;
  private long alone;
  private boolean completed;

  /// Who decides what this node fetches.
  public enum Mode {
    /// A tracker does; until it is attached, and when it is silent for long, the node.
    TRACKED,
    /// The node does: there is no tracker.
    ALONE
  }

  private boolean attached;
  private boolean planned;
  private boolean detachedOnce;
  private boolean paused;

  /// @param self is never asked for anything, whoever names it
  public NodeEngine(
      NodeId self,
      ExtentSizes sizes,
      ExtentSet held,
      ExtentSet wanted,
      ExtentSet partial,
      Mode mode,
      long seed) {
    this.self = self;
    this.held = held.copy();
    this.missing = wanted.copy();
    this.partial = partial.copy();
    this.mode = mode;
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    picker = new Picker(sizes, random);
    alone = mode == Mode.ALONE ? Long.MIN_VALUE : Long.MAX_VALUE;
  }

  /// What a tracker is told at joining and rejoining.
  public Membership membership() {
    List<Report.Delivery> inFlight = new ArrayList<>();
    for (Request request : requests.all()) {
      int[] left = request.left(missing);
      if (left.length > 0 && !request.isNobodys()) {
        inFlight.add(new Report.Delivery(request.source, left));
      }
    }
    ExtentSet partlyWanted = partial.copy();
    partlyWanted.retainAll(missing);
    return new Membership(held.copy(), missing.copy(), partlyWanted, inFlight, credits());
  }

  /// Who is paused has room for nothing, whatever is on its way.
  private int credits() {
    return paused ? 0 : CREDITS;
  }

  public ExtentSet held() {
    return held.copy();
  }

  /// Extents that are still wanted, on their way or not.
  public ExtentSet missing() {
    return missing.copy();
  }

  /// Whether this node chooses for itself at the moment.
  public boolean picks(long nowNanos) {
    return mode == Mode.ALONE || (alone != Long.MAX_VALUE && nowNanos - alone >= 0);
  }

  public List<NodeEffect> apply(NodeEvent event, long nowNanos) {
    List<NodeEffect> effects = new ArrayList<>();
    switch (event) {
      case NodeEvent.TrackerAttached _ -> {
        attached = true;
        forgetReports();
      }
      case NodeEvent.TrackerDetached _ -> detach(nowNanos);
      case NodeEvent.Assigned(var assignments) -> assigned(assignments, nowNanos, effects);
      case NodeEvent.SourceRevoked(var source) -> revoke(source, effects);
      case NodeEvent.PeerMet(var peer) -> meet(peer);
      case NodeEvent.PeerHolds(var peer, var holds) -> {
        if (!peer.equals(self)) {
          picker.holds(peer, holds);
        }
      }
      case NodeEvent.PeerGained(var peer, var extents) -> picker.gained(peer, extents);
      case NodeEvent.PeerWithdrew(var peer, var extents) -> picker.withdrew(peer, extents);
      case NodeEvent.PeerGone(var peer) -> picker.gone(peer, nowNanos);
      case NodeEvent.Arrived(var id, var extent) -> arrived(id, extent, nowNanos, effects);
      case NodeEvent.Ended(var id, var ending) -> ended(id, ending, nowNanos, effects);
      case NodeEvent.Wanted(var extents) -> want(extents, effects);
      case NodeEvent.Lost(var extents) -> lost(extents);
      case NodeEvent.Pausing(var pausing) -> pause(pausing, effects);
      case NodeEvent.Settled _ -> tell(effects);
      case NodeEvent.Tick _ -> {}
    }
    if (picks(nowNanos)) {
      pick(nowNanos, effects);
      if (event instanceof NodeEvent.Tick) {
        askElsewhere(nowNanos, effects);
      }
    }
    if (missing.isEmpty() && !completed) {
      completed = true;
      effects.add(new NodeEffect.Completed());
    }
    return effects;
  }

  private void pause(boolean pausing, List<NodeEffect> effects) {
    if (paused != pausing) {
      paused = pausing;
      if (attached) {
        report(effects);
      }
    }
  }

  private void detach(long nowNanos) {
    if (!attached && alone != Long.MAX_VALUE) {
      return;
    }
    attached = false;
    planned = false;
    detachedOnce = true;
    alone = nowNanos + SILENCE_NANOS + random.nextLong(SILENCE_NANOS);
  }

  private void assigned(List<Assignment> assignments, long nowNanos, List<NodeEffect> effects) {
    if (mode == Mode.TRACKED && !planned) {
      planned = true;
      if (detachedOnce && picks(nowNanos)) {
        effects.add(new NodeEffect.Passed(Landmark.TRACKER_PLANNED_AGAIN));
      }
      alone = Long.MAX_VALUE;
      hearNobody(effects);
    }
    for (Assignment assignment : assignments) {
      if (assignment.instead() && !paused) {
        callOffFirsts(assignment, nowNanos, effects);
      }
      carryOut(assignment.extents(), assignment.sources(), nowNanos, effects);
    }
  }

  /// Whoever was asked first for what now comes from a third is asked no more.
  private void callOffFirsts(Assignment assignment, long nowNanos, List<NodeEffect> effects) {
    NodeId third = assignment.sources().getFirst();
    for (int extent : assignment.extents()) {
      if (missing.has(extent)
          && flights.of(extent) == FLIGHTS_MAX
          && !flights.has(extent, third)
          && !third.equals(self)) {
        callOff(extent, first(extent), nowNanos, effects);
      }
    }
  }

  /// Who was asked for an extent first.
  private NodeId first(int extent) {
    for (Request request : requests.all()) {
      if (!request.calledOff && request.has(extent)) {
        return request.source;
      }
    }
    throw new IllegalStateException("nobody was asked for " + extent);
  }

  /// Others' haves are of no use to who has a plan. Who has everything and no plan goes on
  /// listening: a peer names those who listen to it, and so newcomers meet those who have
  /// everything.
  private void hearNobody(List<NodeEffect> effects) {
    picker.listening().forEach(peer -> effects.add(new NodeEffect.Unlisten(peer)));
    picker.deaf();
  }

  private void meet(NodeId peer) {
    if (!peer.equals(self)) {
      picker.meet(peer);
    }
  }

  /// Fetches from the first source what is neither here nor already coming from it or from two.
  private void carryOut(
      int[] extents, List<NodeId> named, long nowNanos, List<NodeEffect> effects) {
    List<NodeId> sources = named.contains(self) ? withoutSelf(named) : named;
    int[] fetch = new int[extents.length];
    int count = 0;
    for (int extent : extents) {
      if (!missing.has(extent)) {
        continue;
      }
      if (paused || sources.isEmpty() || flights.total() >= IN_FLIGHT_MAX) {
        giveBack(extent);
      } else if (flights.of(extent) < FLIGHTS_MAX && !flights.has(extent, sources.getFirst())) {
        flights.add(extent, sources.getFirst());
        fetch[count++] = extent;
      }
    }
    if (count > 0) {
      List<NodeId> others = sources.subList(1, sources.size());
      open(sources.getFirst(), Arrays.copyOf(fetch, count), others, nowNanos, effects);
    }
  }

  private List<NodeId> withoutSelf(List<NodeId> named) {
    return named.stream().filter(one -> !one.equals(self)).toList();
  }

  /// More than the credits were never asked for: where those wait to be told already, the rest is
  /// left to its leases.
  private void giveBack(int extent) {
    if (!flights.has(extent) && untold.returns() < CREDITS) {
      untold.returned(extent);
    }
  }

  /// Asks for what is in [#flights] already.
  private void open(
      NodeId source, int[] extents, List<NodeId> others, long nowNanos, List<NodeEffect> effects) {
    Backlog backlog = picker.asked(source, extents, nowNanos);
    long id = requests.add(new Request(source, extents, List.copyOf(others), backlog));
    effects.add(new NodeEffect.Fetch(id, source, extents));
  }

  private void revoke(NodeId source, List<NodeEffect> effects) {
    requests.forEach(
        (id, request) -> {
          if (request.source.equals(source) && !request.forgotten) {
            request.forgotten = true;
            cancel(id, request, effects);
          }
        });
  }

  private void arrived(long id, int extent, long nowNanos, List<NodeEffect> effects) {
    Request winner = requests.get(id);
    if (!missing.remove(extent)) {
      return;
    }
    untold.returnedNoMore(extent); // it came from a second source since
    if (!partial.has(extent)) {
      held.add(extent);
    }
    if (winner != null) {
      picker.delivered(winner, extent, nowNanos);
      untold.delivered(winner.source, extent);
    }
    if (flights.of(extent) > 1) {
      requests.forEach(
          (other, request) -> {
            if (other != id && request.has(extent) && request.left(missing).length == 0) {
              cancel(other, request, effects);
              effects.add(new NodeEffect.Passed(Landmark.DUPLICATE_CANCELLED));
            }
          });
    }
  }

  private void ended(long id, Ending ending, long nowNanos, List<NodeEffect> effects) {
    Request request = requests.remove(id);
    if (request == null) {
      return;
    }
    if (!request.calledOff) {
      for (int extent : request.extents) {
        flights.remove(extent, request.source);
      }
      picker.answered(request, nowNanos);
    }
    int[] left = request.left(missing);
    if (ending instanceof Ending.Failed(Failure failure)) {
      picker.failed(request.source, failure, left, nowNanos);
      untold.refused(request.source, failure, left);
      if (failure == Failure.CORRUPT) {
        leave(request.source, effects);
        effects.add(new NodeEffect.Passed(Landmark.SOURCE_BLAMED));
      }
    }
    if (request.distrusted && left.length > 0) {
      untold.refused(request.source, Failure.CORRUPT, left);
    }
    if (left.length == 0 || request.isNobodys() || mode == Mode.ALONE) {
      return;
    }
    if (request.others.isEmpty()) {
      for (int extent : left) {
        giveBack(extent);
      }
      effects.add(new NodeEffect.Passed(Landmark.ASSIGNMENT_RETURNED));
    } else {
      effects.add(new NodeEffect.Passed(Landmark.FELL_THROUGH_TO_NEXT_SOURCE));
      carryOut(left, request.others, nowNanos, effects);
    }
  }

  /// Whatever else was asked of a liar is asked of others instead.
  private void leave(NodeId liar, List<NodeEffect> effects) {
    requests.forEach(
        (id, request) -> {
          if (request.source.equals(liar)) {
            request.distrusted |= !request.cancelled;
            cancel(id, request, effects);
          }
        });
  }

  /// Once, for whatever reason comes first: that it has ended is told later.
  private static void cancel(long id, Request request, List<NodeEffect> effects) {
    if (!request.cancelled) {
      request.cancelled = true;
      effects.add(new NodeEffect.Cancel(id));
    }
  }

  private void want(int[] extents, List<NodeEffect> effects) {
    boolean more = false;
    for (int extent : extents) {
      more |= !held.has(extent) && missing.add(extent);
    }
    if (more && attached) {
      tell(effects); // a membership says what is here, not who brought it
      effects.add(new NodeEffect.Rejoin());
    }
  }

  private void lost(int[] extents) {
    for (int extent : extents) {
      if (held.remove(extent)) {
        untold.withdrawn(extent);
      }
    }
  }

  private void tell(List<NodeEffect> effects) {
    if (attached && !untold.isEmpty()) {
      report(effects);
    } else if (!attached) {
      forgetReports();
    }
  }

  private void report(List<NodeEffect> effects) {
    effects.add(new NodeEffect.Tell(untold.take(credits())));
  }

  /// What happened before is in the membership that a tracker is given at joining.
  private void forgetReports() {
    untold.forget();
  }

  private void pick(long nowNanos, List<NodeEffect> effects) {
    for (NodeId peer : picker.toListenTo(nowNanos)) {
      effects.add(new NodeEffect.Listen(peer));
      if (mode == Mode.TRACKED) {
        effects.add(new NodeEffect.Passed(Landmark.PICKED_WITHOUT_TRACKER));
      }
    }
    while (!paused && flights.total() < IN_FLIGHT_MAX) {
      Picker.Pick pick = picker.next(missing, flights, nowNanos);
      if (pick == null) {
        break;
      }
      if (pick.duplicate()) {
        if (flights.has(pick.extent(), pick.source())) {
          break;
        }
        effects.add(new NodeEffect.Passed(Landmark.ENDGAME_DUPLICATED_AN_EXTENT));
      }
      flights.add(pick.extent(), pick.source());
      open(pick.source(), new int[] {pick.extent()}, List.of(), nowNanos, effects);
    }
  }

  /// Asks for what is late where it would come earlier. Not at each event, for what is late is
  /// looked for in all that is on its way.
  private void askElsewhere(long nowNanos, List<NodeEffect> effects) {
    for (Picker.Detour detour : picker.detours(missing, nowNanos)) {
      int extent = detour.extent();
      if (flights.total() < IN_FLIGHT_MAX) {
        if (flights.of(extent) == FLIGHTS_MAX) {
          callOff(extent, detour.instead(), nowNanos, effects);
        }
        flights.add(extent, detour.source());
        open(detour.source(), new int[] {extent}, List.of(), nowNanos, effects);
        effects.add(new NodeEffect.Passed(Landmark.LATE_EXTENT_ASKED_ELSEWHERE));
      }
    }
  }

  /// One of two sources need not send an extent any more. What else was asked for in the same
  /// request is asked for again.
  private void callOff(int extent, NodeId source, long nowNanos, List<NodeEffect> effects) {
    for (long id : requests.ids()) {
      Request request = requests.get(id);
      if (request != null
          && request.source.equals(source)
          && !request.calledOff
          && request.has(extent)) {
        for (int one : request.extents) {
          flights.remove(one, source);
        }
        request.calledOff = true;
        cancel(id, request, effects);
        effects.add(new NodeEffect.Passed(Landmark.LATE_EXTENT_CALLED_OFF));
        int[] rest = Arrays.stream(request.left(missing)).filter(one -> one != extent).toArray();
        picker.answered(request, nowNanos);
        if (rest.length > 0 && !request.forgotten) {
          for (int one : rest) {
            flights.add(one, source);
          }
          open(source, rest, request.others, nowNanos, effects);
        }
      }
    }
  }

  /// Nothing is both held and missing, and flights count what requests carry.
  public boolean invariantsHold() {
    Flights counted = new Flights();
    for (Request request : requests.all()) {
      for (int extent : request.calledOff ? new int[0] : request.extents) {
        counted.add(extent, request.source);
      }
    }
    return !held.intersects(missing)
        && counted.total() == flights.total()
        && counted.total() <= IN_FLIGHT_MAX
        && requests.all().stream().allMatch(this::isInFlight);
  }

  private boolean isInFlight(Request request) {
    return request.calledOff
        || Arrays.stream(request.extents).allMatch(extent -> flights.has(extent, request.source));
  }
}
