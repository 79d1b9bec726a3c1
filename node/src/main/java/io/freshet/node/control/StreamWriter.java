package io.freshet.node.control;

import io.grpc.stub.CallStreamObserver;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// The writing half of a control stream, the same on both ends: says what waits, a heartbeat when
/// nothing does, and gives the peer up when it is silent or reads nothing.
///
/// One thread runs it. What waits is said by that thread, or by whoever put it there: one at a
/// time, in order. TCP alone would notice a pulled cable after minutes, and a stopped process
/// never.
final class StreamWriter<M, W> {

  /// Why a stream is over.
  enum Ending {
    /// Somebody closed the outbox, having a reason of their own.
    CLOSED,
    PEER_SILENT,
    PEER_READS_NOTHING
  }

  /// While the peer takes nothing, it is looked at so often between two heartbeats.
  private static final int LOOKS_PER_HEARTBEAT = 4;

  private final CallStreamObserver<W> stream; // guards itself
  private final Outbox<M> outbox;
  private final Function<M, W> encode;
  private final W heartbeat;
  private final long heartbeatNanos;
  private final long silenceNanos;
  private final LongSupplier nanoTime;

  private volatile long saidNanos;
  private volatile long heardNanos;
  private volatile boolean hearing;

  /// When the reader went on after it had been busy for long.
  private volatile long busyUntilNanos;

  private long hearingNanos; // the reader's

  StreamWriter(
      CallStreamObserver<W> stream,
      Outbox<M> outbox,
      Function<M, W> encode,
      W heartbeat,
      Timing timing,
      LongSupplier nanoTime) {
    this.stream = stream;
    this.outbox = outbox;
    this.encode = encode;
    this.heartbeat = heartbeat;
    this.heartbeatNanos = timing.heartbeat().toNanos();
    this.silenceNanos = timing.silence().toNanos();
    this.nanoTime = nanoTime;
    saidNanos = nanoTime.getAsLong();
    heardNanos = saidNanos;
    busyUntilNanos = saidNanos;
  }

  /// The reader has a message and may be long about it, when its mailbox is full: that is not the
  /// peer's silence, and what the peer has made room for is not known before the reader goes on.
  void hearing() {
    hearingNanos = nanoTime.getAsLong();
    hearing = true;
  }

  /// The reader is done with that message and ready for the next.
  void heard() {
    long now = nanoTime.getAsLong();
    if (now - hearingNanos >= heartbeatNanos) {
      busyUntilNanos = now;
    }
    heardNanos = now;
    hearing = false;
  }

  /// Says what waits until the stream is over.
  Ending run() throws InterruptedException {
    return run(nanos -> outbox.awaitMessage(stream::isReady, nanos));
  }

  /// The same where those who put something into the outbox call [#say()] then: no thread is woken
  /// to do it for them.
  Ending watch() throws InterruptedException {
    return run(
        nanos -> {
          outbox.awaitClosed(nanos);
          return false;
        });
  }

  /// Says what waits, as far as the peer takes it: from any thread, and without waiting for the
  /// peer.
  void say() {
    synchronized (stream) {
      for (M message = outbox.poll(stream::isReady);
          message != null;
          message = outbox.poll(stream::isReady)) {
        write(encode.apply(message));
      }
    }
  }

  /// Ends the stream, once whoever is saying something is done: gRPC takes nothing more then.
  void end(Runnable ending) {
    synchronized (stream) {
      ending.run();
    }
  }

  private interface Turn {
    /// Whether there is something to say; false when there is nothing after so long.
    boolean await(long nanos) throws InterruptedException;
  }

  private Ending run(Turn turn) throws InterruptedException {
    while (true) {
      long now = nanoTime.getAsLong();
      long silentIn = hearing ? silenceNanos : heardNanos + silenceNanos - now;
      if (silentIn <= 0) {
        return Ending.PEER_SILENT;
      }
      long beatIn = saidNanos + heartbeatNanos - now;
      long lookIn = beatIn > 0 ? beatIn : heartbeatNanos / LOOKS_PER_HEARTBEAT;
      boolean waits = turn.await(Math.min(lookIn, silentIn));
      if (outbox.isClosed()) {
        return Ending.CLOSED;
      }
      now = nanoTime.getAsLong();
      if (waits) {
        say();
      } else if (now - saidNanos >= heartbeatNanos && stream.isReady()) {
        beat();
      } else if (!hearing
          && now - saidNanos >= silenceNanos
          && now - busyUntilNanos >= silenceNanos) {
        return Ending.PEER_READS_NOTHING;
      }
    }
  }

  /// Not before what waits: Hello comes first, and gRPC may not yet have told us that it takes it.
  private void beat() {
    synchronized (stream) {
      say();
      if (nanoTime.getAsLong() - saidNanos >= heartbeatNanos) {
        write(heartbeat);
      }
    }
  }

  private void write(W message) {
    synchronized (stream) {
      stream.onNext(message);
      saidNanos = nanoTime.getAsLong();
    }
  }
}
