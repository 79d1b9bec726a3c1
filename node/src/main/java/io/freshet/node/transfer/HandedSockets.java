package io.freshet.node.transfer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;

/// A server socket that listens on nothing: it accepts the connections that an [Endpoint] hands on
/// because they speak HTTP/2. A gRPC server is given this as its factory of server sockets.
public final class HandedSockets extends ServerSocketFactory implements AutoCloseable {
  /// Connections that wait until they are accepted. That takes microseconds, but when thousands of
  /// nodes come at once, a millisecond or more is spent on greeting each of those before.
  static final int WAITING_MAX = 256;

  private final BlockingQueue<Socket> waiting = new ArrayBlockingQueue<>(WAITING_MAX);

  /// Stands for "no more": wakes who waits.
  private final Socket end = new Socket();

  /// Was a server's socket made, so that there is somebody to wait for?
  private volatile boolean served;

  private volatile boolean closed;

  /// Gives a connection to the server, or closes it when too many wait already and none of them is
  /// accepted in this time.
  void hand(Socket socket, long patienceNanos) throws IOException, InterruptedException {
    long patience = served ? patienceNanos : 0;
    if (closed || !waiting.offer(socket, patience, TimeUnit.NANOSECONDS)) socket.close();
    if (closed && waiting.remove(socket)) socket.close();
  }

  @Override
  public ServerSocket createServerSocket() throws IOException {
    return new Handed();
  }

  @Override
  public ServerSocket createServerSocket(int port) throws IOException {
    return new Handed();
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog) throws IOException {
    return new Handed();
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog, InetAddress address)
      throws IOException {
    return new Handed();
  }

  /// Refuses connections from now on.
  @Override
  public void close() throws IOException {
    closed = true;
    for (Socket socket; (socket = waiting.poll()) != null; ) socket.close();
    waiting.offer(end);
  }

  private final class Handed extends ServerSocket {
    private SocketAddress address = InetSocketAddress.createUnresolved("handed", 0);
    private volatile boolean ended;

    Handed() throws IOException {
      served = true;
    }

    @Override
    public Socket accept() throws IOException {
      try {
        while (!ended && !closed) {
          Socket socket = waiting.take();
          if (!socket.equals(end)) return socket;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new SocketException("closed");
    }

    @Override
    public void bind(SocketAddress endpoint) {
      bind(endpoint, 0);
    }

    @Override
    public void bind(SocketAddress endpoint, int backlog) {
      address = endpoint;
    }

    @Override
    public boolean isBound() {
      return true;
    }

    @Override
    public boolean isClosed() {
      return ended;
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
      return address;
    }

    @Override
    public int getLocalPort() {
      return address instanceof InetSocketAddress inet ? inet.getPort() : 0;
    }

    @Override
    public void close() throws IOException {
      ended = true;
      waiting.offer(end);
      super.close();
    }
  }
}
