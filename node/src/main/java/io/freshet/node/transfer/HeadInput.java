package io.freshet.node.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/// The heads of requests from one connection, one after the other: bounded in size, and in time
/// once one has begun.
final class HeadInput {
  /// Before the first request and between two: a client keeps a connection that it may need again.
  private static final int IDLE_MILLIS = 60_000;

  /// From a head's first byte to its last. A head is one packet or two.
  private static final int HEAD_MILLIS = 10_000;

  /// How long to wait for what.
  ///
  /// @param idle before the first request and between two
  /// @param head from a head's first byte to its last
  record Patience(int idle, int head) {}

  static final Patience PATIENCE = new Patience(IDLE_MILLIS, HEAD_MILLIS);

  private final Socket socket;
  private final Patience patience;
  private final InputStream in;
  private final byte[] buffer = new byte[HttpHead.BYTES_MAX];
  private int start;
  private int end;

  /// What comes next on a connection.
  sealed interface Next {
    record Head(HttpHead head) implements Next {}

    /// The peer closed the connection, or was silent for too long.
    record End() implements Next {}

    /// Not HTTP, or too slow, or too large.
    record Bad(int status, String reason) implements Next {}
  }

  HeadInput(Socket socket, Patience patience) throws IOException {
    this.socket = socket;
    this.patience = patience;
    this.in = socket.getInputStream();
  }

  /// The first bytes of the connection, as soon as there are enough to tell whether they begin with
  /// `preface`; empty if the peer went away before.
  ///
  /// @return whether they do
  boolean beginsWith(byte[] preface) throws IOException {
    // Like a connection between two requests: who has connected may be slow to begin.
    if (!readFirst()) return false;
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patience.head);
    while (end < preface.length) {
      for (int i = 0; i < end; i++) if (buffer[i] != preface[i]) return false;
      if (!read(deadline)) return false;
    }
    for (int i = 0; i < preface.length; i++) if (buffer[i] != preface[i]) return false;
    return true;
  }

  /// What was read and not used.
  byte[] rest() {
    return java.util.Arrays.copyOfRange(buffer, start, end);
  }

  Next next() throws IOException {
    try {
      skipEmptyLines();
      while (start == end) {
        if (!readFirst()) return new Next.End();
        skipEmptyLines();
      }
      long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patience.head);
      int headEnd;
      while ((headEnd = HttpHead.end(buffer, start, end)) < 0) {
        if (end - start == buffer.length) return new Next.Bad(431, "the head is larger than 8 KiB");
        compact();
        if (!read(deadline)) return new Next.End();
      }
      HttpHead head = HttpHead.parse(buffer, start, headEnd);
      start = headEnd;
      return new Next.Head(head);
    } catch (HttpHead.MalformedException e) {
      return new Next.Bad(400, String.valueOf(e.getMessage()));
    } catch (SocketTimeoutException e) {
      return start == end ? new Next.End() : new Next.Bad(408, "the head took too long");
    }
  }

  /// Some clients send an empty line behind a request.
  private void skipEmptyLines() {
    while (start < end && (buffer[start] == '\r' || buffer[start] == '\n')) start++;
  }

  private boolean readFirst() throws IOException {
    start = 0;
    end = 0;
    socket.setSoTimeout(patience.idle);
    return fill();
  }

  private boolean read(long deadline) throws IOException {
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    if (left <= 0) throw new SocketTimeoutException();
    socket.setSoTimeout((int) left);
    return fill();
  }

  private boolean fill() throws IOException {
    int read = in.read(buffer, end, buffer.length - end);
    if (read < 0) return false;
    end += read;
    return true;
  }

  private void compact() {
    if (start == 0) return;
    System.arraycopy(buffer, start, buffer, 0, end - start);
    end -= start;
    start = 0;
  }
}
