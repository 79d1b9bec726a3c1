package io.freshet.node.transfer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.freshet.engine.NodeId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// A source that answers each request as a test wants it to.
final class HostileSource implements AutoCloseable {
  final NodeId id = new NodeId(666);

  /// Connections on which pieces were asked for.
  final AtomicInteger connections = new AtomicInteger();

  final AtomicInteger requests = new AtomicInteger();
  final CountDownLatch firstRequest = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ServerSocket listener;

  /// What it does with a request.
  interface Behaviour {
    /// @param pieces the runs that were asked for
    /// @return whether the connection goes on
    Connection answer(String pieces, OutputStream out) throws IOException;
  }

  enum Connection {
    GOES_ON,
    ENDS,
    /// Nothing more is said on it, until this source is closed.
    FALLS_SILENT
  }

  HostileSource(Behaviour behaviour) throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(() -> accept(behaviour));
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort());
  }

  private void accept(Behaviour behaviour) {
    try {
      while (true) {
        Socket socket = listener.accept();
        Thread.startVirtualThread(() -> serve(socket, behaviour));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket socket, Behaviour behaviour) {
    try (socket) {
      InputStream in = socket.getInputStream();
      for (boolean first = true; true; first = false) {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
          int next = in.read();
          if (next < 0) return;
          head.append((char) next);
        }
        String target = head.substring(4, head.indexOf(" HTTP/"));
        if (target.contains("/leaves/")) {
          // Its bytes were wrong, and it is asked to look at its disk again.
          send(
              socket.getOutputStream(), "HTTP/1.1 404 Not Found\nContent-Length: 0\n", new byte[0]);
          return;
        }
        if (first) connections.incrementAndGet();
        requests.incrementAndGet();
        firstRequest.countDown();
        String pieces = target.substring(target.lastIndexOf('/') + 1);
        switch (behaviour.answer(pieces, socket.getOutputStream())) {
          case GOES_ON -> {}
          case ENDS -> {
            end(socket);
            return;
          }
          case FALLS_SILENT -> closed.await();
        }
      }
    } catch (IOException | InterruptedException e) {
      // The client has had enough.
    }
  }

  /// As servers do it: who closes while requests are unread resets the connection, and what is
  /// still on its way to the client is lost with it.
  private static void end(Socket socket) throws IOException {
    socket.shutdownOutput();
    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  static void send(OutputStream out, String head, byte[] body) throws IOException {
    out.write((head.replace("\n", "\r\n") + "\r\n").getBytes(ISO_8859_1));
    out.write(body);
    out.flush();
  }

  static String ok(String pieces, long length) {
    return "HTTP/1.1 200 OK\nContent-Length: " + length + "\nFreshet-Pieces: " + pieces + "\n";
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    listener.close();
  }
}
