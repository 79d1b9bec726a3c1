package io.freshet.node.control;

import io.grpc.stub.CallStreamObserver;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// The writing half of a control stream, the same on both ends: says what waits, a heartbeat when
/// nothing does, and gives the peer up when it is silent or reads nothing.
///
/// One thread runs it, and only that thread touches the stream. TCP alone would notice a pulled
/// cable after minutes, and a stopped process never.
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

  private final CallStreamObserver<W> stream;
  private final Outbox<M> outbox;
  private final Function<M, W> encode;
  private final W heartbeat;
  private final long heartbeatNanos;
  private final long silenceNanos;
  private final LongSupplier nanoTime;

  private volatile long heardNanos;
  private volatile boolean hearing;

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
    heardNanos = nanoTime.getAsLong();
  }

  /// The reader has a message and may be long about it, when its mailbox is full: that is not the
  /// peer's silence.
  void hearing() {
    hearing = true;
  }

  /// The reader is done with that message and ready for the next.
  void heard() {
    heardNanos = nanoTime.getAsLong();
    hearing = false;
  }

  /// Writes until the stream is over.
  Ending run() throws InterruptedException {
    long saidNanos = nanoTime.getAsLong();
    while (true) {
      long now = nanoTime.getAsLong();
      long silentIn = hearing ? silenceNanos : heardNanos + silenceNanos - now;
      if (silentIn <= 0) {
        return Ending.PEER_SILENT;
      }
      long beatIn = saidNanos + heartbeatNanos - now;
      long lookIn = beatIn > 0 ? beatIn : heartbeatNanos / LOOKS_PER_HEARTBEAT;
      M message = outbox.take(stream::isReady, Math.min(lookIn, silentIn));
      if (outbox.isClosed()) {
        return Ending.CLOSED;
      }
      now = nanoTime.getAsLong();
      if (message != null) {
        stream.onNext(encode.apply(message));
        saidNanos = now;
      } else if (now - saidNanos >= heartbeatNanos && stream.isReady()) {
        stream.onNext(heartbeat);
        saidNanos = now;
      } else if (now - saidNanos >= silenceNanos) {
        return Ending.PEER_READS_NOTHING;
      }
    }
  }
}
