package io.freshet.node.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// One port for everything: the first bytes of a connection say whether it speaks HTTP/2 (control)
/// or HTTP/1.1.
///
/// Each connection has a platform thread while it speaks HTTP/1.1. Virtual threads make sockets
/// non-blocking, and then a writer polls between two writes: 8 % more CPU for both ends together
/// (measured, `docs/adr`). A connection that lasts and says little, such as a stream of haves,
/// leaves its thread.
public final class Endpoint implements Closeable {
  /// HTTP/1.1 connections at once, a thread each: some 50 KiB of memory apiece make 25 MiB. When
  /// all are taken, the one that has been idle for longest gives way.
  static final int CONNECTIONS_MAX = 512;

  /// How long a connection may take to say what it wants, or its HTTP/2 to be taken over, before it
  /// gives way when all are taken: as long as a node waits for its tracker, which may have
  /// thousands to greet. Who opens connections and says nothing leaves 85 a second to others.
  static final long BEGIN_NANOS = TimeUnit.SECONDS.toNanos(6);

  /// Connections that the kernel keeps until they are accepted: of 10,000 nodes that come back
  /// within some seconds, those for whom there is no time yet. One more would be heard when it
  /// tries again, after a second or three. Linux keeps no more than `net.core.somaxconn`, 4,096 by
  /// default.
  private static final int BACKLOG = 4_096;

  private static final byte[] HTTP2_PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /// What speaks HTTP/1.1 here.
  interface Handler {
    /// Serves a connection to its end, which its caller then closes, unless it was passed on.
    ///
    /// @return whether it was passed on to a thread of its own, which will close it
    Fate serve(Connection connection) throws IOException, InterruptedException;
  }

  enum Fate {
    FINISHED,
    PASSED_ON
  }

  private final ServerSocketChannel listener;
  private final Handler http;
  private final HandedSockets http2;
  private final long beginNanos;
  private final ConnectionTable connections;
  private final ExecutorService threads;

  private Endpoint(
      ServerSocketChannel listener, Handler http, HandedSockets http2, long beginNanos) {
    this.listener = listener;
    this.http = http;
    this.http2 = http2;
    this.beginNanos = beginNanos;
    this.connections = new ConnectionTable(CONNECTIONS_MAX, beginNanos);
    this.threads =
        Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("freshet-serve").factory());
  }

  /// Listens on this address; port 0 is any free one, the wildcard address means IPv4 and IPv6.
  public static Endpoint listen(InetSocketAddress address, PieceServer http, HandedSockets http2)
      throws IOException {
    return listen(address, http, http2, BEGIN_NANOS);
  }

  static Endpoint listen(
      InetSocketAddress address, Handler http, HandedSockets http2, long beginNanos)
      throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open();
    try {
      listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      listener.bind(address, BACKLOG);
    } catch (IOException e) {
      listener.close();
      throw explained(address, e);
    }
    Endpoint endpoint = new Endpoint(listener, http, http2, beginNanos);
    Thread.ofPlatform().daemon().name("freshet-accept").start(endpoint::accept);
    return endpoint;
  }

  private static IOException explained(InetSocketAddress address, IOException e) {
    String where = address.getHostString() + " port " + address.getPort();
    if (!(e instanceof BindException)) return e;
    String reason = String.valueOf(e.getMessage());
    if (reason.contains("in use")) {
      return new BindException(
          where + " is in use by another program; stop it, or choose another port with --listen");
    }
    if (reason.contains("Permission")) {
      return new BindException(
          where + " may not be used without privileges; choose one above 1023");
    }
    if (reason.contains("assign")) {
      return new BindException(
          address.getHostString()
              + " is no address of this machine; choose another with --listen, or leave it out");
    }
    return new BindException("cannot listen on " + where + ": " + reason);
  }

  public int port() {
    return listener.socket().getLocalPort();
  }

  private void accept() {
    while (listener.isOpen()) {
      try {
        admit(listener.accept());
      } catch (ClosedChannelException | RejectedExecutionException | InterruptedException e) {
        return;
      } catch (IOException e) {
        // No descriptors left, or the peer was gone at once: the next one may be luckier.
        pause();
      }
    }
  }

  private void admit(SocketChannel channel) throws IOException, InterruptedException {
    boolean admitted = false;
    try {
      Connection connection = new Connection(channel);
      admitted = connections.admit(connection);
      if (admitted) threads.execute(() -> serve(connection));
    } finally {
      if (!admitted) channel.close();
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(Connection connection) {
    Fate fate = Fate.FINISHED;
    try {
      connection.channel().setOption(StandardSocketOptions.TCP_NODELAY, true);
      if (connection.heads().beginsWith(HTTP2_PREFACE)) {
        connection.waiting();
        http2.hand(
            new SniffedSocket(connection.channel().socket(), connection.heads().rest()),
            beginNanos);
        fate = Fate.PASSED_ON;
      } else {
        fate = http.serve(connection);
      }
    } catch (IOException e) {
      // The peer is gone, or was cut.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      connections.remove(connection);
      if (fate == Fate.FINISHED) connection.close();
    }
  }

  /// Stops listening and cuts all connections.
  @Override
  public void close() throws IOException {
    listener.close();
    connections.close();
    http2.close();
    threads.shutdownNow();
  }
}
