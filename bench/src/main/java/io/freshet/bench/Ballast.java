package io.freshet.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/// Memory that was in use a moment ago, for what the receivers are about to write.
///
/// A virtual machine gives its unused memory back to the host, and whoever touches it next pays for
/// having it fetched: 2.5 s of CPU a GiB, where memory that was just in use costs 0.35 (`dd` to
/// /dev/shm, 2026-11-21). With eight receivers on two cores that is a quarter of what there is, and
/// comes and goes with what ran before: whoever is measured first pays for the next. So a file as
/// large as all that they will write stands in memory beforehand, and is cut shorter as fast as
/// bytes reach them.
public final class Ballast implements AutoCloseable {
  private static final int STEP = 1 << 20;

  /// Cut off before it is needed: what half a second brings over the lab's links, and several looks
  /// on one machine. Memory is given back to the host only after two seconds.
  private static final long AHEAD = 96L << 20;

  private static final long LOOK_MILLIS = 30;

  /// How much the receivers have taken, counted from whenever.
  @FunctionalInterface
  public interface Taken {
    /// @param ballast what the ballast takes now, for who counts it along
    long bytes(long ballast) throws IOException;
  }

  private final Path path;
  private final FileChannel file;
  private final Taken taken;
  private final long full;
  private final long takenBefore;
  private final Thread thread;

  private Ballast(Path path, FileChannel file, Taken taken) throws IOException {
    this.path = path;
    this.file = file;
    this.taken = taken;
    full = file.size();
    takenBefore = taken.bytes(full);
    thread = Thread.ofPlatform().daemon().name("ballast").unstarted(this::run);
  }

  /// Fills so much memory: less where the file system has no room for three times that, nothing
  /// where it is none in memory.
  ///
  /// @param folder in memory
  public static Ballast of(long bytes, Path folder, Taken taken) throws IOException {
    FileStore store = Files.getFileStore(folder);
    long room = isInMemory(folder) ? store.getUsableSpace() - 2 * bytes : 0;
    Path path = folder.resolve("freshet-ballast-" + ProcessHandle.current().pid());
    FileChannel file =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    ByteBuffer step = ByteBuffer.allocateDirect(STEP);
    for (long left = Math.min(bytes, room); left > 0; left -= STEP) {
      step.clear();
      while (step.hasRemaining()) file.write(step);
    }
    Ballast ballast = new Ballast(path, file, taken);
    ballast.thread.start();
    return ballast;
  }

  public static boolean isInMemory(Path folder) throws IOException {
    return Files.getFileStore(folder).type().equals("tmpfs");
  }

  private void run() {
    try {
      for (long left = full; left > 0; ) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        long came = taken.bytes(left) - takenBefore;
        if (came >= STEP) {
          left = Math.min(left, Math.max(0, full - came - AHEAD));
          file.truncate(left);
        }
      }
    } catch (IOException e) {
      // The receivers are gone: it is over.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    thread.interrupt();
    file.close();
    Files.deleteIfExists(path);
  }
}
