package io.freshet.node.control;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/// The accepted connections by their far end, so that one can be cut whatever gRPC still wants to
/// write to it; and no more of them than a tracker can hold.
///
/// gRPC ends a call politely: it queues the ending behind what the peer has not read. For a peer
/// that reads nothing, that is for ever.
final class Connections extends ServerSocketFactory {

  /// One for each node, and people with their questions: `ls`, `status`, `publish`.
  static final int CONNECTIONS_MAX = TrackerDesk.NODES_MAX + 1_024;

  /// Of them from one address elsewhere, as with nodes.
  static final int CONNECTIONS_PER_ADDRESS_MAX = TrackerDesk.NODES_PER_ADDRESS_MAX + 256;

  private final ServerSocketFactory sockets;
  private final int connectionsMax;
  private final int perAddressMax;
  private final Map<SocketAddress, Socket> open = new ConcurrentHashMap<>();

  Connections(ServerSocketFactory sockets) {
    this(sockets, CONNECTIONS_MAX, CONNECTIONS_PER_ADDRESS_MAX);
  }

  Connections(ServerSocketFactory sockets, int connectionsMax, int perAddressMax) {
    this.sockets = sockets;
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
        if (remote != null && hasRoomFor(socket)) {
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
