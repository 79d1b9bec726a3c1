package io.freshet.bench.lab;

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
/// comes and goes with what ran before. So a file as large as all that they will write stands in
/// memory beforehand, and is cut shorter as fast as bytes reach them.
final class Ballast implements AutoCloseable {
  private static final int STEP = 1 << 20;

  /// Cut off before it is needed: what half a second brings, for it is given back to the host only
  /// after two.
  private static final long AHEAD = 96L << 20;

  private static final long LOOK_MILLIS = 30;

  private final Hosts hosts;
  private final Path path;
  private final FileChannel file;
  private final long atBegin;
  private final Thread thread;

  private Ballast(Hosts hosts, Path path, FileChannel file, long atBegin) {
    this.hosts = hosts;
    this.path = path;
    this.file = file;
    this.atBegin = atBegin;
    thread = Thread.ofPlatform().daemon().name("ballast").unstarted(this::run);
  }

  /// Fills memory for one file to each receiver, or as much of it as leaves them twice the room
  /// that they need.
  ///
  /// @param folder where they write, in memory
  static Ballast of(Hosts hosts, LabCase work, Path folder) throws IOException {
    long needed = work.receivers() * work.bytes();
    FileStore store = Files.getFileStore(folder);
    long room = store.type().equals("tmpfs") ? store.getUsableSpace() - 2 * needed : 0;
    Path path = folder.resolve("ballast");
    FileChannel file =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    ByteBuffer step = ByteBuffer.allocateDirect(STEP);
    for (long left = Math.min(needed, room); left > 0; left -= STEP) {
      step.clear();
      while (step.hasRemaining()) file.write(step);
    }
    Ballast ballast = new Ballast(hosts, path, file, reached(hosts));
    ballast.thread.start();
    return ballast;
  }

  /// Bytes that have reached the receivers since the network was made.
  private static long reached(Hosts hosts) throws IOException {
    long bytes = 0;
    for (int host = 1; host < hosts.count(); host++) bytes += hosts.receivedBytes(host);
    return bytes;
  }

  private void run() {
    try {
      long full = file.size();
      for (long left = full; left > 0; ) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        long came = reached(hosts) - atBegin;
        if (came >= STEP) {
          left = Math.max(0, full - came - AHEAD);
          file.truncate(left);
        }
      }
    } catch (IOException e) {
      // The hosts are gone: it is over.
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
