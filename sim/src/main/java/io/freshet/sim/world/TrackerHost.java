package io.freshet.sim.world;

import io.freshet.content.InfoHash;
import io.freshet.engine.NodeId;
import io.freshet.engine.fetching.NodeEvent;
import io.freshet.engine.tracking.TrackerEffect;
import io.freshet.engine.tracking.TrackerEngine;
import io.freshet.engine.tracking.TrackerEvent;
import io.freshet.engine.tracking.TrackerEvent.Reach;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The tracker's process: one thread that takes events one by one, and a line that its messages
/// leave over.
final class TrackerHost {

  /// What planning one assignment costs the tracker's thread.
  private static final long ASSIGNMENT_NANOS = 5_000;

  /// How long until a node that could not be dialled is dialled again.
  private static final long DIAL_AGAIN_NANOS = 10_000_000_000L;

  /// Of so many steps of the engine one is measured by the core's clock: reading that takes 0.4 µs,
  /// a tenth of a step.
  private static final int MEASURED_EVERY = 16;

  final Machine machine;
  private final World world;
  private final double lineBytesPerNano;
  private final Map<NodeId, Session> sessions = new LinkedHashMap<>();
  private final ArrayDeque<TrackerEvent> mailbox = new ArrayDeque<>();
  private TrackerEngine engine;
  private boolean running = true;
  private boolean busy;
  private int incarnation;
  private long lineFreeNanos;
  private int steps;

  TrackerHost(World world, Machine machine) {
    this.world = world;
    this.machine = machine;
    this.lineBytesPerNano = machine.spec.rates().upBytesPerSecond() / 1e9;
    this.engine = new TrackerEngine(world.engineSeed(), world.scenario.zoneLinks());
  }

  void begin() {
    world.witness.trackerStarted(world.events.nowNanos());
    int born = incarnation;
    world.events.after(TrackerEngine.TICK_NANOS, () -> tick(born));
  }

  private void tick(int born) {
    if (running && born == incarnation) {
      post(new TrackerEvent.Tick());
      world.events.after(TrackerEngine.TICK_NANOS, () -> tick(born));
    }
  }

  /// A release can be distributed from now on; a tracker that is away reads of it when it begins.
  void open(Swarm swarm) {
    if (running) {
      post(new TrackerEvent.Opened(swarm.name(), swarm.spec.sizes(), swarm.spec.priority()));
    }
  }

  void retire(Swarm swarm) {
    if (running) {
      post(new TrackerEvent.Closed(swarm.name()));
    }
  }

  boolean answers(Node node) {
    return running && machine.plugged && node.machine.plugged;
  }

  Session open(Node node) {
    Session session = new Session(node, this);
    sessions.put(node.id, session);
    return session;
  }

  /// A control stream has reached the tracker, which dials the node back.
  void welcome(Session session) {
    Node node = session.node;
    post(new TrackerEvent.Arrived(node.id, node.machine.spec.zone(), Reach.UNKNOWN));
    dial(session);
  }

  private void dial(Session session) {
    world.events.after(2 * world.oneWayNanos, () -> dialled(session));
  }

  /// What came of dialling a node back: one that could not be dialled may be later.
  private void dialled(Session session) {
    Node node = session.node;
    if (sessions.get(node.id) == session) {
      boolean reachable = node.machine.dialable() && node.machine.plugged && node.running();
      post(new TrackerEvent.Dialled(node.id, reachable ? Reach.REACHABLE : Reach.UNREACHABLE));
      if (!reachable) {
        world.events.after(DIAL_AGAIN_NANOS, () -> dial(session));
      }
    }
  }

  void forget(Session session) {
    if (sessions.get(session.node.id) == session) {
      sessions.remove(session.node.id);
    }
  }

  void post(TrackerEvent event) {
    if (running) {
      mailbox.add(event);
      if (!busy) {
        work();
      }
    }
  }

