package io.freshet.engine.durability;

import io.freshet.content.Fingerprint;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// Reads a journal that may be torn, damaged, of another version or not a journal at all: what is
/// whole, up to the first record that is not.
final class JournalReader<X extends Exception> {
  private static final int BUFFER_BYTES =
      2 * (JournalFormat.PAYLOAD_MAX + JournalFormat.RECORD_OVERHEAD);

  private final Disk<X> disk;
  private final String path;
  private final ReleaseShape shape;
  private final Claims claims;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
  private final CRC32C crc = new CRC32C();
  private long readTo;

  JournalReader(Disk<X> disk, String path, ReleaseShape shape, Claims claims) {
    this.disk = disk;
    this.path = path;
    this.shape = shape;
    this.claims = claims;
  }

  /// How a journal ends.
  enum End {
    /// With its last record.
    WHOLE,
    /// With bytes that are no record.
    TORN,
    /// It is not a journal of this release and version.
    FOREIGN
  }

  End replay() throws X {
    if (!has(JournalFormat.HEADER_BYTES)) return End.FOREIGN;
    ByteBuffer header = buffer.slice(buffer.position(), JournalFormat.HEADER_BYTES);
    if (!header.equals(JournalFormat.header(shape.infoHash()))) return End.FOREIGN;
    buffer.position(buffer.position() + JournalFormat.HEADER_BYTES);
    while (record()) {}
    return has(1) ? End.TORN : End.WHOLE;
  }

  /// Takes one record; false, with the buffer at its start, if there is no whole and sensible one.
  private boolean record() throws X {
    if (!has(JournalFormat.RECORD_OVERHEAD)) return false;
    int length = buffer.getInt(buffer.position());
    if (length < 0 || length > JournalFormat.PAYLOAD_MAX) return false;
    if (!has(length + JournalFormat.RECORD_OVERHEAD)) return false;
    int start = buffer.position();
    crc.reset();
    crc.update(buffer.slice(start, length + 5));
    if ((int) crc.getValue() != buffer.getInt(start + 5 + length)) return false;
    if (!apply(buffer.get(start + 4), buffer.slice(start + 5, length))) return false;
    buffer.position(start + length + JournalFormat.RECORD_OVERHEAD);
    return true;
  }

  private boolean apply(byte type, ByteBuffer payload) {
    return switch (type) {
      case JournalFormat.VERIFIED, JournalFormat.PLACED -> runs(type, payload);
      case JournalFormat.STAGED, JournalFormat.IN_PLACE -> {
        if (payload.remaining() != 12 || !isFile(payload.getInt(0))) yield false;
        int file = payload.getInt();
        long inode = payload.getLong();
        if (type == JournalFormat.STAGED) claims.staged(file, inode);
        else claims.inPlace(file, inode);
        yield true;
      }
      case JournalFormat.FINISHING, JournalFormat.STANDING -> {
        if (payload.remaining() != 36 || !isFile(payload.getInt(0))) yield false;
        int file = payload.getInt();
        Fingerprint print =
            new Fingerprint(
                payload.getLong(), payload.getLong(), payload.getLong(), payload.getLong());
        if (type == JournalFormat.FINISHING) claims.finishing(file, print);
        else claims.standing(file, print);
        yield true;
      }
      case JournalFormat.STANDING_NEST -> {
        if (payload.remaining() != 8) yield false;
        int first = payload.getInt();
        int count = payload.getInt();
        if (!isFile(first) || count < 1 || count > shape.fileCount() - first) yield false;
        claims.standingAsFinished(first, first + count);
        yield true;
      }
      case JournalFormat.SWAPPING, JournalFormat.SWAPPED -> {
        if (payload.hasRemaining()) yield false;
        claims.swap = type == JournalFormat.SWAPPING ? Swap.BEGUN : Swap.DONE;
        yield true;
      }
      default -> false;
    };
  }

  private boolean isFile(int file) {
    return file >= 0 && file < shape.fileCount();
  }

  /// All runs are looked at before one is taken.
  private boolean runs(byte type, ByteBuffer payload) {
    if (payload.remaining() % 8 != 0) return false;
    for (int at = 0; at < payload.limit(); at += 8) {
      int first = payload.getInt(at);
      int count = payload.getInt(at + 4);
      if (first < 0 || count < 1 || count > shape.pieceCount() - first) return false;
    }
    while (payload.hasRemaining()) {
      int first = payload.getInt();
      int end = first + payload.getInt();
      if (type == JournalFormat.PLACED) claims.placed.set(first, end);
      else claims.verified.set(first, end);
    }
    return true;
  }

  /// Are so many bytes in the buffer, or can they be read?
  private boolean has(int bytes) throws X {
    if (buffer.remaining() >= bytes) return true;
    buffer.compact();
    while (buffer.position() < bytes) {
      int read = disk.read(path, buffer, readTo);
      if (read < 0) break;
      readTo += read;
    }
    buffer.flip();
    return buffer.remaining() >= bytes;
  }
}
