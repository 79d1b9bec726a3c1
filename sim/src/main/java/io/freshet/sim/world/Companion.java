package io.freshet.sim.world;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A thread that does one piece of work at a time for its owner, who goes on meanwhile and waits
/// for it in the end.
///
/// Pieces take less than a millisecond, so both look for each other for some tenths of one before
/// they sleep: to be woken takes longer than that on a virtual machine. Looks and naps are counted,
/// for no clock is read here. The thread begins with the first piece, and ends when there was none
/// for a second.
final class Companion {

  /// Some 300 µs.
  private static final int LOOKS = 8_192;

  private static final long NAP_NANOS = 50_000;

  /// One may end at once, when the thread was woken while it still looked.
  private static final int IDLE_NAPS = 4;

  private static final long IDLE_NAP_NANOS = 250_000_000;

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
    for (int look = 0; phase.get() == Phase.WORKING; look++) {
      if (look < LOOKS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(NAP_NANOS);
      }
    }
    Throwable thrown = failure;
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown != null) {
      throw new IllegalStateException("the work beside failed: " + thrown.getMessage(), thrown);
    }
  }

  private void live() {
    int looks = 0;
    while (true) {
      if (phase.get() == Phase.WORKING) {
        try {
          work.run();
        } catch (RuntimeException | Error thrown) {
          failure = thrown;
        }
        phase.set(Phase.IDLE);
        looks = 0;
      } else if (looks < LOOKS) {
        looks++;
        Thread.onSpinWait();
      } else if (looks < LOOKS + IDLE_NAPS) {
        looks++;
        LockSupport.parkNanos(IDLE_NAP_NANOS);
      } else if (phase.compareAndSet(Phase.IDLE, Phase.GONE)) {
        return;
      }
    }
  }
}
