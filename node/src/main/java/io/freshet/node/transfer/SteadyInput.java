package io.freshet.node.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/// What comes in on a connection for as long as it goes on coming: 16 KiB, or a whole message, in
/// each stretch of waiting. Who sends a byte now and then is given up like who sends nothing.
///
/// Only time spent waiting counts, not what is done with the bytes in between.
final class SteadyInput extends InputStream {

  /// A read that took so much longer than it may was not running: this process was suspended.
  private static final long SUSPENDED_MILLIS = 1_000;

  private final Socket socket;
  private final InputStream in;
  private final int millisMax;
  private long waitedMillis;
  private int moved;

  /// @param in the socket's, perhaps buffered
  /// @param millisMax how long a stretch may be
  SteadyInput(Socket socket, InputStream in, int millisMax) {
    this.socket = socket;
    this.in = in;
    this.millisMax = millisMax;
  }

  /// A message was read to its end: the next one has all the time that there is.
  void ended() {
    waitedMillis = 0;
    moved = 0;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) return 0;
    long left = millisMax - waitedMillis;
    if (left <= 0) throw tooLittle();
    if (in.available() > 0) return moved(in.read(bytes, offset, length));
    socket.setSoTimeout((int) left);
    long begunNanos = System.nanoTime();
    int read;
    try {
      read = in.read(bytes, offset, length);
    } catch (SocketTimeoutException e) {
      throw tooLittle();
    }
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos);
    if (took < left + SUSPENDED_MILLIS) waitedMillis += took;
    return moved(read);
  }

  private SocketTimeoutException tooLittle() {
    return new SocketTimeoutException("too little came in " + millisMax / 1000 + " s");
  }

  private int moved(int read) {
    moved += Math.max(0, read);
    if (moved >= StallWatch.BYTES_MIN) ended();
    return read;
  }
}
