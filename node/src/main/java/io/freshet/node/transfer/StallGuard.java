package io.freshet.node.transfer;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Looks once a second whether a peer has stalled, and has its connection cut.
final class StallGuard implements AutoCloseable {
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

  /// Who looks so late was suspended itself.
  private static final long SUSPENDED_NANOS = 3 * PERIOD_NANOS;

  private final Map<StallWatch, Guarded> guarded = new ConcurrentHashMap<>();
  private final Thread thread;

  /// A connection that can stall.
  ///
  /// @param cut closes it: called from the guard's thread, until the connection is removed
  record Guarded(StallWatch watch, Runnable cut) {}

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
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
