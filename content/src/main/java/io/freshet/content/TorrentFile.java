package io.freshet.content;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// A torrent's bytes in a file that stays open, read a window at a time.
///
/// What is read is compared with a sum of what was proven. A disk that returns anything else, or
/// nothing, leaves a node without its manifest, and there is nothing that it could do then: that is
/// thrown to whoever reads.
final class TorrentFile implements Torrent.Place {
  /// Some 120 files: who goes through all of them reads each window once, in 10 µs.
  private static final int WINDOW_BYTES = 16 << 10;

  /// Windows that are remembered, 1 MiB of them: each thread that goes through files has its own,
  /// and so have the piece layers behind the tree.
  private static final int WINDOWS_MAX = 64;

  // Not a channel: that would be closed for all when one thread that reads is interrupted. Closed
  // when nothing refers to it any more; until then it takes its room on the disk, whoever deletes
  // it. Guarded by itself.
  private final RandomAccessFile file;
  private final long offset;
  private final int length;

  /// By window: what its bytes were when they were proven.
  private final int[] sums;

  /// The windows that were read last, each in the slot of its number. Whoever finds another one
  /// reads and replaces it, whatever others do meanwhile.
  private final AtomicReferenceArray<@Nullable Window> windows;

  private record Window(int number, byte[] bytes) {}

  private TorrentFile(RandomAccessFile file, long offset, int length) {
    this.file = file;
    this.offset = offset;
    this.length = length;
    this.sums = new int[(length - 1) / WINDOW_BYTES + 1];
    this.windows = new AtomicReferenceArray<>(Math.min(WINDOWS_MAX, sums.length));
  }

  /// Takes the file for these bytes, if it has them from `offset` on and can be opened.
  static Optional<TorrentFile> of(Path path, long offset, byte[] bytes) throws IOException {
    if (bytes.length == 0) return Optional.empty();
    RandomAccessFile file;
    try {
      file = new RandomAccessFile(path.toFile(), "r");
    } catch (FileNotFoundException e) {
      return Optional.empty(); // gone, or too many are open
    }
    try {
      var kept = new TorrentFile(file, offset, bytes.length);
      if (kept.has(bytes)) return Optional.of(kept);
    } catch (IOException e) {
      file.close();
      throw e;
    }
    file.close();
    return Optional.empty();
  }

  private boolean has(byte[] bytes) throws IOException {
    if (file.length() < offset + length) return false;
    for (int number = 0; number < sums.length; number++) {
      byte[] window = readWindow(number);
      int start = number * WINDOW_BYTES;
      if (!Arrays.equals(window, 0, window.length, bytes, start, start + window.length)) {
        return false;
      }
      sums[number] = sum(window);
    }
    return true;
  }

  private byte[] readWindow(int number) throws IOException {
    int start = number * WINDOW_BYTES;
    byte[] bytes = new byte[Math.min(WINDOW_BYTES, length - start)];
    synchronized (file) {
      file.seek(offset + start);
      file.readFully(bytes);
    }
    return bytes;
  }

  private static int sum(byte[] bytes) {
    var crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  @Override
  public Torrent.Slice slice(int position, int bytes) {
    byte[] window = window(position / WINDOW_BYTES);
    int start = position % WINDOW_BYTES;
    int needed = Math.min(bytes, length - position);
    if (start + needed <= window.length) return new Torrent.Slice(window, start, window.length);
    byte[] copy = new byte[needed];
    for (int copied = 0; copied < needed; ) {
      byte[] from = window((position + copied) / WINDOW_BYTES);
      int at = (position + copied) % WINDOW_BYTES;
      int portion = Math.min(needed - copied, from.length - at);
      System.arraycopy(from, at, copy, copied, portion);
      copied += portion;
    }
    return new Torrent.Slice(copy, 0, needed);
  }

  private byte[] window(int number) {
    int slot = number % windows.length();
    Window known = windows.get(slot);
    if (known != null && known.number == number) return known.bytes;
    byte[] bytes;
    try {
      bytes = readWindow(number);
    } catch (IOException e) {
      throw new UncheckedIOException("a manifest cannot be read any more: " + e.getMessage(), e);
    }
    if (sum(bytes) != sums[number]) {
      throw new UncheckedIOException(
          new IOException("a manifest's file was changed, or its disk returns other bytes"));
    }
    windows.set(slot, new Window(number, bytes));
    return bytes;
  }
}
