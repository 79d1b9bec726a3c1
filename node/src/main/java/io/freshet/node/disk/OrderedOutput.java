package io.freshet.node.disk;

import io.freshet.content.FileEntry;
import io.freshet.content.Manifest;
import io.freshet.content.PieceGeometry;
import io.freshet.content.merkle.PieceHasher;
import io.freshet.engine.ExtentSet;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One file of a release, written to a stream in order: each piece proven before its first byte is
/// written.
///
/// Pieces that arrive out of order wait in memory, so only those of a window ahead of the stream
/// are taken. Content that the file has again later is kept in an unnamed temporary file, so that
/// it travels once here too.
public final class OrderedOutput implements Intake, Closeable {
  /// Bytes ahead of the stream that may be on their way or wait: enough for two sources with four
  /// extents of 4 MiB each.
  static final long WINDOW_BYTES = 32L << 20;

  /// With pieces of 16 MiB that would be two: four keep two sources busy.
  static final int WINDOW_PIECES_MIN = 4;

  /// Second copies of a piece on its way (endgame): as many again.
  private static final int COPIES_MAX = 2;

  private static final byte[] ZEROS = new byte[64 << 10];

  private final Manifest manifest;
  private final PieceGeometry pieces;
  private final FileEntry entry;
  private final OutputStream out;
  private final int windowPieces;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // All guarded by the lock. By original: its last place in the file, while that is not written
  // yet.
  private final Map<Integer, Integer> lastPlace = new HashMap<>();
  private final Map<Integer, byte[]> ready = new HashMap<>();
  private final Map<Integer, Long> kept = new TreeMap<>();
  private int cursor;
  private int sinks;
  private long keptEnd;
  private @Nullable FileChannel keep;
  private boolean closed;

  public OrderedOutput(Manifest manifest, int file, OutputStream out) {
    this.manifest = manifest;
    this.pieces = manifest.pieces();
    this.entry = manifest.file(file);
    this.out = out;
    this.cursor = entry.firstPiece();
    this.windowPieces = (int) Math.max(WINDOW_PIECES_MIN, WINDOW_BYTES / manifest.pieceLength());
    for (int piece = entry.firstPiece(); piece < end(); piece++) {
      if (!pieces.isZero(piece)) lastPlace.put(pieces.original(piece), piece);
    }
  }

  private int end() {
    return entry.firstPiece() + entry.pieceCount();
  }

  @Override
  public Manifest manifest() {
    return manifest;
  }

  /// The extents that bring something of the file which has not come yet.
  public ExtentSet wanted() {
    return lacking(entry.firstPiece(), end());
  }

  /// The part of [#wanted()] that may be fetched now: what the window has room for.
  public ExtentSet allowed() {
    lock.lock();
    try {
      return lacking(cursor, windowEnd());
    } finally {
      lock.unlock();
    }
  }

  private ExtentSet lacking(int from, int to) {
    ExtentSet extents = ExtentSet.none(manifest.extents().count());
    lock.lock();
    try {
      for (int piece = from; piece < to; piece++) {
        if (!pieces.isZero(piece) && !isHere(pieces.original(piece))) {
          extents.add(manifest.extents().extentOf(piece));
        }
      }
      return extents;
    } finally {
      lock.unlock();
    }
  }

  private int windowEnd() {
    return Math.min(end(), cursor + windowPieces);
  }

  /// Has this content come, or is it not the file's at all?
  private boolean isHere(int original) {
    return ready.containsKey(original)
        || kept.containsKey(original)
        || !lastPlace.containsKey(original);
  }

  /// Is this piece of the file's window, and not here yet?
  @Override
  public boolean lacks(int piece) {
    lock.lock();
    try {
      return !isHere(pieces.original(piece)) && isInWindow(pieces.original(piece));
    } finally {
      lock.unlock();
    }
  }

  private boolean isInWindow(int original) {
    for (int piece = cursor; piece < windowEnd(); piece++) {
      if (!pieces.isZero(piece) && pieces.original(piece) == original) return true;
    }
    return false;
  }

