package io.freshet.node.transfer;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// What comes in on one connection to a source: read in large portions into one direct buffer, from
/// which heads are parsed and bodies handed on without a copy.
final class Inflow {
  /// Large enough that system calls cost nothing, small enough that the bytes are still in the
  /// core's cache when they are hashed and written (128 KiB to 1 MiB are alike: `docs/adr`).
  static final int BUFFER_BYTES = 256 << 10;

  /// A piece shorter than this shares a read with the next ones.
  private static final int SMALL_BYTES = 64 << 10;

  private final SocketChannel channel;
  private final RateLimit limit;
  private final StallWatch watch;
  private final ByteBuffer buffer;
  private final byte[] headBytes = new byte[HttpHead.BYTES_MAX];

  Inflow(SocketChannel channel, ByteBuffer buffer, RateLimit limit, StallWatch watch) {
    this.channel = channel;
    this.buffer = buffer.clear().limit(0);
    this.limit = limit;
    this.watch = watch;
  }

  /// Reads the head of the next answer.
  HttpHead head() throws IOException, InterruptedException {
    int length = 0;
    while (true) {
      if (!buffer.hasRemaining()) fill(1, buffer.capacity());
      int portion = Math.min(buffer.remaining(), headBytes.length - length);
      if (portion == 0) throw new ProtocolException("an answer's head larger than 8 KiB");
      int before = buffer.position();
      buffer.get(headBytes, length, portion);
      int end = HttpHead.end(headBytes, Math.max(0, length - 3), length + portion);
      if (end < 0) {
        length += portion;
        continue;
      }
      buffer.position(before + end - length);
      try {
        return HttpHead.parse(headBytes, 0, end);
      } catch (HttpHead.MalformedException e) {
        throw new ProtocolException("a malformed answer: " + e.getMessage());
      }
    }
  }

  /// Some of the next `bytesMax` bytes, at least one: valid until the next call.
  ///
  /// Of a large piece nothing behind its end is read, so that the next one begins with a whole
  /// buffer; and the buffer is filled before it is handed on, so that what is done with it is done
  /// rarely.
  ByteBuffer some(int bytesMax) throws IOException, InterruptedException {
    if (!buffer.hasRemaining()) {
      if (bytesMax < SMALL_BYTES) fill(1, buffer.capacity());
      else fill(bytesMax, bytesMax);
    }
    int portion = Math.min(buffer.remaining(), bytesMax);
    ByteBuffer some = buffer.slice(buffer.position(), portion);
    buffer.position(buffer.position() + portion);
    return some;
  }

  void skip(long bytes) throws IOException, InterruptedException {
    for (long left = bytes; left > 0; ) {
      left -= some((int) Math.min(left, Integer.MAX_VALUE)).remaining();
    }
  }

  /// Reads at least so many bytes, or as many as the buffer or the rate limit takes at once.
  private void fill(int bytesMin, int bytesMax) throws IOException, InterruptedException {
    int portion = limit.portion(Math.min(bytesMax, buffer.capacity()));
    buffer.clear().limit(portion);
    do {
      int read = channel.read(buffer);
      if (read < 0) throw new EOFException("the connection ended");
      watch.moved(read, System.nanoTime());
    } while (buffer.position() < Math.min(bytesMin, portion));
    buffer.flip();
    if (limit.bytesPerSecond() == RateLimit.UNLIMITED) return;
    watch.pause(System.nanoTime());
    limit.take(buffer.remaining());
    watch.resume(System.nanoTime());
  }
}
