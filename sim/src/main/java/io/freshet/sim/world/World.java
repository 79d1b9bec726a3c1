package io.freshet.sim.world;

import io.freshet.engine.NodeId;
import io.freshet.engine.ZoneLink;
import io.freshet.engine.fetching.NodeEngine.Mode;
import io.freshet.sim.network.Network;
import io.freshet.sim.scenario.MachineSpec;
import io.freshet.sim.scenario.Scenario;
import io.freshet.sim.scenario.SwarmSpec.Part;
import io.freshet.sim.time.EventQueue;
import io.freshet.sim.world.Machine.Disk;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/// A scenario in motion: machines, their links, the tracker, and the time that passes.
///
/// Everything happens in the order of (time, order of asking) on one thread, and all chance is
/// drawn from the scenario's seed, so a run is the same each time. Only the tracker's planning may
/// be done beside, on a second thread ([Lookahead]), which changes nothing of that.
public final class World {

  /// No progress for so long: both sides give a connection up.
  static final long STALL_NANOS = 5_000_000_000L;

  /// No heartbeat for so long: both sides give a stream up.
  static final long SILENCE_NANOS = 6_000_000_000L;

  /// A node that cannot reach its tracker tries again after this, and up to half as much again by
  /// chance.
  private static final long REDIAL_NANOS = 1_000_000_000L;

  /// The line that the tracker's messages leave over, unless they are to be free.
  private static final long TRACKER_BYTES_PER_SECOND = 125_000_000;

  final Scenario scenario;
  final Witness witness;
  final LongSupplier stopwatch;
  final LongSupplier coreClock;
  final EventQueue events = new EventQueue();
  final Network network = new Network();
  final Zones zones;
  final Meter meter = new Meter();
  final SplittableRandom random;
  final long oneWayNanos;
  final List<Machine> machines = new ArrayList<>();
  final List<Swarm> swarms = new ArrayList<>();
  final TrackerHost tracker;
  final Faults faults;
  final MeetingPoints meetingPoints;

  /// Engines that were given events at this time and not yet told that this was all.
  final ArrayDeque<Participant> unsettled = new ArrayDeque<>();

  /// Channels that hold messages back.
  final List<Channel> blocked = new ArrayList<>();

  private final Map<NodeId, Node> nodes = new HashMap<>(); // looked up, never iterated
  private int unfinished;
  private int joinsAhead;
  private long lastCompletedNanos;

  /// @param stopwatch what engines' time is measured by; a world that measures nothing takes a
  ///   constant
  public World(Scenario scenario, Witness witness, LongSupplier stopwatch) {
    this(scenario, witness, stopwatch, stopwatch);
  }

  /// @param coreClock what this thread has taken of its core: dear to read, and right where others
  ///   want the core as well
  public World(Scenario scenario, Witness witness, LongSupplier stopwatch, LongSupplier coreClock) {
    this.scenario = scenario;
    this.witness = witness;
    this.stopwatch = stopwatch;
    this.coreClock = coreClock;
    this.random = new SplittableRandom(scenario.seed());
    this.oneWayNanos = scenario.oneWayNanos();
    this.zones = new Zones(scenario.zoneLinks());
    for (int i = 0; i < scenario.machines().size(); i++) {
      machines.add(new Machine(i, scenario.machines().get(i)));
    }
    for (int i = 0; i < scenario.swarms().size(); i++) {
      swarms.add(new Swarm(i, scenario.swarms().get(i)));
    }
    this.tracker =
        new TrackerHost(this, new Machine(-1, MachineSpec.even(TRACKER_BYTES_PER_SECOND)));
    this.faults = new Faults(this);
    this.meetingPoints = new MeetingPoints(this);
    if (tracked()) {
      tracker.begin();
    }
    for (Swarm swarm : swarms) {
      joinsAhead += swarm.spec.parts().size();
      events.at(swarm.spec.openNanos(), () -> open(swarm));
    }
    faults.begin();
    if (!tracked()) {
      events.at(scenario.healedNanos(), meetingPoints::nameOthers);
    }
  }

