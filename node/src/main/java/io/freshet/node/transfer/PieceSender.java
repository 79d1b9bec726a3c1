package io.freshet.node.transfer;

import io.freshet.content.Manifest;
import io.freshet.node.disk.Holding;
import io.freshet.node.disk.Holding.Reading;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/// Sends one answer with pieces: read into a slot's buffer, written to the socket, nothing else is
/// copied.
final class PieceSender {
  /// Written at once to a peer that takes them slowly, so that its progress can be seen.
  private static final int SLOW_WRITE_BYTES = 16 << 10;

  private static final long SLOW_NANOS = 1_000_000_000;

  /// A piece could not be sent to its end: the connection must be cut, for the answer's length was
  /// promised.
  static final class CutException extends IOException {
    private static final long serialVersionUID = 1L;

    CutException(String message) {
      super(message);
    }
  }

  private final SocketChannel channel;
  private final ByteBuffer buffer;
  private final RateLimit limit;
  private final StallWatch watch;
  private final Traffic.Meter meter;
  private int writeMax;

  PieceSender(
      SocketChannel channel,
      ByteBuffer buffer,
      RateLimit limit,
      StallWatch watch,
      Traffic.Meter meter) {
    this.channel = channel;
    this.buffer = buffer.clear();
    this.limit = limit;
    this.watch = watch;
    this.meter = meter;
    this.writeMax = buffer.capacity();
  }

  /// Sends a manifest.
  void send(byte[] head, Manifest manifest) throws IOException, InterruptedException {
    begin(head);
    for (int sent = 0; sent < manifest.torrentBytes(); ) {
      if (!buffer.hasRemaining()) flush();
      int before = buffer.position();
      manifest.read(sent, buffer);
      sent += buffer.position() - before;
    }
    flush();
  }

  private void begin(byte[] head) {
    buffer.put(head);
    watch.begin(System.nanoTime());
    watch.pause(System.nanoTime());
  }

  void send(byte[] head, Holding holding, PieceRuns runs) throws IOException, InterruptedException {
    begin(head);
    for (int run = 0; run < runs.firsts().length; run++) {
      int first = runs.firsts()[run];
      for (int i = 0; i < runs.counts()[run]; i++) add(holding, first + i);
    }
    flush();
  }

  private void add(Holding holding, int piece) throws IOException, InterruptedException {
    Optional<Reading> opened = holding.read(piece);
    if (opened.isEmpty()) throw new CutException("piece " + piece + " was withdrawn");
    try (Reading reading = opened.get()) {
      meter.sent(reading.remaining());
      while (reading.remaining() > 0) {
        if (!buffer.hasRemaining()) flush();
        fill(reading, holding, piece);
      }
      if (!reading.intact()) throw new CutException("piece " + piece + " changed");
    }
  }

  private void fill(Reading reading, Holding holding, int piece) throws IOException {
    try {
      reading.fill(buffer);
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      // Cut off, and then nothing of the file is held any more; or it cannot be read just here.
      if (reading.intact()) holding.rotten(piece);
      throw new CutException("piece " + piece + " cannot be read: " + e.getMessage());
    }
  }

  private void flush() throws IOException, InterruptedException {
    buffer.flip();
    int end = buffer.limit();
    while (buffer.position() < end) {
      int portion = limit.portion(Math.min(end - buffer.position(), writeMax));
      limit.take(portion);
      buffer.limit(buffer.position() + portion);
      write(portion);
      buffer.limit(end);
    }
    buffer.clear();
  }

  private void write(int portion) throws IOException {
    long begun = System.nanoTime();
    watch.resume(begun);
    Exchange.write(channel, buffer);
    long now = System.nanoTime();
    watch.moved(portion, now);
    watch.pause(now);
    writeMax = now - begun > SLOW_NANOS ? SLOW_WRITE_BYTES : buffer.capacity();
  }
}
