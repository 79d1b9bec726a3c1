package io.freshet.node.transfer;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Wakes one waiter; any number of rings before it waits count as one.
final class Bell {
  private final Semaphore rung = new Semaphore(0);

  void ring() {
    if (rung.availablePermits() == 0) rung.release();
  }

  /// Waits for a ring, but not longer than this.
  void await(long nanosMax) throws InterruptedException {
    if (rung.tryAcquire(nanosMax, TimeUnit.NANOSECONDS)) rung.drainPermits();
  }
}
