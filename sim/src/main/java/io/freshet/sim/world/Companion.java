package io.freshet.sim.world;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A thread that does one piece of work at a time for its owner, who goes on meanwhile and waits
/// for it in the end.
///
/// Pieces take less than a millisecond, so both look for each other for as long before they sleep:
/// to be woken takes longer than that on a virtual machine. The thread begins with the first piece,
/// and ends when there was none for a second.
final class Companion {

  private static final long LOOK_NANOS = 300_000;
  private static final long NAP_NANOS = 50_000;
  private static final long IDLE_NANOS = 1_000_000_000L;

  private enum Phase {
    GONE,
    IDLE,
    WORKING
  }

  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.GONE);

  /// Written before the phase is set to working, and before it is set back.
  private Runnable work = () -> {};

  private @Nullable Throwable failure;
  private @Nullable Thread thread;

  /// Begins a piece of work; the one before must be finished.
  void begin(Runnable piece) {
    work = piece;
    if (phase.compareAndSet(Phase.IDLE, Phase.WORKING)) {
      LockSupport.unpark(thread);
    } else {
      phase.set(Phase.WORKING);
      thread = Thread.ofPlatform().daemon().name("companion").start(this::live);
    }
  }

  /// Waits until the piece that was begun is done; what it threw is thrown here.
  void finish() {
    long beganNanos = System.nanoTime();
    while (phase.get() == Phase.WORKING) {
      pause(beganNanos, NAP_NANOS);
    }
    Throwable thrown = failure;
    if (thrown != null) {
      throw new IllegalStateException("the work beside failed: " + thrown.getMessage(), thrown);
    }
  }

  private void live() {
    long sinceNanos = System.nanoTime();
    while (true) {
      if (phase.get() == Phase.WORKING) {
        try {
          work.run();
        } catch (RuntimeException | Error thrown) {
          failure = thrown;
        }
        phase.set(Phase.IDLE);
        sinceNanos = System.nanoTime();
      } else if (System.nanoTime() - sinceNanos < IDLE_NANOS) {
        pause(sinceNanos, IDLE_NANOS);
      } else if (phase.compareAndSet(Phase.IDLE, Phase.GONE)) {
        return;
      }
    }
  }

  private static void pause(long sinceNanos, long napNanos) {
    if (System.nanoTime() - sinceNanos < LOOK_NANOS) {
      Thread.onSpinWait();
    } else {
      LockSupport.parkNanos(napNanos);
    }
  }
}
