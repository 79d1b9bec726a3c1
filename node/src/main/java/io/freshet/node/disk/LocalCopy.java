package io.freshet.node.disk;

import io.freshet.content.PieceGeometry;
import io.freshet.content.merkle.PieceHasher;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Copies pieces out of one file into files that are on their way, within the kernel: what
/// `transferTo` calls there (`copy_file_range`; seen on JDK 25.0.3) shares blocks instead of
/// copying them where the file system can do that, as XFS and Btrfs can.
///
/// Into a file that is written under its final name only pieces go that were hashed on the way.
final class LocalCopy implements Closeable {
  /// Copied at once: what somebody who interrupts waits for, 0.1 s on most disks.
  private static final long PORTION_BYTES = 16 << 20;

  private final Ground ground;
  private final StagedFiles staged;
  private final FileChannel source;
  private final PieceGeometry pieces;
  private final PieceHasher hasher = new PieceHasher();
  // Not the channel that others write through: a transfer goes to where a channel's position is.
  private @Nullable FileChannel target;
  private int targetFile;

  private LocalCopy(Ground ground, StagedFiles staged, FileChannel source) {
    this.ground = ground;
    this.staged = staged;
    this.source = source;
    this.pieces = ground.layout().manifest().pieces();
  }

  /// Begins to copy from this file.
  static LocalCopy from(String path, Ground ground, StagedFiles staged) throws IOException {
    return new LocalCopy(ground, staged, ground.tree().open(path, StandardOpenOption.READ));
  }

  /// How far a piece lies behind another one of its file; -1 if they are not of one file.
  long distance(int piece, int later) {
    if (pieces.fileOf(piece) != pieces.fileOf(later)) return -1;
    return pieces.offsetInFile(later) - pieces.offsetInFile(piece);
  }

  /// Copies neighbouring pieces of one file, which stand in the source from this offset on.
  ///
  /// @return false if they are not there any more
  boolean into(int first, int count, long offset) throws IOException {
    int file = pieces.fileOf(first);
    if (staged.isLive(file)) return intoLive(first, count, offset);
    FileChannel into = target(file);
    int last = first + count - 1;
    long length = distance(first, last) + pieces.length(last);
    try {
      into.position(pieces.offsetInFile(first));
      for (long done = 0; done < length; ) {
        ground.disk().noteTouch();
        long portion = Math.min(PORTION_BYTES, length - done);
        long copied = source.transferTo(offset + done, portion, into);
        if (copied <= 0) return false;
        done += copied;
      }
      return true;
    } catch (IOException e) {
      throw ground.disk().named(staged.path(file), e);
    }
  }

  private FileChannel target(int file) throws IOException {
    FileChannel open = target;
    if (open != null && targetFile == file) return open;
    if (open != null) open.close();
    staged.begin(file);
    FileChannel opened =
        ground.tree().open(staged.path(file), StandardOpenOption.READ, StandardOpenOption.WRITE);
    target = opened;
    targetFile = file;
    return opened;
  }

  private boolean intoLive(int first, int count, long offset) throws IOException {
    for (int piece = first; piece < first + count; piece++) {
      ByteBuffer content = ByteBuffer.allocate(pieces.length(piece));
      while (content.hasRemaining()) {
        long at = offset + distance(first, piece) + content.position();
        if (source.read(content, at) < 0) return false;
      }
      hasher.start(content.capacity(), pieces.leafWidth(piece));
      hasher.update(content.flip());
      if (!pieces.hashMatches(piece, hasher.finish())) return false;
      staged.write(pieces.fileOf(piece), content.rewind(), pieces.offsetInFile(piece));
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    try (source) {
      if (target != null) target.close();
    }
  }
}
