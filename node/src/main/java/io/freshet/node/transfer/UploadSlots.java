package io.freshet.node.transfer;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

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

  private final Semaphore free;
  private final int waitingMax;
  private final AtomicInteger waiting = new AtomicInteger();
  private final Buffers buffers = new Buffers(BUFFER_BYTES);

  UploadSlots(int count) {
    if (count < 1) throw new IllegalArgumentException(count + " slots");
    this.free = new Semaphore(count, true);
    this.waitingMax = count * WAITING_A_SLOT;
  }

  /// Waits for a slot; empty when too many wait already, or for too long.
  Optional<Slot> take() throws InterruptedException {
    if (free.tryAcquire()) return Optional.of(new Slot());
    try {
      if (waiting.incrementAndGet() > waitingMax) return Optional.empty();
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

    ByteBuffer buffer() {
      return buffer;
    }

    @Override
    public void close() {
      buffers.give(buffer);
      free.release();
    }
  }
}
