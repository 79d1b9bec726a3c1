package io.freshet.engine.durability;

import java.nio.ByteBuffer;

/// Compares pieces on a disk with what they should be: a buffer and a verifier for one thread.
public final class Recheck<X extends Exception> {
  private static final int BUFFER_BYTES = 256 << 10;

  private final Disk<X> disk;
  private final ReleaseShape shape;
  private final Verifier verifier;
  private final ByteBuffer buffer;

  /// Tells right bytes from wrong ones.
  public interface Verifier {
    void start(int piece);

    /// Takes all remaining bytes.
    void update(ByteBuffer bytes);

    /// Were these the piece's?
    boolean agrees();
  }

  public Recheck(Disk<X> disk, ReleaseShape shape, Verifier verifier) {
    this.disk = disk;
    this.shape = shape;
    this.verifier = verifier;
    this.buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  }

  /// Are this piece's bytes in this file, where the piece belongs?
  public boolean agrees(String path, int piece) throws X {
    return check(path, piece, false);
  }

  /// The same, and writes the bytes again as they were read.
  ///
  /// What can be read needn't be on the disk: an earlier process may have been told that a sync
  /// failed, and then no later one tells of it. Bytes that are written again are synced, or their
  /// sync fails. A place whose bytes turn out to be wrong loses nothing by it.
  public boolean agreesRewritten(String path, int piece) throws X {
    return check(path, piece, true);
  }

  /// Makes sure that a piece of zeros is one: what else stands there is overwritten, and a hole
  /// stays one.
  public void clear(String path, int piece) throws X {
    long at = shape.offsetInFile(piece);
    long end = at + shape.length(piece);
    while (at < end) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
      int read = disk.read(path, buffer, at);
      if (read < 0) return;
      if (!isZero(buffer.flip())) {
        for (int i = 0; i < read; i++) buffer.put(i, (byte) 0);
        disk.write(path, buffer, at);
      }
      at += read;
    }
  }

  private static boolean isZero(ByteBuffer bytes) {
    for (int i = bytes.position(); i < bytes.limit(); i++) if (bytes.get(i) != 0) return false;
    return true;
  }

  private boolean check(String path, int piece, boolean rewriting) throws X {
    verifier.start(piece);
    long from = shape.offsetInFile(piece);
    int length = shape.length(piece);
    for (int done = 0; done < length; done += buffer.limit()) {
      buffer.clear().limit(Math.min(buffer.capacity(), length - done));
      while (buffer.hasRemaining()) {
        if (disk.read(path, buffer, from + done + buffer.position()) < 0) return false;
      }
      verifier.update(buffer.flip());
      if (rewriting) disk.write(path, buffer.rewind(), from + done);
    }
    return verifier.agrees();
  }
}
