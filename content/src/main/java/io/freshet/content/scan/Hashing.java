package io.freshet.content.scan;

import io.freshet.content.Hash;
import io.freshet.content.scan.Skipped.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Reads files and hashes their pieces on all cores.
///
/// Work is cut into portions of some 16 MiB: a part of a large file, or a batch of small ones. Each
/// thread takes the next portion when it is done with one, so that all cores finish together
/// whatever the sizes are.
final class Hashing {
  /// A portion's bytes: some 8 ms of one core. With more, the last portion would keep one core busy
  /// while the others wait.
  private static final int PORTION_BYTES = 16 << 20;

  /// A portion's files: to open, read and stat 256 of them costs about as much as to hash 4 MiB.
  private static final int PORTION_FILES = 256;

  /// Whole files from `firstFile` up to `endFile`; or of one file the pieces from `firstPiece` up
  /// to `endPiece`.
  private record Portion(int firstFile, int endFile, int firstPiece, int endPiece) {
    boolean isPartOfOne() {
      return endPiece > 0;
    }
  }

  /// The files, by numbers from 0 on: a million of them are no list of objects.
  interface Files {
    int count();

    long size(int file);

    Found.File file(int file);
  }

  private final Files files;
  private final byte[][] hashes;
  private final int pieceLength;
  private final ScanProgress progress;
  private final AtomicLong bytesHashed = new AtomicLong();
  private final long bytesTotal;
  private final Map<Integer, Reason> failures = new ConcurrentHashMap<>();

  Hashing(Files files, int pieceLength, ScanProgress progress) {
    this.files = files;
    this.pieceLength = pieceLength;
    this.progress = progress;
    hashes = new byte[files.count()][];
    long total = 0;
    for (int file = 0; file < hashes.length; file++) {
      hashes[file] = new byte[Math.multiplyExact(pieceCount(file), Hash.BYTES)];
      total += size(file);
    }
    bytesTotal = total;
  }

  /// The hashes of a file's pieces, 32 bytes each; they mean nothing when the file failed.
  byte[] hashes(int file) {
    return hashes[file];
  }

  /// The files that could not be read, or no longer were what they had been when they were found.
  Map<Integer, Reason> failures() {
    return failures;
  }

  void run() throws InterruptedException {
    progress.begins();
    List<Portion> portions = portions();
    var next = new AtomicInteger();
    int threads = Math.min(Runtime.getRuntime().availableProcessors(), portions.size());
    // All of one name: the JDK counts names by a method handle, which costs a start 10 ms.
    var daemons = Thread.ofPlatform().daemon().name("scan").factory();
    try (var pool = Executors.newFixedThreadPool(Math.max(1, threads), daemons)) {
      var workers = new ArrayList<Future<?>>();
      for (int i = 0; i < threads; i++) workers.add(pool.submit(() -> work(portions, next)));
      try {
        for (Future<?> worker : workers) worker.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("hashing failed", e.getCause());
      } finally {
        pool.shutdownNow();
      }
    }
    for (Portion portion : portions) {
      if (portion.isPartOfOne() && portion.firstPiece() == 0) checkUnchanged(portion.firstFile());
    }
  }

  private List<Portion> portions() {
    var portions = new ArrayList<Portion>();
    int file = 0;
    while (file < files.count()) {
      if (size(file) > PORTION_BYTES) {
        int step = PORTION_BYTES / pieceLength;
        for (int piece = 0; piece < pieceCount(file); piece += step) {
          int end = Math.min(piece + step, pieceCount(file));
          portions.add(new Portion(file, file + 1, piece, end));
        }
        file++;
      } else {
        int first = file;
        long bytes = 0;
        while (file < files.count()
            && file - first < PORTION_FILES
            && bytes + size(file) <= PORTION_BYTES) {
          bytes += size(file++);
        }
        portions.add(new Portion(first, file, 0, 0));
      }
    }
    return portions;
  }

  private void work(List<Portion> portions, AtomicInteger next) {
    var reader = new PieceReader(pieceLength);
    int index = next.getAndIncrement();
    while (index < portions.size() && !Thread.currentThread().isInterrupted()) {
      Portion portion = portions.get(index);
      if (portion.isPartOfOne()) {
        read(portion.firstFile(), portion.firstPiece(), portion.endPiece(), reader);
      } else {
        for (int file = portion.firstFile(); file < portion.endFile(); file++) {
          read(file, 0, pieceCount(file), reader);
          checkUnchanged(file);
        }
      }
      progress.hashed(bytesHashed.addAndGet(bytes(portion)), bytesTotal);
      index = next.getAndIncrement();
    }
  }

  private void read(int file, int firstPiece, int endPiece, PieceReader reader) {
    Path place = files.file(file).place();
    try (var channel =
        FileChannel.open(place, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      if (!reader.hash(channel, size(file), firstPiece, endPiece, hashes[file])) {
        failures.put(file, Reason.CHANGED);
      }
    } catch (NoSuchFileException e) {
      failures.put(file, Reason.VANISHED);
    } catch (IOException e) {
      failures.put(file, Reason.UNREADABLE);
    }
  }

  // A file that is something else by now may be unreadable just because of that: then "changed" is
  // the better word.
  private void checkUnchanged(int file) {
    files.file(file).trouble().ifPresent(reason -> failures.put(file, reason));
  }

  private long bytes(Portion portion) {
    if (portion.isPartOfOne()) {
      long start = (long) portion.firstPiece() * pieceLength;
      long end = (long) portion.endPiece() * pieceLength;
      return Math.min(end, size(portion.firstFile())) - start;
    }
    long bytes = 0;
    for (int file = portion.firstFile(); file < portion.endFile(); file++) bytes += size(file);
    return bytes;
  }

  private long size(int file) {
    return files.size(file);
  }

  private int pieceCount(int file) {
    return Math.toIntExact((size(file) + pieceLength - 1) / pieceLength);
  }
}
