package io.freshet.node.disk;

import io.freshet.content.Fingerprint;
import io.freshet.content.Manifest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/// What of a release is in place: an append-only file whose format is in `docs/disk.md`.
///
/// A record that claims something durable is written after its data was synced, and forced by the
/// caller; hints (`verified`) reach the file earlier and are re-checked after a crash. A torn or
/// damaged record ends the replay: what came after it is checked again, never believed.
final class Journal implements Closeable {
  static final byte STAGED = 1;
  static final byte VERIFIED = 2;
  static final byte PLACED = 3;
  static final byte FINISHING = 4;
  static final byte STANDING = 5;

  static final int VERSION = 1;

  /// `FRESHET1`, version, info hash, CRC.
  static final int HEADER_BYTES = 8 + 4 + 32 + 4;

  /// Payload length, type, then the payload, then the CRC of all these.
  static final int RECORD_OVERHEAD = 4 + 1 + 4;

  /// 4,096 runs of pieces, 8 bytes each: a batch rarely has more, and then it takes several
  /// records.
  static final int PAYLOAD_MAX = 32 << 10;

  /// Hints wait in memory until so many bytes of content were verified: what a kill can cost is
  /// this much fetched again.
  static final long HINT_BYTES_MAX = 4 << 20;

  private static final long MAGIC = 0x4652455348455431L; // "FRESHET1"

  private final FileChannel channel;
  // Guarded by this.
  private final ByteBuffer pending = ByteBuffer.allocateDirect(2 * (PAYLOAD_MAX + RECORD_OVERHEAD));
  private final ByteBuffer payload = ByteBuffer.allocateDirect(PAYLOAD_MAX);
  private final CRC32C crc = new CRC32C();
  private long hintedBytes;
  private long end;

  private Journal(FileChannel channel, long end) {
    this.channel = channel;
    this.end = end;
  }

  /// Opens or begins the journal of a release: what it says goes into `claims`, what is damaged is
  /// cut off.
  static Journal open(Tree tree, String path, Manifest manifest, Claims claims) throws IOException {
    FileChannel channel =
        tree.open(
            path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    long valid = JournalReader.replay(channel, manifest, claims);
    channel.truncate(valid);
    Journal journal = new Journal(channel, valid);
    if (valid == 0) journal.begin(manifest);
    return journal;
  }

  static ByteBuffer header(Manifest manifest) {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    header.putLong(MAGIC).putInt(VERSION).put(manifest.infoHash().hash().bytes());
    CRC32C crc = new CRC32C();
    crc.update(header.array(), 0, header.position());
    return header.putInt((int) crc.getValue()).flip();
  }

  private synchronized void begin(Manifest manifest) throws IOException {
    pending.put(header(manifest));
    flush();
  }

  /// The pieces of this file will be in the staged file with this inode, which is new.
  synchronized void staged(int file, long inode) throws IOException {
    payload.clear().putInt(file).putLong(inode).flip();
    append(STAGED);
  }

  /// A hint: this content agreed with its hash and was written.
  synchronized void verified(int original, int bytes) throws IOException {
    payload.clear().putInt(original).putInt(1).flip();
    append(VERIFIED);
    hintedBytes += bytes;
    if (hintedBytes >= HINT_BYTES_MAX) flush();
  }

  /// These pieces (ascending) are durable in their places.
  synchronized void placed(int[] pieces) throws IOException {
    payload.clear();
    for (int i = 0; i < pieces.length; ) {
      int next = i + 1;
      while (next < pieces.length && pieces[next] == pieces[next - 1] + 1) next++;
      payload.putInt(pieces[i]).putInt(next - i);
      i = next;
      if (payload.hasRemaining() && i < pieces.length) continue;
      payload.flip();
      append(PLACED);
      payload.clear();
    }
  }

  /// This staged file is complete and durable, and will be renamed to its final name.
  synchronized void finishing(int file, Fingerprint fingerprint) throws IOException {
    fingerprint(file, fingerprint);
    append(FINISHING);
  }

  /// This file stood under its final name before and was found to be equal.
  synchronized void standing(int file, Fingerprint fingerprint) throws IOException {
    fingerprint(file, fingerprint);
    append(STANDING);
  }

  private void fingerprint(int file, Fingerprint print) {
    payload.clear().putInt(file).putLong(print.size()).putLong(print.mtimeNanos());
    payload.putLong(print.ctimeNanos()).putLong(print.inode()).flip();
  }

  private void append(byte type) throws IOException {
    if (pending.remaining() < payload.remaining() + RECORD_OVERHEAD) flush();
    int start = pending.position();
    pending.putInt(payload.remaining()).put(type).put(payload);
    crc.reset();
    crc.update(pending.duplicate().flip().position(start));
    pending.putInt((int) crc.getValue());
  }

  /// Hands everything to the kernel: a killed process has said it.
  synchronized void flush() throws IOException {
    pending.flip();
    try {
      while (pending.hasRemaining()) end += channel.write(pending, end);
      hintedBytes = 0;
    } finally {
      // What a full disk didn't take is tried again with what comes next.
      pending.compact();
    }
  }

  /// Makes everything durable. Others may append meanwhile.
  void force() throws IOException {
    flush();
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    try {
      flush();
    } finally {
      channel.close();
    }
  }
}
