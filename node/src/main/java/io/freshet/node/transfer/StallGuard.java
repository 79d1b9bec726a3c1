package io.freshet.node.transfer;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Looks once a second whether a peer has stalled, and has its connection cut; or is slow, and says
/// so.
final class StallGuard implements AutoCloseable {
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

  /// Who looks so late was suspended itself.
  private static final long SUSPENDED_NANOS = 3 * PERIOD_NANOS;

  private final Map<StallWatch, Guarded> guarded = new ConcurrentHashMap<>();
  private final Thread thread;

  /// Who lets 16 KiB wait for so long is slow.
  private static final long SLOW_NANOS = PERIOD_NANOS;

  /// A connection that can stall. The guard's thread calls, until the connection is removed.
  ///
  /// @param slow told as long as it is slow
  /// @param cut closes it
  record Guarded(StallWatch watch, Runnable slow, Runnable cut) {
    /// One that may be slow.
    Guarded(StallWatch watch, Runnable cut) {
      this(watch, () -> {}, cut);
    }
  }

  StallGuard(String name) {
    thread = Thread.ofPlatform().daemon().name(name).start(this::run);
  }

  void add(Guarded connection) {
    guarded.put(connection.watch, connection);
  }

  void remove(Guarded connection) {
    guarded.remove(connection.watch);
  }

  private void run() {
    long last = System.nanoTime();
    while (!Thread.currentThread().isInterrupted()) {
      try {
        TimeUnit.NANOSECONDS.sleep(PERIOD_NANOS);
      } catch (InterruptedException e) {
        return;
      }
      long now = System.nanoTime();
      look(guarded.values(), last, now);
      last = now;
    }
  }

  /// @param lastNanos when they were looked at before
  static void look(Collection<Guarded> connections, long lastNanos, long nowNanos) {
    boolean suspended = nowNanos - lastNanos > SUSPENDED_NANOS;
    for (Guarded connection : connections) {
      if (suspended) connection.watch.forgive(nowNanos);
      else if (connection.watch.isStalled(nowNanos)) connection.cut.run();
      else if (connection.watch.isWaitedFor(SLOW_NANOS, nowNanos)) connection.slow.run();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
