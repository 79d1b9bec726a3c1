package io.freshet.node.transfer;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/// One GET on a connection of its own: for what is asked once, or lasts long. Blocks its thread,
/// which may be virtual.
final class OneShot implements Closeable {
  static final int CONNECT_MILLIS = 5_000;

  /// A server makes a request wait 2 s at most before it says that it is busy.
  private static final int HEAD_MILLIS = 5_000;

  private final Socket socket;
  private final SteadyInput in;
  private final int status;
  private final HttpHead head;
  private final long connectNanos;

  private OneShot(Socket socket, SteadyInput in, int status, HttpHead head, long connectNanos) {
    this.connectNanos = connectNanos;
    this.socket = socket;
    this.in = in;
    this.status = status;
    this.head = head;
  }

  /// Asks and reads the answer's head, which must be here within [#HEAD_MILLIS].
  ///
  /// @param headers further lines of the request's head, each with its line end
  /// @param silenceMillis how long the other side may take, after its head, for 16 KiB or a whole
  ///   message
  static OneShot get(InetSocketAddress address, String target, String headers, int silenceMillis)
      throws IOException {
    // No proxy by name: looking for one reads the JDK's network settings.
    Socket socket = new Socket(Proxy.NO_PROXY);
    try {
      socket.setTcpNoDelay(true);
      InetSocketAddress resolved = Addresses.resolved(address);
      long beganNanos = System.nanoTime();
      socket.connect(resolved, CONNECT_MILLIS);
      long connectNanos = System.nanoTime() - beganNanos;
      String request =
          "GET "
              + target
              + " HTTP/1.1\r\nHost: "
              + Addresses.host(address)
              + "\r\n"
              + headers
              + "\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return answer(socket, silenceMillis, connectNanos);
    } catch (IOException e) {
      socket.close();
      throw e;
    } catch (HttpHead.MalformedException e) {
      socket.close();
      throw new ProtocolException(e.getMessage());
    }
  }

  private static OneShot answer(Socket socket, int silenceMillis, long connectNanos)
      throws IOException, HttpHead.MalformedException {
    InputStream in = new BufferedInputStream(socket.getInputStream(), HttpHead.BYTES_MAX);
    byte[] bytes = new byte[HttpHead.BYTES_MAX];
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(HEAD_MILLIS);
    for (int length = 0; length < bytes.length; ) {
      if (in.available() == 0) hurry(socket, deadline);
      int next = in.read();
      if (next < 0) throw new ProtocolException("the connection ended within the answer's head");
      bytes[length++] = (byte) next;
      if (HttpHead.end(bytes, Math.max(0, length - 3), length) < 0) continue;
      HttpHead head = HttpHead.parse(bytes, 0, length);
      return new OneShot(
          socket,
          new SteadyInput(socket, in, silenceMillis),
          ResponseLine.status(head.firstLine()),
          head,
          connectNanos);
    }
    throw new ProtocolException("an answer's head larger than 8 KiB");
  }

  int status() {
    return status;
  }

  /// How long it took to connect.
  long connectNanos() {
    return connectNanos;
  }

  HttpHead head() {
    return head;
  }

  SteadyInput body() {
    return in;
  }

  /// How long the body is, which it must say and which must be at most so much.
  int length(int bytesMax) throws IOException {
    long length;
    try {
      length = head.number("content-length").orElse(-1L);
    } catch (HttpHead.MalformedException e) {
      throw new ProtocolException(e.getMessage());
    }
    if (length < 0 || length > bytesMax) {
      throw new ProtocolException(
          "an answer of " + length + " bytes, where " + bytesMax + " are the most");
    }
    return (int) length;
  }

  /// The whole body of this length.
  byte[] body(int length) throws IOException {
    byte[] body = new byte[length];
    if (in.readNBytes(body, 0, length) < length) {
      throw new ProtocolException("the answer ended too early");
    }
    return body;
  }

  /// The next read may take as long as there is left.
  private static void hurry(Socket socket, long deadline) throws IOException {
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    if (left <= 0) throw new SocketTimeoutException("the answer is too slow");
    socket.setSoTimeout((int) left);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }
}
