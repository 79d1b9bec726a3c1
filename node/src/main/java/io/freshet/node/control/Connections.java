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
/// write to it.
///
/// gRPC ends a call politely: it queues the ending behind what the peer has not read. For a peer
/// that reads nothing, that is for ever.
final class Connections extends ServerSocketFactory {

  private final ServerSocketFactory sockets;
  private final Map<SocketAddress, Socket> open = new ConcurrentHashMap<>();

  Connections(ServerSocketFactory sockets) {
    this.sockets = sockets;
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
        if (remote != null) {
          open.put(remote, socket);
          return socket;
        }
        // Gone before it was looked at; gRPC would end its accepting over it.
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
