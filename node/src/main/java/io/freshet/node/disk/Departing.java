package io.freshet.node.disk;

import io.freshet.content.Fingerprint;
import io.freshet.engine.durability.Sighting;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/// A large file that is about to lose its name. What it occupies is given back when nobody has it
/// open any more, which takes 0.06 s a GiB in memory and 0.3 s on ext4: so it is held open while
/// its name goes, and closed by a thread that nobody waits for.
final class Departing implements Closeable {
  private static final long LARGE_BYTES = 64L << 20;

  /// Where a file that is open can lose its name: over NFS it would get another one instead.
  private static final Set<String> LOCAL =
      Set.of("btrfs", "ext2", "ext3", "ext4", "f2fs", "tmpfs", "xfs", "zfs");

  /// Each is an open file: whoever would have one more does it himself.
  private static final int MAX = 16;

  private static final Semaphore PLACES = new Semaphore(MAX);

  private final Optional<FileChannel> file;

  private Departing(Optional<FileChannel> file) {
    this.file = file;
  }

  /// Whatever stands there: what is no large file, or may not be looked at, departs as ever.
  ///
  /// @param look sees it
  static Departing at(Tree tree, String path, Look look) {
    try {
      return new Departing(isHeld(tree, path, look.look()) ? hold(tree, path) : Optional.empty());
    } catch (IOException e) {
      // Whoever takes its name away says what is wrong, or mends it.
      return new Departing(Optional.empty());
    }
  }

  interface Look {
    Sighting look() throws IOException;
  }

  private static boolean isHeld(Tree tree, String path, Sighting there) throws IOException {
    return there instanceof Sighting.RegularFile(Fingerprint print)
        && print.size() >= LARGE_BYTES
        && LOCAL.contains(Files.getFileStore(tree.path(path)).type());
  }

  private static Optional<FileChannel> hold(Tree tree, String path) throws IOException {
    if (!PLACES.tryAcquire()) return Optional.empty();
    Optional<FileChannel> file = Optional.empty();
    try {
      file = Optional.of(tree.open(path, StandardOpenOption.READ));
      return file;
    } finally {
      if (file.isEmpty()) PLACES.release();
    }
  }

  @Override
  public void close() {
    leave(task -> Thread.ofPlatform().daemon().name("freshet-depart").start(task));
  }

  /// @param elsewhere runs what nobody waits for
  void leave(Executor elsewhere) {
    if (file.isEmpty()) return;
    Runnable givingBack = () -> giveBack(file.get());
    try {
      elsewhere.execute(givingBack);
    } catch (OutOfMemoryError e) {
      // So a machine says that it has no more threads: then it takes its time.
      givingBack.run();
    }
  }

  private static void giveBack(FileChannel open) {
    try {
      open.close();
    } catch (IOException e) {
      // It was only read.
    } finally {
      PLACES.release();
    }
  }

  /// Returns when all that they occupied is given back.
  static void await() throws InterruptedException {
    PLACES.acquire(MAX);
    PLACES.release(MAX);
  }
}
