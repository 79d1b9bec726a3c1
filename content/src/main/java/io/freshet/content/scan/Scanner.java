package io.freshet.content.scan;

import io.freshet.content.PieceLength;
import io.freshet.content.scan.Skipped.Reason;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// Turns a file or folder into a manifest, hashing on all cores.
///
/// First the tree is listed, which gives the total size and so the piece length. Then those of its
/// files are read that no earlier scan has read ([Recall]). A file counts as read when size, mtime,
/// ctime and inode afterwards are what they were before. One that changed meanwhile is looked at
/// and read once more; after that it is named as changed and left out.
public final class Scanner {
  /// The clock by which Linux stamps files may tick as seldom as every 10 ms (CONFIG_HZ=100), so
  /// that two writes within a tick look like one. A file that was written just now is looked at
  /// again after this time, and its second look is the one that proves something.
  private static final long TICK_MILLIS = 20;

  private final ScanOptions options;
  private final Walk walk;
  private final TreeMap<Integer, Reason> failures = new TreeMap<>();

  private EntryHashes hashes = new EntryHashes(0);
  private int pieceLength;

  private Scanner(ScanOptions options) {
    this.options = options;
    walk = new Walk(options.leftOut(), options.repetition().visits());
  }

  /// Scans a file or folder. What cannot be part of a release is skipped and named in the result;
  /// only a `root` that cannot be read is an exception. A link given as `root` is followed, no
  /// other.
  public static ScanResult scan(Path root, ScanOptions options)
      throws IOException, InterruptedException {
    return new Scanner(options).scan(root);
  }

  private ScanResult scan(Path root) throws IOException, InterruptedException {
    long startNanos = nowNanos();
    Path place = root.toRealPath();
    String name = options.name().isEmpty() ? nameOf(root, place) : options.name();
    Stat stat = Stat.of(place);
    switch (stat.type()) {
      case FOLDER -> walk.folder(place, stat);
      case FILE -> walk.entries.add(new Found.File(place, name, stat));
      case LINK, SOCKET, PIPE, DEVICE ->
          throw new IOException(root + " is neither a file nor a folder");
    }
    hashes = new EntryHashes(walk.entries.size());
    pieceLength = options.pieceLength();
    if (pieceLength == ScanOptions.AUTO) pieceLength = PieceLength.forTotal(totalBytes());

    options.repetition().earlier().ifPresent(this::recall);
    if (!options.repetition().quiet().isZero()) leaveOutWhatIsWritten(startNanos, nowNanos());
    int[] files = files(hashes.all());
    read(files, startNanos - TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS));
    int[] changed = changed();
    if (changed.length > 0) {
      lookAgain(changed);
      read(files(Arrays.stream(changed)), Long.MIN_VALUE);
    }
    if (stat.type() == Stat.Type.FILE && !failures.isEmpty()) {
      throw new IOException(root + ": " + failures.firstEntry().getValue().words());
    }
    return new Assembly(options.attributes(), name, pieceLength)
        .assemble(walk, hashes, failures, stat.device());
  }

  /// Takes the hashes of files that an earlier scan read, if its pieces were of the same length.
  private void recall(EarlierScan earlier) {
    if (earlier.manifest().pieceLength() != pieceLength) return;
    hashes.recall(earlier.manifest(), Recall.of(earlier, walk));
  }

  /// What changed in the future did so by a clock that was set back since.
  private void leaveOutWhatIsWritten(long walkStartNanos, long walkEndNanos) {
    long fromNanos = walkStartNanos - options.repetition().quiet().toNanos();
    for (int file : files(hashes.all())) {
      long ctimeNanos = walk.entries.ctimeNanos(file);
      if (fromNanos < ctimeNanos && ctimeNanos <= walkEndNanos) {
        failures.put(file, Reason.STILL_WRITTEN);
      }
    }
  }

  /// Hashes these files, except those that are still being written: whose last change is from
  /// `youngNanos` or later, and that look different a tick later.
  private void read(int[] files, long youngNanos) throws InterruptedException {
    int[] young =
        Arrays.stream(files).filter(file -> walk.entries.ctimeNanos(file) >= youngNanos).toArray();
    if (young.length > 0) {
      Thread.sleep(TICK_MILLIS);
      for (int file : young) {
        walk.entries.get(file).trouble().ifPresent(reason -> failures.put(file, reason));
      }
    }
    int[] settled = files(Arrays.stream(files));
    var hashing = new Hashing(new Chosen(walk.entries, settled), pieceLength, options.progress());
    hashing.run();
    for (int i = 0; i < settled.length; i++) hashes.made(settled[i], hashing.hashes(i));
    hashing.failures().forEach((i, reason) -> failures.put(settled[i], reason));
  }

  /// Some of the entries, all of them files.
  private record Chosen(Entries entries, int[] numbers) implements Hashing.Files {
    @Override
    public int count() {
      return numbers.length;
    }

    @Override
    public long size(int file) {
      return entries.bytes(numbers[file]);
    }

    @Override
    public Found.File file(int file) {
      return (Found.File) entries.get(numbers[file]);
    }
  }

  /// Takes files that changed as they are now.
  private void lookAgain(int[] changed) {
    for (int file : changed) {
      failures.remove(file);
      Found before = walk.entries.get(file);
      try {
        Stat now = Stat.of(before.place());
        walk.entries.set(file, new Found.File(before.place(), before.path(), now));
        if (now.type() != Stat.Type.FILE) failures.put(file, Reason.CHANGED);
      } catch (NoSuchFileException e) {
        failures.put(file, Reason.VANISHED);
      } catch (IOException e) {
        failures.put(file, Reason.UNREADABLE);
      }
    }
  }

  private int[] changed() {
    return failures.entrySet().stream()
        .filter(failure -> failure.getValue() == Reason.CHANGED)
        .mapToInt(failure -> failure.getKey())
        .toArray();
  }

  /// Those of these entries that are files, have not failed, and are not known yet.
  private int[] files(IntStream entries) {
    return entries
        .filter(entry -> !hashes.isTold(entry))
        .filter(walk.entries::isFile)
        .filter(entry -> !failures.containsKey(entry))
        .toArray();
  }

  /// By the clock that stamps files, as far as both are this machine's.
  private static long nowNanos() {
    return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
  }

  private long totalBytes() {
    long total = 0;
    for (int entry = 0; entry < walk.entries.size(); entry++) {
      if (walk.entries.isFile(entry)) total += walk.entries.bytes(entry);
    }
    return total;
  }

  // A link given as root is called what the link is called; `.` is called what its folder is
  // called.
  private static String nameOf(Path root, Path place) {
    String own = String.valueOf(root.getFileName());
    if (!own.isEmpty() && !own.equals(".") && !own.equals("..") && root.getFileName() != null) {
      return own;
    }
    Path real = place.getFileName();
    return real == null ? "root" : real.toString();
  }
}
