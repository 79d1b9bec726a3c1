package io.freshet.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.engine.fetching.NodeEngine.Mode;
import io.freshet.engine.tracking.TrackerEffect;
import io.freshet.engine.tracking.TrackerEngine;
import io.freshet.engine.tracking.TrackerEvent;
import io.freshet.sim.scenario.MachineSpec.Rates;
import io.freshet.sim.scenario.Scenario;
import io.freshet.sim.world.Meter;
import io.freshet.sim.world.Witness;
import io.freshet.sim.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// A tracker that plans on a second core changes nothing of what happens: a world that is watched
/// has one thread, another one two where there are two cores.
class TwoCoresTest {

  /// 10 Gbit/s: 30,000 extents a second, of which a stretch has eight and more.
  private static final Rates FAST = new Rates(1_250_000_000, 1_250_000_000);

  private static final int EXTENT_BYTES = 1 << 20;

  @Test
  void planningBesideChangesNothing() {
    for (long seed = 1; seed <= 3; seed++) {
      Scenario scenario = scenario(seed, new Troubles(Troubles.NONE.slowness(), 2, 0, 0.01));
      assertEquals(outcome(scenario, Witness.NONE), outcome(scenario, new Onlooker()));
    }
  }

  /// Whoever watches is told on the thread of the world, in the order of time.
  @Test
  void whoWatchesIsToldInOrder() {
    Onlooker onlooker = new Onlooker();
    new World(scenario(1, Troubles.NONE), onlooker, () -> 0).run(Long.MAX_VALUE);
    assertEquals(Set.of(Thread.currentThread().getName()), onlooker.threads);
    assertEquals(onlooker.times.stream().sorted().toList(), onlooker.times);
    assertTrue(onlooker.times.size() > 1_000, "told " + onlooker.times.size() + " times");
  }

  private static Scenario scenario(long seed, Troubles troubles) {
    Payload payload = new Payload(64L * EXTENT_BYTES, EXTENT_BYTES);
    Distribution distribution =
        new Distribution(payload, Site.even(64, FAST), troubles, Mode.TRACKED, seed);
    List<Receiver> receivers = distribution.receivers();
    return distribution.scenario(
        receivers, LowerBound.of(payload, distribution.site(), receivers, _ -> true));
  }

  private static List<Object> outcome(Scenario scenario, Witness witness) {
    World world = new World(scenario, witness, () -> 0);
    for (long nanos = 1_000_000; world.unfinished() > 0 || !world.joined(); nanos += 1_000_000) {
      world.run(nanos);
    }
    List<Object> outcome = new ArrayList<>();
    for (int machine = 0; machine < scenario.machines().size(); machine++) {
      outcome.add(world.completedNanos(machine));
      outcome.add(world.sentBytes(machine));
    }
    Meter meter = world.meter();
    outcome.add(meter.landmarks());
    outcome.addAll(List.of(meter.assignments(), meter.controlBytes(), meter.trackerEvents()));
    return outcome;
  }

  /// Watches what the tracker is told and says.
  private static final class Onlooker implements Witness {
    final List<Long> times = new ArrayList<>();
    final Set<String> threads = new TreeSet<>();

    @Override
    public void told(TrackerEvent event, long nowNanos) {
      times.add(nowNanos);
      threads.add(Thread.currentThread().getName());
    }

    @Override
    public void ordered(List<TrackerEffect> effects, TrackerEngine engine, long nowNanos) {
      times.add(nowNanos);
    }
  }
}
