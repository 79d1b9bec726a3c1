package io.freshet.sim;

import io.freshet.content.Hash;
import io.freshet.content.InfoHash;
import io.freshet.engine.ExtentSizes;
import io.freshet.engine.Zone;
import io.freshet.engine.fetching.NodeEngine.Mode;
import io.freshet.sim.scenario.MachineSpec;
import io.freshet.sim.scenario.MachineSpec.Conduct;
import io.freshet.sim.scenario.MachineSpec.Door;
import io.freshet.sim.scenario.MachineSpec.Rates;
import io.freshet.sim.scenario.Scenario;
import io.freshet.sim.scenario.SwarmSpec;
import io.freshet.sim.scenario.SwarmSpec.Part;
import io.freshet.sim.scenario.TransferFaults;
import io.freshet.sim.world.Meter;
import io.freshet.sim.world.Witness;
import io.freshet.sim.world.World;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;

/// One release from one origin to so many receivers, all there from the start, on links that never
/// fail: how near to the bound does the engine come?
record Distribution(
    int nodes, long bytes, int extentBytes, Rates rates, int uploadSlots, Mode mode, long seed) {

  /// A manifest's bytes for one extent: the hash of the piece that it mostly is.
  private static final int MANIFEST_BYTES_AN_EXTENT = 32;

  /// Nothing takes a hundred times as long as it must.
  private static final int PATIENCE = 100;

  Distribution {
    if (nodes < 1) {
      throw new IllegalArgumentException("a distribution to " + nodes + " nodes");
    }
    if (bytes < 1) {
      throw new IllegalArgumentException("a release of " + bytes + " bytes");
    }
    if (extentBytes < 1 || extentBytes > ExtentSizes.BYTES_MAX) {
      throw new IllegalArgumentException("extents of " + extentBytes + " bytes");
    }
    if ((bytes + extentBytes - 1) / extentBytes > EXTENTS_MAX) {
      throw new IllegalArgumentException(
          "more than " + EXTENTS_MAX + " extents: choose larger ones");
    }
  }

  /// 16 TiB of the largest extents.
  static final int EXTENTS_MAX = 1 << 20;

  Result run(LongSupplier stopwatch) {
    ExtentSizes sizes = sizes();
    World world = new World(scenario(sizes), Witness.NONE, stopwatch);
    LowerBound bound = bound();
    world.run((long) (PATIENCE * 1e9 * (1 + bound.seconds())));
    if (world.unfinished() > 0) {
      throw new IllegalStateException(
          world.unfinished() + " nodes wait for ever: " + world.waiting().getFirst());
    }
    Meter meter = world.meter();
    return new Result(
        world.lastCompletedNanos() / 1e9,
        bound.seconds(),
        world.sentBytes(0) / bytes,
        meter.assignments(),
        meter.deliveries(),
        meter.trackerNanos() / 1e3,
        meter.nodeNanos() / 1e3,
        meter.controlBytes());
  }

  private LowerBound bound() {
    return LowerBound.of(bytes, extentBytes, rates, Collections.nCopies(nodes, rates));
  }

  private ExtentSizes sizes() {
    int[] sizes = new int[(int) ((bytes + extentBytes - 1) / extentBytes)];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = (int) Math.min(extentBytes, bytes - (long) i * extentBytes);
    }
    return ExtentSizes.of(sizes);
  }

  private Scenario scenario(ExtentSizes sizes) {
    List<MachineSpec> machines = new ArrayList<>();
    List<Part> parts = new ArrayList<>();
    for (int machine = 0; machine <= nodes; machine++) {
      machines.add(new MachineSpec(rates, Zone.UNKNOWN, uploadSlots, Door.OPEN, Conduct.HONEST));
      parts.add(
          machine == 0
              ? Part.origin(0, sizes.count())
              : Part.receiver(machine, sizes.count(), manifestNanos(sizes.count())));
    }
    InfoHash name = new InfoHash(new Hash(0, 0, 0, seed));
    return new Scenario(
        seed,
        mode,
        machines,
        List.of(new SwarmSpec(name, sizes, 0, parts)),
        List.of(),
        TransferFaults.NONE,
        Scenario.ONE_WAY_NANOS,
        0);
  }

  /// The manifest is passed on like everything else: by as many as have it, in doublings, before
  /// anyone can begin.
  private long manifestNanos(int extents) {
    int doublings = 32 - Integer.numberOfLeadingZeros(nodes);
    double seconds =
        (double) MANIFEST_BYTES_AN_EXTENT * extents / rates.upBytesPerSecond()
            + 2e-9 * Scenario.ONE_WAY_NANOS;
    return (long) (doublings * seconds * 1e9);
  }

  /// What came of it.
  ///
  /// @param timeSeconds when the last receiver had everything
  /// @param originCopies bytes that the origin sent over bytes of the release
  record Result(
      double timeSeconds,
      double boundSeconds,
      double originCopies,
      long assignments,
      long deliveries,
      double trackerMicros,
      double nodeMicros,
      long controlBytes) {

    double efficiency() {
      return boundSeconds / timeSeconds;
    }
  }
}