  @Override
  public boolean isFilled(int extent) {
    lock.lock();
    try {
      return Arrays.stream(manifest.extents().pieces(extent)).allMatch(this::isHere);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Opening open(int piece, PieceHasher hasher) {
    lock.lock();
    try {
      if (closed) return new Opening.Unusable("the output was closed");
      if (!lacks(piece)) return new Opening.NotNeeded();
      if (sinks >= COPIES_MAX * windowPieces) return new Opening.NoRoom();
      sinks++;
      return new Opening.Ready(new Waiting(pieces.original(piece), hasher));
    } finally {
      lock.unlock();
    }
  }

  /// Waits until more pieces are written than so many, or the output is closed; says how many are.
  public int awaitProgress(int written) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed && cursor - entry.firstPiece() == written) changed.await();
      return cursor - entry.firstPiece();
    } finally {
      lock.unlock();
    }
  }

  /// Writes the whole file, waiting for each piece; returns after the last byte was flushed.
  public void drain() throws IOException, InterruptedException {
    for (int piece = entry.firstPiece(); piece < end(); piece++) {
      if (pieces.isZero(piece)) writeZeros(pieces.length(piece));
      else out.write(await(pieces.original(piece)));
      passed(piece);
    }
    out.flush();
  }

  private void writeZeros(int length) throws IOException {
    for (int left = length; left > 0; left -= ZEROS.length) {
      out.write(ZEROS, 0, Math.min(left, ZEROS.length));
    }
  }

  private byte[] await(int original) throws IOException, InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        if (closed) throw new IOException("the output was closed before its end");
        byte[] content = ready.get(original);
        if (content != null) return content;
        Long at = kept.get(original);
        if (at != null) return recall(at, pieces.length(original));
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private void passed(int piece) throws IOException {
    lock.lock();
    try {
      int original = pieces.original(piece);
      byte[] content = ready.remove(original);
      if (lastPlace.getOrDefault(original, -1) == piece) {
        lastPlace.remove(original);
        kept.remove(original);
      } else if (content != null) {
        kept.put(original, keep(content));
      }
      cursor = piece + 1;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private FileChannel keepFile() throws IOException {
    FileChannel file = keep;
    if (file == null) {
      Path path = Files.createTempFile("freshet-", ".pieces");
      file =
          FileChannel.open(
              path,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
      keep = file;
    }
    return file;
  }

  private long keep(byte[] content) throws IOException {
    long at = keptEnd;
    FolderDisk.writeAll(keepFile(), ByteBuffer.wrap(content), at);
    keptEnd += content.length;
    return at;
  }

  private byte[] recall(long at, int length) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(length);
    while (content.hasRemaining()) {
      if (keepFile().read(content, at + content.position()) < 0) {
        throw new IOException("a kept piece is gone");
      }
    }
    return content.array();
  }

  /// Ends [#drain()], also from another thread.
  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
      if (keep != null) keep.close();
    } finally {
      lock.unlock();
    }
  }

  /// A piece on its way into memory.
  private final class Waiting implements Sink {
    private final int original;
    private final PieceHasher hasher;
    private final ByteBuffer content;
    private boolean open = true;

    Waiting(int original, PieceHasher hasher) {
      this.original = original;
      this.hasher = hasher;
      this.content = ByteBuffer.allocate(pieces.length(original));
      hasher.start(content.capacity(), pieces.leafWidth(original));
    }

    @Override
    public void write(ByteBuffer bytes) {
      hasher.update(bytes.duplicate());
      content.put(bytes);
    }

    @Override
    public Verdict finish() {
      if (!pieces.hashMatches(original, hasher.finish())) return Verdict.CORRUPT;
      lock.lock();
      try {
        if (isHere(original)) return Verdict.HELD_ALREADY;
        ready.put(original, content.array());
        changed.signalAll();
        return Verdict.HELD;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        if (open) sinks--;
        open = false;
      } finally {
        lock.unlock();
      }
    }
  }
}
