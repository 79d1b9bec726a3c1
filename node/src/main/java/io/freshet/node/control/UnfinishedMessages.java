package io.freshet.node.control;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.net.SocketAddress;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Bounds what gRPC holds of messages whose end is not here yet, over all calls of all connections.
///
/// gRPC bounds one message, but keeps each until its last byte: 1 MiB in every call of every
/// connection, for as long as somebody likes. A message takes milliseconds; so when all together
/// are too many bytes, those go that have been on their way for longest, with their connections.
final class UnfinishedMessages extends ServerStreamTracer.Factory {

  /// An eighth of the 128 MiB that a process has: 16 of the largest messages, or 10,000 nodes that
  /// join at one moment with releases of 10,000 extents each, half-read.
  static final long BYTES_MAX = 16 << 20;

  private final long bytesMax;
  private final Consumer<SocketAddress> cut;

  // Guarded by this: the calls with an unfinished message, the one that began first in front.
  private final SequencedSet<Unfinished> unfinished = new LinkedHashSet<>();
  private long bytes;

  /// @param cut ends a connection by its far end; must not block
  UnfinishedMessages(long bytesMax, Consumer<SocketAddress> cut) {
    this.bytesMax = bytesMax;
    this.cut = cut;
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
    return new Unfinished();
  }

  private void arrived(Unfinished call, long more) {
    @Nullable Unfinished eldest = null;
    synchronized (this) {
      if (call.over) {
        return;
      }
      unfinished.add(call);
      call.bytes += more;
      bytes += more;
      if (bytes > bytesMax) {
        eldest = unfinished.getFirst();
        end(eldest);
      }
    }
    if (eldest != null) {
      @Nullable SocketAddress remote = eldest.remote;
      if (remote != null) {
        cut.accept(remote);
      }
    }
  }

  private synchronized void whole(Unfinished call) {
    unfinished.remove(call);
    bytes -= call.bytes;
    call.bytes = 0;
  }

  private synchronized void end(Unfinished call) {
    call.over = true;
    whole(call);
  }

  /// Bytes held at the moment.
  synchronized long bytes() {
    return bytes;
  }

  /// The message of one call that is arriving.
  private final class Unfinished extends ServerStreamTracer {
    private volatile @Nullable SocketAddress remote;

    // Guarded by the factory.
    private long bytes;
    private boolean over;

    /// Comes before any message: gRPC reads none before it was asked for.
    @Override
    public void serverCallStarted(ServerCallInfo<?, ?> call) {
      Attributes attributes = call.getAttributes();
      remote = attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    }

    @Override
    public void inboundWireSize(long more) {
      arrived(this, more);
    }

    @Override
    public void inboundMessageRead(int number, long wireSize, long size) {
      whole(this);
    }

    @Override
    public void streamClosed(Status status) {
      end(this);
    }
  }
}
