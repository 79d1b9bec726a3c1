package io.freshet.sim.world;

import io.freshet.engine.ExtentSet;
import io.freshet.engine.Failure;
import io.freshet.engine.Membership;
import io.freshet.engine.NodeId;
import io.freshet.engine.fetching.NodeEffect;
import io.freshet.engine.fetching.NodeEngine;
import io.freshet.engine.fetching.NodeEvent;
import io.freshet.engine.fetching.NodeEvent.Ending;
import io.freshet.sim.scenario.SwarmSpec.Afterwards;
import io.freshet.sim.world.Machine.Disk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One node in one swarm: gives its engine events and carries out the effects.
final class Participant {

  /// Between two reports to the tracker, as of a real node: what arrives meanwhile shares the next.
  private static final long REPORT_NANOS = 10_000_000;

  /// A source that failed may be left alone for so long, and one that sent what contradicts the
  /// manifest: the longest times of [io.freshet.engine.planning.Avoidance].
  private static final long FAILURE_SECONDS = 20;

  private static final long LIE_SECONDS = 320;

  final Node node;
  final Swarm swarm;
  final Disk disk;
  final Haves haves;
  private final World world;
  private final NodeEngine engine;
  private final List<Request> requests = new ArrayList<>();

  /// Until when it has reason not to ask a source that failed it.
  private final Map<NodeId, Long> doubts = new HashMap<>(); // looked up, never iterated

  /// What the disk lacks and the engine does not yet want: its window moves on as extents arrive.
  private final ExtentSet later;

  private final ExtentSet first;

  /// Extents that the engine wants and that are not here.
  private int awaited;

  private boolean attached;
  private boolean unsettled;
  private boolean reportDue;
  private long nextReportNanos;
  private boolean over;
  private boolean completed;

  Participant(Node node, Swarm swarm, Disk disk) {
    this.node = node;
    this.swarm = swarm;
    this.disk = disk;
    this.world = node.world;
    this.haves = new Haves(this);
    this.later = disk.missing();
    this.first = moveWindow();
    this.engine =
        new NodeEngine(
            node.id,
            disk.sizes,
            disk.held,
            first,
            disk.part.partial(),
            world.scenario.mode(),
            world.engineSeed());
  }

  void begin() {
    world.witness.joined(
        new Witness.Standing(
            node.id,
            node.machine.number,
            swarm.name(),
            disk.sizes,
            disk.held.copy(),
            first.copy(),
            disk.part.partial().copy()),
        world.events.nowNanos());
    world.joined(this);
    completeIfAllIsHere();
    tick();
    if (!world.tracked()) {
      for (NodeId peer : world.meetingPoints.invitation(this)) {
        apply(new NodeEvent.PeerMet(peer));
      }
    }
  }

  boolean over() {
    return over;
  }

  boolean completed() {
    return completed;
  }

  private void doubt(NodeId source, Failure failure) {
    long seconds = failure == Failure.CORRUPT ? LIE_SECONDS : FAILURE_SECONDS;
    if (failure != Failure.BUSY) {
      doubts.merge(source, world.events.nowNanos() + seconds * 1_000_000_000L, Math::max);
    }
  }

  /// Whether it has reason not to ask this source now, for it failed of late.
  boolean doubts(NodeId source) {
    return world.events.nowNanos() < doubts.getOrDefault(source, 0L);
  }

  /// What it will want when its window has moved on.
  ExtentSet later() {
    return later;
  }

  Membership membership() {
    return engine.membership();
  }

  void attached() {
    attached = true;
    apply(new NodeEvent.TrackerAttached());
  }

  /// The control stream is over, or could not be opened.
  void detached() {
    attached = false;
    apply(new NodeEvent.TrackerDetached());
  }

  /// To an engine that does not choose for itself a tick says nothing. Ticks of engines that do are
  /// what ends their wait for a tracker that is silent.
  private void tick() {
    if (!over) {
      if (engine.picks(world.events.nowNanos())) {
        apply(new NodeEvent.Tick());
      }
      world.events.after(NodeEngine.TICK_NANOS, this::tick);
    }
  }

  void apply(NodeEvent event) {
    if (over) {
      return;
    }
    long nowNanos = world.events.nowNanos();
    world.witness.happened(node.id, swarm.name(), event, nowNanos);
    boolean measured = world.meter.nextNodeEvent();
    long beganNanos = measured ? world.stopwatch.getAsLong() : 0;
    List<NodeEffect> effects = engine.apply(event, nowNanos);
    if (measured) {
      world.meter.node(world.stopwatch.getAsLong() - beganNanos);
    }
    world.witness.decided(node.id, swarm.name(), effects, engine, nowNanos);
    for (NodeEffect effect : effects) {
      carryOut(effect);
    }
    if (!unsettled && !(event instanceof NodeEvent.Settled)) {
      unsettled = true;
      world.unsettled.add(this);
    }
  }

  /// Everything that happened at this time was told.
  void settle() {
    unsettled = false;
    if (!later.isEmpty()) {
      ExtentSet more = moveWindow();
      if (!more.isEmpty()) {
        apply(new NodeEvent.Wanted(more.toArray()));
      }
    }
    haves.flush();
    tellTracker();
  }

