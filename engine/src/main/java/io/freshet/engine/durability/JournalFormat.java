package io.freshet.engine.durability;

import io.freshet.content.Fingerprint;
import io.freshet.content.InfoHash;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// The bytes of a journal, as `docs/disk.md` describes them.
final class JournalFormat {
  static final byte STAGED = 1;
  static final byte VERIFIED = 2;
  static final byte PLACED = 3;
  static final byte FINISHING = 4;
  static final byte STANDING = 5;
  static final byte IN_PLACE = 6;
  static final byte SWAPPING = 7;
  static final byte SWAPPED = 8;
  static final byte STANDING_NEST = 9;

  /// 2: files in place and swaps; *standing* follows each rename.
  static final int VERSION = 2;

  /// `FRESHET1`, version, info hash, CRC.
  static final int HEADER_BYTES = 8 + 4 + 32 + 4;

  /// Payload length and type before the payload, the CRC of all these behind it.
  static final int RECORD_OVERHEAD = 4 + 1 + 4;

  /// 4,096 runs of pieces, 8 bytes each: a batch rarely has more, and then it takes several
  /// records.
  static final int PAYLOAD_MAX = 32 << 10;

  private static final long MAGIC = 0x4652455348455431L; // "FRESHET1"

  /// The first piece and how many.
  private static final int RUN_BYTES = 2 * Integer.BYTES;

  private static final int FINGERPRINT_BYTES = 4 * Long.BYTES;

  private JournalFormat() {}

  static ByteBuffer header(InfoHash infoHash) {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    header.putLong(MAGIC).putInt(VERSION).put(infoHash.hash().bytes());
    CRC32C crc = new CRC32C();
    crc.update(header.array(), 0, header.position());
    return header.putInt((int) crc.getValue()).flip();
  }

  /// Records being encoded, one after the other.
  static final class Encoder {
    private static final int FIRST_BYTES = 4 << 10;

    private ByteBuffer bytes = ByteBuffer.allocate(FIRST_BYTES);
    private final CRC32C crc = new CRC32C();
    private int start;

    int size() {
      return bytes.position();
    }

    void header(InfoHash infoHash) {
      reserve(HEADER_BYTES);
      bytes.put(JournalFormat.header(infoHash));
    }

    void append(JournalRecord said) {
      said.encode(this);
    }

    void bare(byte type) {
      begin(type, 0);
      end();
    }

    void inode(byte type, int file, long inode) {
      begin(type, Integer.BYTES + Long.BYTES);
      bytes.putInt(file).putLong(inode);
      end();
    }

    void print(byte type, int file, Fingerprint print) {
      begin(type, Integer.BYTES + FINGERPRINT_BYTES);
      bytes.putInt(file).putLong(print.size()).putLong(print.mtimeNanos());
      bytes.putLong(print.ctimeNanos()).putLong(print.inode());
      end();
    }

    void run(byte type, int first, int count) {
      begin(type, RUN_BYTES);
      bytes.putInt(first).putInt(count);
      end();
    }

    void runs(byte type, int[] pieces) {
      int at = 0;
      while (at < pieces.length) {
        begin(type, Math.min(PAYLOAD_MAX, RUN_BYTES * (pieces.length - at)));
        int room = PAYLOAD_MAX / RUN_BYTES;
        while (at < pieces.length && room-- > 0) {
          int next = at + 1;
          while (next < pieces.length && pieces[next] == pieces[next - 1] + 1) next++;
          bytes.putInt(pieces[at]).putInt(next - at);
          at = next;
        }
        end();
      }
    }

    /// @param most bytes of the payload at most
    private void begin(byte type, int most) {
      reserve(most + RECORD_OVERHEAD);
      start = bytes.position();
      bytes.putInt(0).put(type);
    }

    private void end() {
      bytes.putInt(start, bytes.position() - start - Integer.BYTES - 1);
      crc.reset();
      crc.update(bytes.array(), start, bytes.position() - start);
      bytes.putInt((int) crc.getValue());
    }

    private void reserve(int more) {
      if (bytes.remaining() >= more) return;
      ByteBuffer larger = ByteBuffer.allocate(Math.max(2 * bytes.capacity(), size() + more));
      bytes = larger.put(bytes.flip());
    }

    /// Takes what was encoded.
    ByteBuffer take() {
      ByteBuffer all = ByteBuffer.allocate(size()).put(bytes.flip()).flip();
      bytes = bytes.capacity() > PAYLOAD_MAX ? ByteBuffer.allocate(FIRST_BYTES) : bytes.clear();
      return all;
    }
  }
}
