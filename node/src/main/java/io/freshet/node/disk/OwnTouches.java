package io.freshet.node.disk;

import io.freshet.engine.durability.Sighting;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// The time up to which this program may have changed its files: kept in a mapped page, so that a
/// killed process leaves it behind for the price of a store in memory.
///
/// Nobody can set a file's ctime. One that is later says that somebody else has changed the file,
/// and then the journal is not believed about it. The time is written before a change, a little
/// ahead: what somebody else does within that little is not seen.
final class OwnTouches implements Closeable {
  /// How far ahead. A thread that is held up for longer between this note and its write costs
  /// hashing, if it is killed just then.
  private static final long AHEAD_MILLIS = 50;

  /// After a power cut the page may be as old as the last batch, and a batch takes 2 s and its
  /// sync. Nobody else can have changed anything so soon: the machine was off.
  private static final long POWER_CUT_NANOS = TimeUnit.SECONDS.toNanos(10);

  /// A time, and which run of the kernel it is from.
  private static final int BYTES = 2 * Long.BYTES;

  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  private final Tree tree;
  private final String path;
  private final long foundNanos;
  private volatile @Nullable MappedByteBuffer page;
  private volatile long noted;

  private OwnTouches(Tree tree, String path, long foundNanos) {
    this.tree = tree;
    this.path = path;
    this.foundNanos = foundNanos;
  }

  /// Reads what an earlier process left.
  ///
  /// @param journal its last change is this program's, too
  static OwnTouches read(Tree tree, String path, String journal) throws IOException {
    return new OwnTouches(tree, path, found(tree, path, journal));
  }

  /// For who changes nothing.
  static OwnTouches none(Tree tree) {
    return new OwnTouches(tree, "", Long.MIN_VALUE);
  }

  private static long found(Tree tree, String path, String journal) throws IOException {
    if (!(tree.look(path) instanceof Sighting.RegularFile)) return Long.MIN_VALUE;
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    try (FileChannel file = tree.open(path, StandardOpenOption.READ)) {
      while (bytes.hasRemaining())
        if (file.read(bytes, bytes.position()) < 0) return Long.MIN_VALUE;
    }
    long latest = bytes.getLong(0);
    // Noted in the future: the clock was set back since, and what others did after that looks
    // older.
    if (latest > TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis() + AHEAD_MILLIS)) {
      return Long.MIN_VALUE;
    }
    if (bytes.getLong(Long.BYTES) == bootId()) return latest;
    if (tree.look(journal) instanceof Sighting.RegularFile(var print)) {
      latest = Math.max(latest, print.mtimeNanos());
    }
    return latest + POWER_CUT_NANOS;
  }

  /// Which run of the kernel this is; where it doesn't say, every run is taken for the same.
  private static long bootId() throws IOException {
    if (!Files.isReadable(BOOT_ID)) return 0;
    CRC32C crc = new CRC32C();
    crc.update(Files.readAllBytes(BOOT_ID));
    return crc.getValue();
  }

  /// The latest change that an earlier process may have made; the earliest time of all if that is
  /// not known.
  long foundNanos() {
    return foundNanos;
  }

  /// From now on changes are noted: the journal has been brought up to date by the old time.
  void begin() throws IOException {
    try (FileChannel file =
        tree.open(
            path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
      ByteBuffer bytes = ByteBuffer.allocate(BYTES).putLong(Long.MIN_VALUE).putLong(bootId());
      // Written, not only mapped: a page without a place on a full disk would end the process.
      bytes.flip();
      while (bytes.hasRemaining()) file.write(bytes, bytes.position());
      page = file.map(MapMode.READ_WRITE, 0, BYTES);
    }
  }

  /// A file is going to be changed.
  void touch() {
    MappedByteBuffer kept = page;
    if (kept == null) return;
    long now = System.currentTimeMillis();
    // A clock that was set back has its time noted, too: that costs hashing, and hides nobody's
    // change.
    if (now + AHEAD_MILLIS / 2 < noted && now + AHEAD_MILLIS >= noted) return;
    noted = now + AHEAD_MILLIS;
    kept.putLong(0, TimeUnit.MILLISECONDS.toNanos(now + AHEAD_MILLIS));
  }

  /// Nothing is changed any more.
  @Override
  public void close() {
    MappedByteBuffer kept = page;
    page = null;
    if (kept == null) return;
    // Milliseconds are cut off, not rounded.
    kept.putLong(0, TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis() + 1));
  }
}
