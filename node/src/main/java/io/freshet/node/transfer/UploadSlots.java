package io.freshet.node.transfer;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// How many responses with pieces are sent at once; each has a buffer. Some more wait for their
/// turn, in order, but not for long: a node that is asked too much says so, and its askers go
/// elsewhere.
final class UploadSlots {
  /// Small enough to stay in a core's cache between the read and the write; from 64 KiB to 256 KiB
  /// are alike (measured, `docs/adr`).
  static final int BUFFER_BYTES = 128 << 10;

  /// A waiting request must hear something before its asker takes it for stalled, which is 5 s.
  private static final long WAIT_NANOS_MAX = TimeUnit.SECONDS.toNanos(2);

  /// Requests that wait for each slot: at 1 Gbit/s a response of 2 MiB takes 17 ms, so 64 are
  /// served within a second.
  private static final int WAITING_A_SLOT = 64;

  /// Slow readers whose slot was lent to others: a buffer each, 8 MiB in all. Under one more, the
  /// one that has been slow for longest is cut.
  static final int LENT_MAX = 64;

  private final Permits free = new Permits();
  private volatile int count;
  private final AtomicInteger waiting = new AtomicInteger();
  private final Buffers buffers = new Buffers(BUFFER_BYTES);
  // Guarded by itself.
  private final SequencedMap<Slot, Runnable> lent = new LinkedHashMap<>();

  UploadSlots(int count) {
    resize(count);
  }

  /// Has so many from now on. Who has one that is too many keeps it to the end of his answer.
  void resize(int newCount) {
    if (newCount < 1) throw new IllegalArgumentException(newCount + " slots");
    if (newCount == count) return;
    synchronized (free) {
      free.change(newCount - count);
      count = newCount;
    }
  }

  private static final class Permits extends Semaphore {
    private static final long serialVersionUID = 1L;

    Permits() {
      super(0, true);
    }

    void change(int more) {
      if (more > 0) release(more);
      else reducePermits(-more);
    }
  }

  /// Waits for a slot; empty when too many wait already, or for too long.
  Optional<Slot> take() throws InterruptedException {
    if (free.tryAcquire()) return Optional.of(new Slot());
    try {
      if (waiting.incrementAndGet() > count * WAITING_A_SLOT) return Optional.empty();
      return free.tryAcquire(WAIT_NANOS_MAX, TimeUnit.NANOSECONDS)
          ? Optional.of(new Slot())
          : Optional.empty();
    } finally {
      waiting.decrementAndGet();
    }
  }

  /// The right to send one response.
  final class Slot implements AutoCloseable {
    private final ByteBuffer buffer = buffers.take();
    // Guarded by `lent`: whether it is one of those that are counted.
    private boolean counts = true;

    ByteBuffer buffer() {
      return buffer;
    }

    /// Its reader is slow, and would keep others waiting: it goes on, and somebody else may send
    /// meanwhile. A slot that is closed stays so.
    ///
    /// @param cut ends it
    void lend(Runnable cut) {
      @Nullable Runnable tooMany = null;
      synchronized (lent) {
        if (!counts) return;
        counts = false;
        lent.put(this, cut);
        if (lent.size() > LENT_MAX) tooMany = lent.pollFirstEntry().getValue();
      }
      free.release();
      if (tooMany != null) tooMany.run();
    }

    @Override
    public void close() {
      buffers.give(buffer);
      boolean counted;
      synchronized (lent) {
        counted = counts;
        counts = false;
        lent.remove(this);
      }
      if (counted) free.release();
    }
  }
}
