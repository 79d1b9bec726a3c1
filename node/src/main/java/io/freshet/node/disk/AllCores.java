package io.freshet.node.disk;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Carries out one step for each number below a count, on all cores; ends when all are done or one
/// has failed.
final class AllCores {
  /// Some 5 ms of looking at files.
  private static final int STEPS_A_PORTION = 512;

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

  /// Asks of so many things whether something is so.
  interface Question {
    boolean at(int index) throws IOException;
  }

  /// Those of which it is so. For questions that take microseconds: many are asked in a row.
  static BitSet matching(int count, Question question) throws IOException {
    BitSet matching = new BitSet();
    portions(
        count,
        i -> {
          if (!question.at(i)) return;
          synchronized (matching) {
            matching.set(i);
          }
        });
    return matching;
  }

  /// The same for steps that take microseconds: many are taken in a row.
  static void portions(int count, Step step) throws IOException {
    try {
      each(
          (count + STEPS_A_PORTION - 1) / STEPS_A_PORTION,
          Runtime.getRuntime().availableProcessors(),
          portion -> {
            int end = Math.min(count, (portion + 1) * STEPS_A_PORTION);
            for (int i = portion * STEPS_A_PORTION; i < end; i++) step.at(i);
          });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
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
