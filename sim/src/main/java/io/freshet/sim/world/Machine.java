package io.freshet.sim.world;

import io.freshet.engine.ExtentSet;
import io.freshet.engine.ExtentSizes;
import io.freshet.sim.network.Link;
import io.freshet.sim.scenario.MachineSpec;
import io.freshet.sim.scenario.SwarmSpec.Part;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A computer: its link, its disk, and the node process that runs on it, if one does.
final class Machine {
  final int number;
  final MachineSpec spec;
  final Link up;
  final Link down;

  /// What the disk holds of each swarm that the machine has to do with, by the swarm's number.
  final SortedMap<Integer, Disk> disks = new TreeMap<>();

  @Nullable Node node;

  /// The node that ran when the power went: its peers have not yet noticed.
  @Nullable Node dead;

  /// Whether its process was ended and is to stay so.
  boolean off;

  boolean plugged = true;

  /// How often the cable was pulled: tells whether it is still the same silence.
  int silences;

  long completedNanos;
  long idleNanos;
  @Nullable Arrival lastArrival;

  Machine(int number, MachineSpec spec) {
    this.number = number;
    this.spec = spec;
    up = new Link(spec.rates().upBytesPerSecond());
    down = new Link(spec.rates().downBytesPerSecond());
  }

  void completed(long nowNanos) {
    completedNanos = nowNanos;
    idleNanos = down.idleNanos(nowNanos);
  }

  boolean dialable() {
    return spec.door() == MachineSpec.Door.OPEN;
  }

  /// An extent that came, from whom, since when it was asked for, and when it first came to
  /// anybody.
  record Arrival(int extent, int source, long askedNanos, long firstNanos) {}

  /// What a machine's disk holds of one release: it outlives the process.
  static final class Disk {
    final Part part;
    final ExtentSizes sizes;

    /// Extents that it can serve whole.
    final ExtentSet held;

    /// Partial extents whose wanted files are here.
    final ExtentSet partlyHere;

    /// Extents that were here and are lost: not fetched again by the process that lost them.
    ExtentSet lost;

    /// How often something was stored.
    int stored;

    Disk(Part part, ExtentSizes sizes) {
      this.part = part;
      this.sizes = sizes;
      held = part.held().copy();
      partlyHere = ExtentSet.none(sizes.count());
      lost = ExtentSet.none(sizes.count());
    }

    /// A new process wants what is not here, whatever became of it.
    void scan() {
      lost = ExtentSet.none(sizes.count());
    }

    boolean has(int extent) {
      return held.has(extent) || partlyHere.has(extent);
    }

    void store(int extent) {
      stored++;
      (part.partial().has(extent) ? partlyHere : held).add(extent);
    }

    /// What the release still lacks here.
    ExtentSet missing() {
      ExtentSet missing = part.wanted().copy();
      missing.removeAll(held);
      missing.removeAll(partlyHere);
      return missing;
    }
  }
}