  boolean tracked() {
    return scenario.mode() == Mode.TRACKED;
  }

  /// Lets time pass until nobody waits for anything or that time is reached.
  public void run(long untilNanos) {
    while (unfinished > 0 || !joined()) {
      long next = nextNanos();
      if (next > untilNanos) {
        break;
      }
      step(next);
    }
    tracker.rest();
  }

  /// Lets time pass until then, whether or not anybody waits.
  public void runOn(long untilNanos) {
    for (long next = nextNanos(); next <= untilNanos; next = nextNanos()) {
      step(next);
    }
    tracker.rest();
  }

  private long nextNanos() {
    return Math.min(nextNanosOfNodes(), tracker.turnNanos());
  }

  private long nextNanosOfNodes() {
    return Math.min(events.nextNanos(), network.nextNanos());
  }

  /// All that happens at one time, then the word to each engine that this was all, then the new
  /// shares of links.
  private void step(long nowNanos) {
    if (tracker.turnNanos() == nowNanos) {
      tracker.turn();
    }
    events.advance(nowNanos);
    do {
      while (nextNanosOfNodes() == nowNanos) {
        if (network.nextNanos() == nowNanos) {
          network.finishNext();
        } else {
          events.runNext();
        }
      }
      while (!unsettled.isEmpty()) {
        unsettled.remove().settle();
      }
    } while (nextNanosOfNodes() == nowNanos);
    network.settle(nowNanos);
  }

  private void open(Swarm swarm) {
    if (tracked()) {
      tracker.open(swarm);
    }
    for (Part part : swarm.spec.parts()) {
      events.at(part.joinNanos(), () -> join(swarm, part));
    }
  }

  private void join(Swarm swarm, Part part) {
    joinsAhead--;
    Machine machine = machines.get(part.machine());
    Disk disk = new Disk(part, swarm.spec.sizes());
    machine.disks.put(swarm.number, disk);
    if (!machine.off && !swarm.retired) {
      Node running = machine.node;
      (running == null ? begin(machine) : running).join(swarm, disk);
    }
  }

  private Node begin(Machine machine) {
    Node node = new Node(this, machine, new NodeId(random.nextLong()));
    machine.node = node;
    nodes.put(node.id, node);
    return node;
  }

  /// Starts a machine's process again, with what its disk holds.
  void start(Machine machine) {
    machine.off = false;
    plug(machine);
    if (machine.node == null && !machine.disks.isEmpty()) {
      Node node = begin(machine);
      machine.disks.forEach(
          (number, disk) -> {
            if (!swarms.get(number).retired) {
              disk.scan();
              node.join(swarms.get(number), disk);
            }
          });
    }
  }

  void plug(Machine machine) {
    if (machine.plugged) {
      return;
    }
    machine.plugged = true;
    Node dead = machine.dead;
    if (dead != null) {
      dead.closeSockets();
      machine.dead = null;
    }
    Node node = machine.node;
    if (node != null) {
      node.uploads.goOn();
      List.copyOf(node.downloads).forEach(Connection::goOn);
    }
    events.after(oneWayNanos, this::flushChannels);
  }

  private void flushChannels() {
    List<Channel> before = List.copyOf(blocked);
    blocked.removeIf(channel -> !channel.blocked());
    for (Channel channel : before) {
      if (!channel.blocked()) {
        channel.flush();
      }
    }
  }

  /// Nobody is to have the release any more: its nodes let go of it.
  void retire(Swarm swarm) {
    swarm.retired = true;
    if (tracked()) {
      tracker.retire(swarm);
    }
    for (Machine machine : machines) {
      events.after(oneWayNanos, () -> letGo(machine, swarm));
    }
  }

  private static void letGo(Machine machine, Swarm swarm) {
    Node node = machine.node;
    if (node != null) {
      Participant participant = node.in(swarm.name());
      if (participant != null) {
        node.leave(participant);
      }
    }
  }

