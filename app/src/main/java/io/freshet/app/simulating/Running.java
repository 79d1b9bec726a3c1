package io.freshet.app.simulating;

import io.freshet.app.console.Console;
import io.freshet.app.console.JsonObject;
import io.freshet.sim.Simulation;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;

/// One simulation from its question to its answer, watched.
public final class Running {
  /// So many looks at it at least while the bound passes.
  private static final int LOOKS = 200;

  private static final long LOOK_EVERY_NANOS = 100_000_000;

  /// The serial collector leaves a little where it lies, but for every fourth time.
  private static final int COLLECTIONS = 4;

  private Running() {}

  /// What people are told.
  public static List<String> lines(Question question, Console console)
      throws InterruptedException, UnfinishedException {
    return run(question, console).lines();
  }

  public static JsonObject json(Question question, Console console)
      throws InterruptedException, UnfinishedException {
    return run(question, console).json();
  }

  private static Answer run(Question question, Console console)
      throws InterruptedException, UnfinishedException {
    long beganNanos = System.nanoTime();
    long beganCpuNanos = cpuNanos();
    Duration beganAll = allCpu();
    var simulation = new Simulation(question.distribution(), System::nanoTime, Running::cpuNanos);
    var grid = new Grid(console, question.distribution(), simulation, beganNanos);
    var stride = new Stride((long) (simulation.bound().seconds() * 1e9 / LOOKS));
    long shownNanos = beganNanos;
    long nowNanos = beganNanos;
    while (simulation.advance(stride.nanos())) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      long lookedNanos = nowNanos;
      nowNanos = System.nanoTime();
      stride.took(nowNanos - lookedNanos);
      if (nowNanos - shownNanos >= LOOK_EVERY_NANOS) {
        shownNanos = nowNanos;
        grid.show(nowNanos);
      }
    }
    console.endProgress();
    if (!simulation.isOver()) {
      throw new UnfinishedException(simulation);
    }
    double tookNanos = cpuNanos() - beganCpuNanos;
    double busy = tookNanos / Math.max(1, System.nanoTime() - beganNanos);
    double cpuSeconds = allCpu().minus(beganAll).toMillis() / 1e3;
    return new Answer(question, simulation.result(), cpuSeconds, busy, trackerBytes(simulation));
  }

  /// What a collection frees when the tracker's engine is let go of: bitmaps, members, links. All
  /// is there but leases, of which a node has a few while it fetches.
  private static long trackerBytes(Simulation simulation) {
    long before = liveBytes();
    simulation.forgetTracker();
    return Math.max(0, before - liveBytes());
  }

  private static long liveBytes() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /// Of all threads: the tracker may plan on one of its own, and memory is collected.
  private static Duration allCpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
