package io.freshet.node.control;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/// The accepted connections by their far end, so that one can be cut whatever gRPC still wants to
/// write to it; and no more of them than a tracker can hold, nor faster than it can greet them.
///
/// gRPC ends a call politely: it queues the ending behind what the peer has not read. For a peer
/// that reads nothing, that is for ever.
final class Connections extends ServerSocketFactory {

  /// One for each node, and people with their questions: `ls`, `status`, `publish`.
  static final int CONNECTIONS_MAX = TrackerDesk.NODES_MAX + 1_024;

  /// Of them from one address elsewhere, as with nodes.
  static final int CONNECTIONS_PER_ADDRESS_MAX = TrackerDesk.NODES_PER_ADDRESS_MAX + 256;

  /// So often may come as many as may be here. To greet one costs a millisecond or so of a core: an
  /// address that comes and goes as fast as it can takes 0.7 of one, a site behind one address that
  /// loses its tracker is back within this time.
  static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(15);

  private final ServerSocketFactory sockets;
  private final int connectionsMax;
  private final int perAddressMax;
  private final LongSupplier nanoTime;
  private final Map<SocketAddress, Socket> open = new ConcurrentHashMap<>();

  // The accepting thread's: who came in this period, of at most `connectionsMax` addresses.
  private final Map<InetAddress, Integer> came = new HashMap<>();
  private long periodBegun;
  private int cameInAll;

  Connections(ServerSocketFactory sockets) {
    this(sockets, CONNECTIONS_MAX, CONNECTIONS_PER_ADDRESS_MAX, System::nanoTime);
  }

  Connections(
      ServerSocketFactory sockets, int connectionsMax, int perAddressMax, LongSupplier nanoTime) {
    this.sockets = sockets;
    this.nanoTime = nanoTime;
    periodBegun = nanoTime.getAsLong();
    this.connectionsMax = connectionsMax;
    this.perAddressMax = perAddressMax;
  }

  private boolean hasRoomFor(Socket newcomer) {
    if (open.size() >= connectionsMax) {
      // Those of which gRPC never told the end.
      open.values().removeIf(Socket::isClosed);
    }
    return open.size() < connectionsMax && !isCrowded(newcomer.getInetAddress());
  }

  private boolean isCrowded(@Nullable InetAddress host) {
    return host != null
        && !host.isLoopbackAddress()
        && open.size() >= perAddressMax
        && open.values().stream()
                .filter(other -> host.equals(other.getInetAddress()) && !other.isClosed())
                .count()
            >= perAddressMax;
  }

  /// Do not too many come at once, of this address or of all? It counts those that do not.
  private boolean isSlowEnough(@Nullable InetAddress host) {
    if (nanoTime.getAsLong() - periodBegun > PERIOD_NANOS) {
      periodBegun = nanoTime.getAsLong();
      came.clear();
      cameInAll = 0;
    }
    if (cameInAll >= connectionsMax) {
      return false;
    }
    if (host != null
        && !host.isLoopbackAddress()
        && came.merge(host, 1, Integer::sum) > perAddressMax) {
      return false;
    }
    cameInAll++;
    return true;
  }

  /// Cuts this connection, if it is still there.
  void cut(SocketAddress remote) {
    @Nullable Socket socket = open.remove(remote);
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        // It is gone, which is what was wanted.
      }
    }
  }

  /// Forgets a connection that is over.
  void over(SocketAddress remote) {
    open.remove(remote);
  }

  @Override
  public ServerSocket createServerSocket() throws IOException {
    return new Remembering(sockets.createServerSocket());
  }

  @Override
  public ServerSocket createServerSocket(int port) throws IOException {
    throw new IOException("gRPC makes a socket first and binds it then");
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog) throws IOException {
    return createServerSocket(port);
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog, InetAddress address)
      throws IOException {
    return createServerSocket(port);
  }

  /// Another server socket whose connections are remembered.
  private final class Remembering extends ServerSocket {
    private final ServerSocket listening;

    Remembering(ServerSocket listening) throws IOException {
      this.listening = listening;
    }

    @Override
    public Socket accept() throws IOException {
      while (true) {
        Socket socket = listening.accept();
        @Nullable SocketAddress remote = socket.getRemoteSocketAddress();
        if (remote != null && isSlowEnough(socket.getInetAddress()) && hasRoomFor(socket)) {
          open.put(remote, socket);
          return socket;
        }
        // One too many; or gone before it was looked at: gRPC would end its accepting over it.
        socket.close();
      }
    }

    @Override
    public void bind(SocketAddress address) throws IOException {
      listening.bind(address);
    }

    @Override
    public @Nullable SocketAddress getLocalSocketAddress() {
      return listening.getLocalSocketAddress();
    }

    @Override
    public void close() throws IOException {
      listening.close();
    }
  }
}