  List<Swarm> openSwarms() {
    List<Swarm> open = new ArrayList<>();
    for (Swarm swarm : swarms) {
      if (!swarm.retired && swarm.spec.openNanos() <= events.nowNanos()) {
        open.add(swarm);
      }
    }
    return open;
  }

  Node node(NodeId id) {
    Node node = nodes.get(id);
    if (node == null) {
      throw new IllegalStateException("there never was a node " + id);
    }
    return node;
  }

  long engineSeed() {
    return random.nextLong();
  }

  long redialNanos() {
    return REDIAL_NANOS + random.nextLong(REDIAL_NANOS / 2);
  }

  void joined(Participant newcomer) {
    unfinished++;
    if (!tracked()) {
      meetingPoints.joined(newcomer);
    }
  }

  List<Participant> participants(Swarm swarm) {
    List<Participant> participants = new ArrayList<>();
    for (Machine machine : machines) {
      Node node = machine.node;
      Participant participant = node == null ? null : node.in(swarm.name());
      if (participant != null) {
        participants.add(participant);
      }
    }
    return participants;
  }

  void completed(Participant participant) {
    unfinished--;
    if (!participant.disk.part.wanted().isEmpty()) {
      lastCompletedNanos = events.nowNanos();
      participant.node.machine.completed(events.nowNanos());
    }
  }

  void left(Participant participant) {
    witness.left(participant.node.id, participant.swarm.name(), events.nowNanos());
    if (!participant.completed()) {
      unfinished--;
    }
  }

  /// Whether all that the scenario says of joining and of disturbances has happened.
  public boolean joined() {
    return joinsAhead == 0 && events.nowNanos() >= scenario.healedNanos();
  }

  /// Lets go of all that the tracker's engine knows: nothing can happen after this.
  public void forgetTracker() {
    tracker.forget();
  }

  public Meter meter() {
    return meter.with(tracker.meter());
  }

  public long nowNanos() {
    return events.nowNanos();
  }

  /// When the last node so far had all that it wanted.
  public long lastCompletedNanos() {
    return lastCompletedNanos;
  }

  /// Nodes in swarms that lack something and run.
  public int unfinished() {
    return unfinished;
  }

  /// When the node on this machine last had all that it wanted; zero when it never had.
  public long completedNanos(int machine) {
    return machines.get(machine).completedNanos;
  }

  /// Bytes that left a machine, those of broken and duplicate transfers included.
  public double sentBytes(int machine) {
    return machines.get(machine).up.carriedBytes();
  }

  /// Bytes that went over the link from one zone to another.
  public double carriedBytes(ZoneLink link) {
    return zones.carriedBytes(link);
  }

  /// Extents that this machine has of all swarms, those lost again included.
  public int storedExtents(int machine) {
    int stored = 0;
    for (Disk disk : machines.get(machine).disks.values()) {
      stored += disk.stored;
    }
    return stored;
  }

  /// How this machine came to have the last that it wanted; only when it has it.
  public Finish finish(int machine) {
    Machine finished = machines.get(machine);
    Machine.Arrival last = finished.lastArrival;
    if (last == null) {
      throw new IllegalStateException("nothing arrived at machine " + machine);
    }
    return new Finish(
        finished.completedNanos,
        finished.idleNanos,
        last.extent(),
        last.source(),
        last.askedNanos(),
        last.firstNanos());
  }

  /// Watches from now on how far extents are behind what their sources allow.
  public Lag lag() {
    return new Lag(this);
  }

  /// Nodes that run, are plugged in and lack something.
  public List<Waiting> waiting() {
    List<Waiting> waiting = new ArrayList<>();
    for (Swarm swarm : swarms) {
      List<Participant> all = participants(swarm);
      for (Participant participant : all) {
        if (!participant.completed() && participant.node.machine.plugged) {
          waiting.add(Waiting.of(participant, all));
        }
      }
    }
    return waiting;
  }
}
