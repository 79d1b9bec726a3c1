package io.freshet.node.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.Test;

/// How many connections a tracker takes, in all and from one address.
final class ConnectionsTest {

  private final Deque<Socket> arriving = new ArrayDeque<>();
  private long now;
  private final Connections connections = new Connections(new Arriving(), 5, 2, () -> now);

  /// A connection from somewhere: nothing goes through it.
  private static final class From extends Socket {
    private final InetSocketAddress remote;
    private boolean closed;

    From(String host, int port) {
      remote = new InetSocketAddress(host, port);
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
      return remote;
    }

    @Override
    public InetAddress getInetAddress() {
      return remote.getAddress();
    }

    @Override
    public synchronized void close() {
      closed = true;
    }

    @Override
    public boolean isClosed() {
      return closed;
    }
  }

  private final class Arriving extends ServerSocketFactory {
    @Override
    public ServerSocket createServerSocket() throws IOException {
      return new ServerSocket() {
        @Override
        public Socket accept() throws IOException {
          Socket next = arriving.poll();
          if (next == null) {
            throw new SocketException("nobody else");
          }
          return next;
        }
      };
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
      return createServerSocket();
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws IOException {
      return createServerSocket();
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address)
        throws IOException {
      return createServerSocket();
    }
  }

  /// All come, one after the other; answers who got in.
  private List<Socket> accepted(From... sockets) throws IOException {
    arriving.addAll(List.of(sockets));
    List<Socket> accepted = new ArrayList<>();
    try (ServerSocket server = connections.createServerSocket()) {
      while (true) {
        accepted.add(server.accept());
      }
    } catch (SocketException nobodyElse) {
      return accepted;
    }
  }

  @Test
  void oneAddressTakesOnlySoMany() throws Exception {
    var crowd = new From("192.0.2.1", 3);
    var other = new From("192.0.2.2", 4);
    assertEquals(
        3, accepted(new From("192.0.2.1", 1), new From("192.0.2.1", 2), crowd, other).size());
    assertTrue(crowd.isClosed());
    assertFalse(other.isClosed());
    connections.over(new InetSocketAddress("192.0.2.1", 1));
    later();
    assertEquals(1, accepted(new From("192.0.2.1", 5)).size(), "one has gone");
  }

  @Test
  void thereAreOnlySoManyInAll() throws Exception {
    From[] six = new From[6];
    for (int i = 0; i < six.length; i++) {
      six[i] = new From("127.0.0.1", i + 1);
    }
    assertEquals(5, accepted(six).size(), "the tracker's own machine may take them all");
    assertTrue(six[5].isClosed());
    six[0].close();
    later();
    assertEquals(1, accepted(new From("192.0.2.1", 1)).size(), "whose end nobody told");
    connections.cut(six[1].getRemoteSocketAddress());
    assertTrue(six[1].isClosed());
    assertEquals(1, accepted(new From("192.0.2.1", 2)).size());
  }

  private void later() {
    now += Connections.PERIOD_NANOS + 1;
  }

  /// They come and go as fast as they can: each of them would be greeted.
  @Test
  void thoseOfOneAddressComeOnlySoFast() throws Exception {
    for (int port = 1; port <= 20; port++) {
      assertEquals(port <= 2 ? 1 : 0, accepted(new From("192.0.2.1", port)).size());
      connections.over(new InetSocketAddress("192.0.2.1", port));
    }
    assertEquals(1, accepted(new From("192.0.2.2", 1)).size(), "another one");
    later();
    assertEquals(1, accepted(new From("192.0.2.1", 1)).size());
  }

  @Test
  void andSoDoAllOfThem() throws Exception {
    for (int host = 1; host <= 20; host++) {
      assertEquals(host <= 5 ? 1 : 0, accepted(new From("192.0.2." + host, 1)).size());
      connections.over(new InetSocketAddress("192.0.2." + host, 1));
    }
    later();
    assertEquals(1, accepted(new From("127.0.0.1", 1)).size());
  }
}
