package io.freshet.node.disk;

import io.freshet.content.Fingerprint;
import io.freshet.content.Manifest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.BitSet;
import java.util.zip.CRC32C;

/// Reads a journal that may be torn, damaged, of another version or not a journal at all.
final class JournalReader {
  private static final int BUFFER_BYTES = 2 * (Journal.PAYLOAD_MAX + Journal.RECORD_OVERHEAD);

  private final FileChannel channel;
  private final Manifest manifest;
  private final Claims claims;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).limit(0);
  private final CRC32C crc = new CRC32C();
  private long readTo;

  private JournalReader(FileChannel channel, Manifest manifest, Claims claims) {
    this.channel = channel;
    this.manifest = manifest;
    this.claims = claims;
  }

  /// Replays what is whole.
  ///
  /// @return how many bytes of the file are valid; 0 if it must begin anew
  static long replay(FileChannel channel, Manifest manifest, Claims claims) throws IOException {
    return new JournalReader(channel, manifest, claims).replay();
  }

  private long replay() throws IOException {
    if (!has(Journal.HEADER_BYTES)) return 0;
    ByteBuffer header = buffer.slice(buffer.position(), Journal.HEADER_BYTES);
    if (!header.equals(Journal.header(manifest))) return 0;
    buffer.position(buffer.position() + Journal.HEADER_BYTES);
    while (record()) {}
    return readTo - buffer.remaining();
  }

  /// Takes one record; false, with the buffer at its start, if there is no whole and sensible one.
  private boolean record() throws IOException {
    if (!has(Journal.RECORD_OVERHEAD)) return false;
    int start = buffer.position();
    int length = buffer.getInt(start);
    if (length < 0 || length > Journal.PAYLOAD_MAX) return false;
    if (!has(length + Journal.RECORD_OVERHEAD)) return false;
    start = buffer.position();
    crc.reset();
    crc.update(buffer.slice(start, length + 5));
    if ((int) crc.getValue() != buffer.getInt(start + 5 + length)) return false;
    if (!apply(buffer.get(start + 4), buffer.slice(start + 5, length))) return false;
    buffer.position(start + length + Journal.RECORD_OVERHEAD);
    return true;
  }

  private boolean apply(byte type, ByteBuffer payload) {
    return switch (type) {
      case Journal.VERIFIED -> runs(payload, claims.verified);
      case Journal.PLACED -> runs(payload, claims.placed);
      case Journal.STAGED -> {
        if (payload.remaining() != 12 || !isFile(payload.getInt(0))) yield false;
        claims.staged(payload.getInt(), payload.getLong());
        yield true;
      }
      case Journal.FINISHING, Journal.STANDING -> {
        if (payload.remaining() != 36 || !isFile(payload.getInt(0))) yield false;
        int file = payload.getInt();
        Fingerprint print =
            new Fingerprint(
                payload.getLong(), payload.getLong(), payload.getLong(), payload.getLong());
        if (type == Journal.FINISHING) claims.finishing(file, print);
        else claims.standing(file, print);
        yield true;
      }
      default -> false;
    };
  }

  private boolean isFile(int file) {
    return file >= 0 && file < manifest.fileCount();
  }

  private boolean runs(ByteBuffer payload, BitSet pieces) {
    if (payload.remaining() % 8 != 0) return false;
    while (payload.hasRemaining()) {
      int first = payload.getInt();
      int count = payload.getInt();
      if (first < 0 || count < 1 || count > manifest.pieces().count() - first) return false;
      pieces.set(first, first + count);
    }
    return true;
  }

  /// Are so many bytes in the buffer, or can they be read?
  private boolean has(int bytes) throws IOException {
    if (buffer.remaining() >= bytes) return true;
    buffer.compact();
    while (buffer.position() < bytes) {
      int read = channel.read(buffer, readTo);
      if (read < 0) break;
      readTo += read;
    }
    buffer.flip();
    return buffer.remaining() >= bytes;
  }
}