  /// Tells the tracker what has gathered: at once after a pause, else when it is time again.
  private void tellTracker() {
    long nowNanos = world.events.nowNanos();
    if (nowNanos >= nextReportNanos) {
      nextReportNanos = nowNanos + REPORT_NANOS;
      apply(new NodeEvent.Settled());
    } else if (!reportDue) {
      reportDue = true;
      world.events.at(
          nextReportNanos,
          () -> {
            reportDue = false;
            tellTracker();
          });
    }
  }

  private void carryOut(NodeEffect effect) {
    switch (effect) {
      case NodeEffect.Fetch(var id, var source, var extents) -> fetch(id, source, extents);
      case NodeEffect.Cancel(var id) -> cancel(id);
      case NodeEffect.Tell(var report) -> {
        Session session = node.session();
        if (attached && session != null) {
          session.report(this, report);
        }
      }
      case NodeEffect.Rejoin _ -> {
        Session session = node.session();
        if (session != null) {
          session.tellMembership(this);
        }
      }
      case NodeEffect.Listen(var peer) -> haves.listen(peer);
      case NodeEffect.Unlisten(var peer) -> haves.unlisten(peer);
      case NodeEffect.Completed _ -> nextReportNanos = world.events.nowNanos();
      case NodeEffect.Passed(var landmark) -> world.meter.passed(landmark);
    }
  }

  /// The first extents that are wanted later are wanted now.
  private ExtentSet moveWindow() {
    ExtentSet more = ExtentSet.none(later.capacity());
    for (int e = later.next(0); e >= 0 && awaited < disk.part.window(); e = later.next(e + 1)) {
      more.add(e);
      awaited++;
    }
    later.removeAll(more);
    return more;
  }

  private void completeIfAllIsHere() {
    if (completed || awaited > 0 || !later.isEmpty()) {
      return;
    }
    completed = true;
    world.completed(this);
    if (disk.part.afterwards() == Afterwards.LEAVE && !disk.part.wanted().isEmpty()) {
      world.events.after(world.oneWayNanos, this::leaveAfterwards);
    }
  }

  private void leaveAfterwards() {
    if (!over) {
      node.leave(this);
    }
  }

  private void fetch(long id, NodeId sourceId, int[] extents) {
    Node source = world.node(sourceId);
    Request request = new Request(this, source, id, extents);
    requests.add(request);
    if (source.machine.plugged && node.machine.plugged && !source.running()) {
      world.events.after(2 * world.oneWayNanos, () -> end(request, broken()));
    } else if (!source.machine.dialable()) {
      world.events.after(0, () -> end(request, broken()));
    } else {
      source.uploads.to(node).ask(request);
    }
  }

  private static Ending broken() {
    return new Ending.Failed(Failure.BROKEN);
  }

  private void cancel(long id) {
    Request request = open(id);
    world.events.after(0, () -> stopRequest(request));
  }

  private Request open(long id) {
    for (Request request : requests) {
      if (request.id == id) {
        return request;
      }
    }
    throw new IllegalStateException(node.id + " cancels request " + id + ", which is over");
  }

  private void stopRequest(Request request) {
    if (request.open) {
      if (request.source.running() && request.source.machine.dialable()) {
        request.source.uploads.to(node).cancel(request);
      }
      end(request, new Ending.Cancelled());
    }
  }

  /// An extent's last byte is here.
  void arrive(Request request, int at) {
    if (!request.open || over) {
      return;
    }
    int extent = request.extents[at];
    if (request.doom == Failure.CORRUPT && request.doomAt == at) {
      if (request.source.running()) {
        request.source.uploads.to(node).cancel(request);
      }
      end(request, new Ending.Failed(Failure.CORRUPT));
    } else if (!disk.has(extent) && !disk.lost.has(extent)) {
      disk.store(extent);
      world.meter.delivered();
      note(request, extent);
      if (disk.held.has(extent)) {
        haves.gained(extent);
      }
      awaited--;
      apply(new NodeEvent.Arrived(request.id, extent));
      completeIfAllIsHere();
    }
  }

  /// Remembers what only a report at the end asks for: whence the last extent came.
  private void note(Request request, int extent) {
    if (swarm.firstNanos[extent] == 0) {
      swarm.firstNanos[extent] = world.events.nowNanos();
    }
    if (awaited == 1 && later.isEmpty()) {
      node.machine.lastArrival =
          new Machine.Arrival(
              extent, request.source.machine.number, request.askedNanos, swarm.firstNanos[extent]);
    }
  }

  void end(Request request, Ending ending) {
    if (request.open) {
      request.open = false;
      requests.remove(request);
      if (ending instanceof Ending.Failed(Failure failure)) {
        doubt(request.source.id, failure);
      }
      apply(new NodeEvent.Ended(request.id, ending));
    }
  }

  /// The disk has lost these extents.
  void lose(int[] extents) {
    for (int extent : extents) {
      disk.held.remove(extent);
      disk.lost.add(extent);
    }
    node.uploads.lost(this);
    haves.withdrew(extents);
    apply(new NodeEvent.Lost(extents));
  }

  /// The node takes part no more.
  void end() {
    over = true;
    haves.close();
    for (Request request : requests) {
      request.open = false;
      if (request.source.running() && node.machine.plugged) {
        request.source.uploads.to(node).cancel(request);
      }
    }
    requests.clear();
    world.left(this);
  }
}
