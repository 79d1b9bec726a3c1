package io.freshet.bench.lab;

import io.freshet.engine.Zone;
import io.freshet.engine.fetching.NodeEngine.Mode;
import io.freshet.sim.Distribution;
import io.freshet.sim.Group;
import io.freshet.sim.Payload;
import io.freshet.sim.Simulation;
import io.freshet.sim.Site;
import io.freshet.sim.Troubles;
import io.freshet.sim.Troubles.Affected;
import io.freshet.sim.Troubles.Slowness;
import io.freshet.sim.scenario.MachineSpec;
import io.freshet.sim.scenario.MachineSpec.Rates;
import java.time.Duration;
import java.util.List;

/// What `freshet sim` says of a case: the same planner in a simulated network, whose links carry
/// what iperf3 has measured.
final class Prediction {
  private static final List<Long> SEEDS = List.of(1L, 2L, 3L);

  private Prediction() {}

  /// When the last receiver that is judged has everything: the median of three seeds.
  ///
  /// An origin that is started again is not simulated; its time away is to be added.
  static double seconds(LabCase work, double goodputMbit) {
    double[] seconds = SEEDS.stream().mapToDouble(seed -> one(work, goodputMbit, seed)).toArray();
    return Median.of(seconds);
  }

  private static double one(LabCase work, double goodputMbit, long seed) {
    long rate = Math.round(goodputMbit * 1e6 / 8);
    Rates rates = new Rates(rate, rate);
    long roundTripNanos =
        work.disturbance() == LabCase.Disturbance.DISTANCE
            ? Duration.ofMillis(LabCase.DISTANCE_MILLIS).toNanos()
            : Site.ROUND_TRIP_NANOS;
    Site site =
        new Site(
            rates,
            List.of(new Group(Zone.UNKNOWN, work.receivers(), List.of(rate), List.of(rate))),
            List.of(),
            roundTripNanos,
            MachineSpec.UPLOAD_SLOTS);
    Slowness slowness =
        work.slow() == 0
            ? Slowness.NONE
            : new Slowness(work.receivers() / work.slow(), LabCase.SLOW_TIMES, Affected.BOTH_WAYS);
    int dropOuts = work.disturbance() == LabCase.Disturbance.KILLS ? 1 : 0;
    Distribution distribution =
        new Distribution(
            Payload.of(work.bytes()),
            site,
            new Troubles(slowness, dropOuts, 0, 0),
            Mode.TRACKED,
            seed);
    return new Simulation(distribution, System::nanoTime).run().timeSeconds();
  }
}