  private void work() {
    while (!mailbox.isEmpty()) {
      long costNanos = ASSIGNMENT_NANOS * take(mailbox.remove());
      if (costNanos > 0) {
        busy = true;
        int born = incarnation;
        world.events.at(world.events.nowNanos() + costNanos, () -> workOn(born));
        return;
      }
    }
  }

  private void workOn(int born) {
    if (born == incarnation) {
      busy = false;
      work();
    }
  }

  /// Applies an event; returns the number of extents that it assigned.
  private int take(TrackerEvent event) {
    long nowNanos = world.events.nowNanos();
    world.witness.told(event, nowNanos);
    boolean measured = ++steps % MEASURED_EVERY == 0;
    long beganCoreNanos = measured ? world.coreClock.getAsLong() : 0;
    long beganNanos = world.stopwatch.getAsLong();
    List<TrackerEffect> effects = engine.apply(event, nowNanos);
    world.meter.tracker(world.stopwatch.getAsLong() - beganNanos);
    if (measured) {
      world.meter.trackerStep(world.coreClock.getAsLong() - beganCoreNanos);
    }
    world.witness.ordered(effects, engine, nowNanos);
    int assigned = 0;
    for (TrackerEffect effect : effects) {
      assigned += extents(effect);
      carryOut(effect, nowNanos + ASSIGNMENT_NANOS * assigned);
    }
    world.meter.assigned(assigned);
    return assigned;
  }

  private static int extents(TrackerEffect effect) {
    int extents = 0;
    if (effect instanceof TrackerEffect.Assign assign) {
      for (var assignment : assign.assignments()) {
        extents += assignment.extents().length;
      }
    }
    return extents;
  }

  private void carryOut(TrackerEffect effect, long nanos) {
    switch (effect) {
      case TrackerEffect.Assign(var to, var swarm, var assignments) ->
          send(to, swarm, new NodeEvent.Assigned(assignments), nanos, ControlBytes.of(assignments));
      case TrackerEffect.Revoke(var to, var swarm, var source) ->
          send(to, swarm, new NodeEvent.SourceRevoked(source), nanos, ControlBytes.NODE_MESSAGE);
      case TrackerEffect.Introduce(var to, var swarm, var neighbours) -> {
        for (NodeId neighbour : neighbours) {
          send(to, swarm, new NodeEvent.PeerMet(neighbour), nanos, ControlBytes.NODE_MESSAGE);
        }
      }
      case TrackerEffect.Passed(var landmark) -> world.meter.passed(landmark);
    }
  }

  private void send(NodeId to, InfoHash swarm, NodeEvent event, long nanos, int bytes) {
    Session session = sessions.get(to);
    if (session != null) {
      world.meter.control(bytes);
      lineFreeNanos = Math.max(lineFreeNanos, nanos) + (long) (bytes / lineBytesPerNano);
      Node node = session.node;
      session.order(
          lineFreeNanos,
          () -> {
            Participant participant = node.in(swarm);
            if (participant != null) {
              participant.apply(event);
            }
          });
    }
  }

  /// Lets go of all that the engine knows, when nobody will ask it any more.
  void forget() {
    engine = new TrackerEngine(0);
  }

  /// The process ends; its sockets close.
  void stop() {
    if (!running) {
      return;
    }
    running = false;
    incarnation++;
    busy = false;
    mailbox.clear();
    for (Session session : List.copyOf(sessions.values())) {
      session.cut();
    }
  }

  /// A new process: it knows the releases from its catalog, and nothing of nodes.
  void start() {
    if (running) {
      return;
    }
    running = true;
    engine = new TrackerEngine(world.engineSeed(), world.scenario.zoneLinks());
    begin();
    for (Swarm swarm : world.openSwarms()) {
      open(swarm);
    }
  }

  /// Ends the sessions that a pulled cable has silenced for too long.
  void endSilent() {
    for (Session session : List.copyOf(sessions.values())) {
      if (session.silent()) {
        session.giveUp();
      }
    }
  }
}
