package io.freshet.node.transfer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.engine.NodeId;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/// One port for both protocols, and what may go wrong with a port.
final class EndpointTest {
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private static Socket connect(Serving serving) throws IOException {
    return new Socket(serving.address().getAddress(), serving.address().getPort());
  }

  @Test
  void http2IsHandedOnWithItsFirstBytes() throws Exception {
    try (Serving serving = new Serving(1);
        ServerSocket control = serving.http2.createServerSocket();
        Socket client = connect(serving)) {
      byte[] said = (PREFACE + "and more").getBytes(US_ASCII);
      client.getOutputStream().write(said);
      try (Socket accepted = control.accept()) {
        assertArrayEquals(said, accepted.getInputStream().readNBytes(said.length));
        accepted.getOutputStream().write("answer".getBytes(US_ASCII));
        accepted.shutdownOutput();
        assertEquals("answer", new String(client.getInputStream().readAllBytes(), US_ASCII));
        assertEquals(client.getLocalSocketAddress(), accepted.getRemoteSocketAddress());
        assertEquals(serving.endpoint.port(), accepted.getLocalPort());
      }
    }
  }

  @Test
  void aPrefaceInSingleBytesIsOneToo() throws Exception {
    try (Serving serving = new Serving(1);
        ServerSocket control = serving.http2.createServerSocket();
        Socket client = connect(serving)) {
      client.setTcpNoDelay(true);
      for (byte b : PREFACE.getBytes(US_ASCII)) client.getOutputStream().write(b);
      try (Socket accepted = control.accept()) {
        assertEquals(
            PREFACE, new String(accepted.getInputStream().readNBytes(PREFACE.length()), US_ASCII));
      }
    }
  }

  @Test
  void almostAPrefaceIsHttp1() throws Exception {
    try (Serving serving = new Serving(1);
        Socket client = connect(serving)) {
      client.getOutputStream().write("PRI * HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
      assertTrue(
          new String(client.getInputStream().readAllBytes(), US_ASCII).startsWith("HTTP/1.1 405 "));
    }
  }

  @Test
  void aConnectionThatNobodyAcceptsIsClosedInTheEnd() throws Exception {
    Serving serving = new Serving(1);
    try (Socket client = connect(serving)) {
      client.getOutputStream().write(PREFACE.getBytes(US_ASCII));
      serving.close();
      assertThrowsOrEnds(client);
    }
  }

  private static void assertThrowsOrEnds(Socket client) {
    try {
      assertEquals(-1, client.getInputStream().read());
    } catch (IOException e) {
      assertTrue(e instanceof SocketException, "a reset, not " + e);
    }
  }

  /// A tracker that starts again has thousands of nodes coming back within a second.
  @Test
  void aCrowdIsTakenOverByWhoAcceptsOneByOne() throws Exception {
    int crowd = Endpoint.CONNECTIONS_MAX + HandedSockets.WAITING_MAX + 100;
    List<Socket> clients = new ArrayList<>();
    try (Serving serving = new Serving(1);
        ServerSocket control = serving.http2.createServerSocket()) {
      for (int i = 0; i < crowd; i++) {
        Socket client = connect(serving);
        clients.add(client);
        client.getOutputStream().write(PREFACE.getBytes(US_ASCII));
      }
      for (int i = 0; i < crowd; i++) control.accept().close();
    } finally {
      for (Socket client : clients) client.close();
    }
  }

  @Test
  void whoConnectsAndSaysNothingGivesWay() throws Exception {
    NodeCard card = new NodeCard(new NodeId(5), 1, "test");
    List<Socket> silent = new ArrayList<>();
    try (PieceServer server =
            new PieceServer(card, 1, new PauseSwitch(), RateLimit.unlimited(), new Traffic());
        Endpoint endpoint =
            Endpoint.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                server,
                new HandedSockets(),
                1)) {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), endpoint.port());
      for (int i = 0; i < Endpoint.CONNECTIONS_MAX; i++) {
        silent.add(new Socket(address.getAddress(), address.getPort()));
      }
      assertEquals(card, card(address));
    } finally {
      for (Socket socket : silent) socket.close();
    }
  }

  private static NodeCard card(InetSocketAddress address) {
    return assertInstanceOf(NodeProbe.Answer.Reached.class, NodeProbe.of(address)).card();
  }

  @Test
  void closingTheServerSocketEndsItsAccept() throws Exception {
    try (Serving serving = new Serving(1)) {
      ServerSocket control = serving.http2.createServerSocket();
      FutureTask<Socket> accepting = new FutureTask<>(control::accept);
      Thread.startVirtualThread(accepting);
      control.close();
      assertThrows(ExecutionException.class, accepting::get);
    }
  }

  @Test
  void aPortInUseIsNamedWithWhatToDo() throws Exception {
    try (Serving serving = new Serving(1)) {
      InetSocketAddress taken = serving.address();
      var refused =
          assertThrows(
              BindException.class,
              () -> Endpoint.listen(taken, serving.server, new HandedSockets()));
      String message = String.valueOf(refused.getMessage());
      assertTrue(message.contains("port " + taken.getPort() + " is in use"), message);
      assertTrue(message.contains("--listen"), message);
    }
  }

  @Test
  void theWildcardIsBothFamilies() throws Exception {
    PieceServer server =
        new PieceServer(
            new NodeCard(new NodeId(5), 1, "test"),
            1,
            new PauseSwitch(),
            RateLimit.unlimited(),
            new Traffic());
    try (server;
        Endpoint endpoint =
            Endpoint.listen(new InetSocketAddress(0), server, new HandedSockets())) {
      for (String host : new String[] {"127.0.0.1", "::1"}) {
        var address = new InetSocketAddress(InetAddress.getByName(host), endpoint.port());
        assertEquals(new NodeCard(new NodeId(5), 1, "test"), card(address), host);
      }
    }
  }

  @Test
  void aClosedEndpointAnswersNobody() throws Exception {
    Serving serving = new Serving(1);
    try (Socket idle = connect(serving)) {
      idle.getOutputStream().write("HEAD / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
      assertEquals('H', idle.getInputStream().read());
      serving.close();
      idle.getInputStream().readAllBytes();
      assertTrue(NodeProbe.of(serving.address()) instanceof NodeProbe.Answer.Unreached);
    }
  }
}
