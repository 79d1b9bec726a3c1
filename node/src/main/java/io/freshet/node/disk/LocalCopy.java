package io.freshet.node.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Copies bytes of one file into files that are on their way, within the kernel: what `transferTo`
/// calls there (`copy_file_range`; seen on JDK 25.0.3) shares blocks instead of copying them where
/// the file system can do that, as XFS and Btrfs can.
final class LocalCopy implements Closeable {
  /// Copied at once: what somebody who interrupts waits for, 0.1 s on most disks.
  private static final long PORTION_BYTES = 16 << 20;

  private final Ground ground;
  private final StagedFiles staged;
  private final FileChannel source;
  // Not the channel that others write through: a transfer goes to where a channel's position is.
  private @Nullable FileChannel target;
  private int targetFile;

  private LocalCopy(Ground ground, StagedFiles staged, FileChannel source) {
    this.ground = ground;
    this.staged = staged;
    this.source = source;
  }

  /// Begins to copy from this file.
  static LocalCopy from(String path, Ground ground, StagedFiles staged) throws IOException {
    return new LocalCopy(ground, staged, ground.tree().open(path, StandardOpenOption.READ));
  }

  /// Copies so many bytes, or what the source has of them.
  ///
  /// @param file which one of the release
  /// @param at where they shall be in it
  void into(int file, long at, Part part) throws IOException {
    FileChannel into = target(file);
    try {
      into.position(at);
      long done = 0;
      while (done < part.length) {
        ground.disk().noteTouch();
        long portion = Math.min(PORTION_BYTES, part.length - done);
        long copied = source.transferTo(part.offset + done, portion, into);
        if (copied <= 0) return;
        done += copied;
      }
    } catch (IOException e) {
      throw ground.disk().named(staged.path(file), e);
    }
  }

  /// A run of bytes of the source.
  record Part(long offset, long length) {}

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

  @Override
  public void close() throws IOException {
    try (source) {
      if (target != null) target.close();
    }
  }
}
