package io.freshet.sim.world;

import io.freshet.engine.NodeId;
import io.freshet.engine.tracking.TrackerEngine;
import io.freshet.engine.tracking.TrackerEvent;
import io.freshet.engine.tracking.TrackerEvent.Reach;
import io.freshet.sim.scenario.Disturbance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The tracker as the world sees it: its sessions, and the mailbox and the line of its process
/// ([TrackerWork]).
final class TrackerHost {

  /// How long until a node that could not be dialled is dialled again.
  private static final long DIAL_AGAIN_NANOS = 10_000_000_000L;

  final Machine machine;
  private final World world;
  private final TrackerWork work;

  private final Mailbox mailbox;

  private final Map<NodeId, Session> sessions = new LinkedHashMap<>();
  private boolean running = true;
  private int incarnation;

  TrackerHost(World world, Machine machine) {
    this.world = world;
    this.machine = machine;
    this.work = new TrackerWork(world, newEngine(), machine.spec.rates().upBytesPerSecond());
    this.mailbox =
        looksAhead()
            ? new Lookahead(work, world.events, this::send, world.oneWayNanos, companion())
            : new Prompt(work, world.events, this::send);
  }

  private TrackerEngine newEngine() {
    return new TrackerEngine(world.engineSeed(), world.scenario.zoneLinks());
  }

  /// A tracker that may die, and streams that may be opened again, are told of that at once.
  private boolean looksAhead() {
    return world.scenario.disturbances().stream().allMatch(one -> one instanceof Disturbance.Stop);
  }

  /// Who watches does so on one thread.
  private @Nullable Companion companion() {
    boolean alone =
        !world.witness.equals(Witness.NONE) || Runtime.getRuntime().availableProcessors() < 2;
    return alone ? null : new Companion();
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

  /// A control stream has reached the tracker, which dials the node back: it connects, and asks.
  void dial(Session session) {
    world.events.after(4 * world.oneWayNanos, () -> dialled(session));
  }

  /// What came of dialling a node back: one that could not be dialled may be later.
  private void dialled(Session session) {
    Node node = session.node;
    if (sessions.get(node.id) == session) {
      boolean reachable = node.machine.dialable() && node.machine.plugged && node.running();
      Reach reach = reachable ? Reach.REACHABLE : Reach.UNREACHABLE;
      post(new TrackerEvent.Dialled(node.id, reach, 4 * world.oneWayNanos));
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
      mailbox.post(event);
    }
  }

  /// A node sends a message to the tracker.
  void tell(TrackerEvent event, Channel way) {
    mailbox.send(event, way);
  }

  /// When [#turn] is due, before all else that happens at that time.
  long turnNanos() {
    return mailbox.turnNanos();
  }

  void turn() {
    mailbox.turn();
  }

  /// Waits for what is done beside.
  void rest() {
    mailbox.rest();
  }

  /// What its process counts.
  Meter meter() {
    return work.meter;
  }

  private void send(TrackerWork.Order order) {
    Session session = sessions.get(order.to());
    if (session != null) {
      world.meter.control(order.bytes());
      Node node = session.node;
      session.order(
          order.nanos(),
          () -> {
            Participant participant = node.in(order.swarm());
            if (participant != null) {
              participant.apply(order.event());
            }
          });
    }
  }

  /// Lets go of all that the engine knows, when nobody will ask it any more.
  void forget() {
    work.begin(new TrackerEngine(0));
  }

  /// The process ends; its sockets close.
  void stop() {
    if (!running) {
      return;
    }
    running = false;
    incarnation++;
    mailbox.stop();
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
    work.begin(newEngine());
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
