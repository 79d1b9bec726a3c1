package io.freshet.sim.checking;

import io.freshet.engine.Landmark;
import io.freshet.sim.scenario.Scenario;
import io.freshet.sim.scenario.SwarmSpec.Part;
import io.freshet.sim.world.Lag;
import io.freshet.sim.world.Waiting;
import io.freshet.sim.world.Witness;
import io.freshet.sim.world.World;
import java.util.List;
import java.util.Map;

/// One world from beginning to end with every checker watching.
public final class Trial {

  /// Waits that add up when much has gone wrong: a lease on a source of unknown rate, avoidance
  /// after failures in a row, a stall, redialling.
  private static final double PATIENCE_SECONDS = 120;

  /// How much longer than one copy after the other, over the slowest link of all, a world may take
  /// after it healed.
  private static final double PATIENCE_TIMES = 2;

  /// How often it is looked how far extents are behind.
  private static final long LOOK_NANOS = 500_000_000L;

  /// How long it may take until everybody has noticed who or what is gone, and has turned to
  /// others: six seconds of silence, and up to one and a half until a tracker is dialled again.
  private static final long NOTICED_NANOS = 8_000_000_000L;

  /// After so many looks it is asked whether anybody can still get what it lacks: every 20 s.
  private static final int LOOKS_FOR_HOPE = 40;

  /// Nothing may happen any more once all are complete: watched for so long.
  private static final long AFTERWARDS_NANOS = 3_000_000_000L;

  private final Scenario scenario;

  public Trial(Scenario scenario) {
    this.scenario = scenario;
  }

  /// What a trial came to.
  ///
  /// @param patience which share of the time that was allowed after healing the last node took
  /// @param behind the extent that was furthest behind what its sources allow, after healing
  public record Outcome(
      Map<Landmark, Long> landmarks, double patience, double originCopies, Lag.Worst behind) {}

  /// Runs the world; throws a [Violation] when an engine does what it must not, or not what it
  /// must.
  ///
  /// @param observer sees everything, before the checkers do
  public Outcome run(Witness observer) {
    Witness all = Witness.all(List.of(observer, new NodeChecker(), new TrackerChecker()));
    World world = new World(scenario, all, () -> 0);
    long allowedNanos = (long) (allowedSeconds() * 1e9);
    long untilNanos = scenario.healedNanos() + allowedNanos;
    List<Waiting> hopeful = List.of();
    long watchedNanos = scenario.healedNanos() == 0 ? 0 : scenario.healedNanos() + NOTICED_NANOS;
    world.run(watchedNanos);
    Lag lag = world.lag();
    int looks = 0;
    for (long at = watchedNanos; at < untilNanos; at += LOOK_NANOS) {
      world.run(Math.min(untilNanos, at + LOOK_NANOS));
      lag.look();
      if (++looks % LOOKS_FOR_HOPE == 0 || world.unfinished() == 0) {
        hopeful = world.waiting().stream().filter(one -> one.available() > 0).toList();
        if (hopeful.isEmpty() && world.joined()) {
          break;
        }
      }
    }
    if (!hopeful.isEmpty()) {
      throw new Violation(
          "after all that could take long: " + hopeful.getFirst(), world.nowNanos());
    }
    double took = Math.max(0, world.lastCompletedNanos() - scenario.healedNanos());
    world.runOn(world.nowNanos() + AFTERWARDS_NANOS);
    return new Outcome(
        world.meter().landmarks(),
        world.unfinished() > 0 ? 0 : took / allowedNanos,
        world.sentBytes(0) / Math.max(1, scenario.swarms().getFirst().sizes().total()),
        lag.worst());
  }

  private double allowedSeconds() {
    long slowest = Long.MAX_VALUE;
    for (var machine : scenario.machines()) {
      slowest = Math.min(slowest, machine.rates().upBytesPerSecond());
      slowest = Math.min(slowest, machine.rates().downBytesPerSecond());
    }
    double bytes = 0;
    long lastJoinNanos = 0;
    for (var swarm : scenario.swarms()) {
      for (Part part : swarm.parts()) {
        for (int e = part.wanted().next(0); e >= 0; e = part.wanted().next(e + 1)) {
          bytes += swarm.sizes().bytes(e);
        }
        lastJoinNanos = Math.max(lastJoinNanos, part.joinNanos());
      }
    }
    return lastJoinNanos / 1e9 + PATIENCE_SECONDS + PATIENCE_TIMES * bytes / slowest;
  }
}
