package io.freshet.sim.world;

import io.freshet.content.InfoHash;
import io.freshet.engine.NodeId;
import io.freshet.engine.fetching.NodeEvent;
import io.freshet.engine.tracking.TrackerEffect;
import io.freshet.engine.tracking.TrackerEngine;
import io.freshet.engine.tracking.TrackerEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;

/// What the one thread of a tracker's process does: takes events one by one, each for as long as
/// its assignments take to plan, and hands messages to its line.
///
/// It sees nothing of the world but the events that it is given with their times, so it may be done
/// on a thread of its own ([Lookahead]).
final class TrackerWork {

  /// What planning one assignment costs the tracker's thread.
  private static final long ASSIGNMENT_NANOS = 5_000;

  final Meter meter = new Meter();
  private final Witness witness;
  private final LongSupplier coreClock;
  private final double lineBytesPerNano;
  private final ArrayDeque<Letter> letters = new ArrayDeque<>();
  private List<Order> orders = new ArrayList<>();
  private TrackerEngine engine;
  private long freeNanos = Long.MIN_VALUE;
  private long lineFreeNanos;

  /// @param bytesPerSecond what its line carries
  TrackerWork(World world, TrackerEngine engine, long bytesPerSecond) {
    this.witness = world.witness;
    this.coreClock = world.coreClock;
    this.engine = engine;
    this.lineBytesPerNano = bytesPerSecond / 1e9;
  }

  /// An event, and when it reached the tracker.
  record Letter(TrackerEvent event, long nanos) {}

  /// A message to a node, and when the line lets it go.
  record Order(NodeId to, InfoHash swarm, NodeEvent event, int bytes, long nanos) {}

  void add(Letter letter) {
    letters.add(letter);
  }

  void addAll(Collection<Letter> more) {
    letters.addAll(more);
  }

  /// Letters that are not yet taken.
  int count() {
    return letters.size();
  }

  /// When the first letter is taken; only when there is one.
  long nextNanos() {
    return Math.max(letters.element().nanos(), freeNanos);
  }

  /// Takes all letters whose time comes before that.
  void run(long untilNanos) {
    while (!letters.isEmpty() && nextNanos() < untilNanos) {
      long nanos = nextNanos();
      freeNanos = nanos + ASSIGNMENT_NANOS * take(letters.remove().event(), nanos);
    }
  }

  /// Messages written since this was asked last.
  List<Order> orders() {
    List<Order> written = orders;
    orders = new ArrayList<>();
    return written;
  }

  /// The process ends: what it has not taken is lost.
  void stop() {
    letters.clear();
    freeNanos = Long.MIN_VALUE;
  }

  /// A new process goes on at the same line.
  void begin(TrackerEngine another) {
    engine = another;
  }

  /// Returns the number of extents that it assigned.
  private int take(TrackerEvent event, long nowNanos) {
    witness.told(event, nowNanos);
    boolean measured = meter.nextTrackerEvent();
    long beganNanos = measured ? coreClock.getAsLong() : 0;
    List<TrackerEffect> effects = engine.apply(event, nowNanos);
    if (measured) {
      // To read the core's clock takes a twentieth of such a step: that is none of the engine's.
      long endedNanos = coreClock.getAsLong();
      meter.trackerStep(endedNanos - beganNanos - (coreClock.getAsLong() - endedNanos));
    }
    witness.ordered(effects, engine, nowNanos);
    int assigned = 0;
    for (TrackerEffect effect : effects) {
      assigned += extents(effect);
      carryOut(effect, nowNanos + ASSIGNMENT_NANOS * assigned);
    }
    meter.assigned(assigned);
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
          write(
              to, swarm, new NodeEvent.Assigned(assignments), nanos, ControlBytes.of(assignments));
      case TrackerEffect.Revoke(var to, var swarm, var source) ->
          write(to, swarm, new NodeEvent.SourceRevoked(source), nanos, ControlBytes.NODE_MESSAGE);
      case TrackerEffect.Introduce(var to, var swarm, var neighbours) -> {
        for (NodeId neighbour : neighbours) {
          write(to, swarm, new NodeEvent.PeerMet(neighbour), nanos, ControlBytes.NODE_MESSAGE);
        }
      }
      case TrackerEffect.Passed(var landmark) -> meter.passed(landmark);
    }
  }

  private void write(NodeId to, InfoHash swarm, NodeEvent event, long nanos, int bytes) {
    lineFreeNanos = Math.max(lineFreeNanos, nanos) + (long) (bytes / lineBytesPerNano);
    orders.add(new Order(to, swarm, event, bytes, lineFreeNanos));
  }
}
