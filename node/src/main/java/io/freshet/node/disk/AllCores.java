package io.freshet.node.disk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Carries out one step for each number below a count, on all cores; ends when all are done or one
/// has failed.
final class AllCores {
  private AllCores() {}

  interface Step {
    void at(int index) throws IOException;
  }

  /// @param lanes how many at once at most
  static void each(int count, int lanes, Step step) throws IOException, InterruptedException {
    int threads = Math.min(count, lanes);
    if (threads <= 1) {
      for (int i = 0; i < count; i++) step.at(i);
      return;
    }
    AtomicInteger next = new AtomicInteger();
    AtomicBoolean failed = new AtomicBoolean();
    try (var executor = Executors.newFixedThreadPool(threads, AllCores::thread)) {
      List<Future<?>> running = new ArrayList<>();
      for (int lane = 0; lane < threads; lane++) {
        running.add(
            executor.submit(
                () -> {
                  boolean done = false;
                  try {
                    for (int i; !failed.get() && (i = next.getAndIncrement()) < count; ) step.at(i);
                    done = true;
                  } finally {
                    if (!done) failed.set(true);
                  }
                  return null;
                }));
      }
      for (Future<?> lane : running) await(lane);
    }
  }

  private static void await(Future<?> lane) throws IOException, InterruptedException {
    try {
      lane.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException io -> throw io;
        case RuntimeException bug -> throw bug;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  private static Thread thread(Runnable task) {
    return Thread.ofPlatform().daemon().name("freshet-disk").unstarted(task);
  }
}
