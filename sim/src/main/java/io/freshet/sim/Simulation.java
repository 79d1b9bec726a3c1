package io.freshet.sim;

import io.freshet.engine.ZoneLink;
import io.freshet.sim.world.Finish;
import io.freshet.sim.world.Meter;
import io.freshet.sim.world.Witness;
import io.freshet.sim.world.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/// A distribution in motion, in virtual time: let time pass with [#advance], look at it, and take
/// the [Result] when it is over.
public final class Simulation {

  /// Nothing takes a hundred times as long as it must.
  private static final int PATIENCE = 100;

  private final Distribution distribution;
  private final List<Receiver> receivers;
  private final LowerBound bound;
  private final World world;
  private final long patienceNanos;
  private long reachedNanos;

  /// @param stopwatch what the engines' time is measured by
  public Simulation(Distribution distribution, LongSupplier stopwatch) {
    this(distribution, stopwatch, stopwatch);
  }

  /// @param coreClock what this thread has taken of its core
  public Simulation(Distribution distribution, LongSupplier stopwatch, LongSupplier coreClock) {
    this.distribution = distribution;
    receivers = distribution.receivers();
    bound = bound(Receiver::counted);
    world = new World(distribution.scenario(receivers, bound), Witness.NONE, stopwatch, coreClock);
    patienceNanos = (long) (PATIENCE * 1e9 * (1 + bound(Receiver::stays).seconds()));
  }

  private LowerBound bound(Predicate<Receiver> judged) {
    return LowerBound.of(distribution.payload(), distribution.site(), receivers, judged);
  }

  public List<Receiver> receivers() {
    return receivers;
  }

  public LowerBound bound() {
    return bound;
  }

  /// Runs it to its end.
  public Result run() {
    advance(patienceNanos);
    return result();
  }

  /// Lets so much time pass, or what is left of all patience; false when all is over.
  public boolean advance(long nanos) {
    reachedNanos += Math.min(nanos, patienceNanos - reachedNanos);
    world.run(reachedNanos);
    return !isOver() && reachedNanos < patienceNanos;
  }

  /// Whether everybody who stays has everything.
  public boolean isOver() {
    return world.unfinished() == 0 && world.joined();
  }

  public double seconds() {
    return reachedNanos / 1e9;
  }

  /// How many extents this receiver has; the origin, 0, has all.
  public int stored(int receiver) {
    return receiver == 0 ? distribution.payload().extents() : world.storedExtents(receiver);
  }

  /// What came of it; only when it is over.
  public Result result() {
    if (!isOver()) {
      throw new IllegalStateException(
          world.unfinished() + " nodes wait for ever: " + world.waiting().getFirst());
    }
    Meter meter = world.meter();
    Receiver last = lastOf(Receiver::counted);
    return new Result(
        doneSeconds(last),
        doneSeconds(lastOf(Receiver::stays)),
        bound,
        world.sentBytes(0) / distribution.payload().bytes(),
        times(),
        traffic(),
        finisher(last),
        meter.assignments(),
        meter.deliveries(),
        meter.trackerNanos() / 1e3,
        meter.trackerStepNanos(0.999) / 1e3,
        meter.nodeNanos() / 1e3,
        meter.controlBytes());
  }

  /// Lets go of all that the tracker's engine knows, for whoever asks how much that was. The last
  /// thing that a simulation can be asked for.
  public void forgetTracker() {
    world.forgetTracker();
  }

  private double doneSeconds(Receiver receiver) {
    return world.completedNanos(receiver.number()) / 1e9;
  }

  private Receiver lastOf(Predicate<Receiver> judged) {
    Receiver last = receivers.getFirst();
    double seconds = -1;
    for (Receiver receiver : receivers) {
      if (judged.test(receiver) && doneSeconds(receiver) > seconds) {
        last = receiver;
        seconds = doneSeconds(receiver);
      }
    }
    return last;
  }

  /// How long each that stays took, from when it joined.
  private Percentiles times() {
    double[] times =
        receivers.stream()
            .filter(Receiver::stays)
            .mapToDouble(receiver -> doneSeconds(receiver) - receiver.joinSeconds())
            .toArray();
    Arrays.sort(times);
    return Percentiles.of(times);
  }

  private List<Result.Traffic> traffic() {
    List<Result.Traffic> traffic = new ArrayList<>();
    for (ZoneLink link : distribution.site().links()) {
      traffic.add(new Result.Traffic(link, Math.round(world.carriedBytes(link))));
    }
    return traffic;
  }

  private Result.Finisher finisher(Receiver last) {
    Finish finish = world.finish(last.number());
    double seconds = finish.nanos() / 1e9 - last.joinSeconds();
    double full =
        distribution.payload().bytes() / (double) last.rates().downBytesPerSecond() / seconds;
    return new Result.Finisher(
        last,
        finish.nanos() / 1e9,
        full,
        (finish.idleNanos() - last.joinNanos()) / 1e9,
        finish.extent(),
        finish.source(),
        finish.askedNanos() / 1e9,
        finish.firstNanos() / 1e9);
  }
}
