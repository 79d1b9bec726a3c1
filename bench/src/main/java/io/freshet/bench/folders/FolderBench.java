package io.freshet.bench.folders;

import io.freshet.bench.Ballast;
import io.freshet.bench.Content;
import io.freshet.bench.CpuTime;
import io.freshet.bench.Installed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Keeps folders equal with Freshet, rsync and Syncthing, one after the other, and says what each
/// step took. What all have in the end is compared with the source, byte by byte, off the clock.
public final class FolderBench {
  private static final String FRESHET = "freshet";
  private static final List<String> ALL = List.of(FRESHET, "rsync", "syncthing");

  private static final int CHANGED_FILES = 100;
  private static final int FILES_A_FOLDER = 100;
  private static final int SMALL_BYTES = 4 << 10;
  private static final int RECEIVERS = 4;

  private final List<String> launcher;
  private final Size size;
  private final Path folder;
  private final Consumer<FolderResult> report;
  private final Random random = new Random(1);

  /// How much is brought.
  ///
  /// @param largeMebibytes each of the large files
  /// @param restMillis everybody has to come to rest between two steps, off the clock
  public record Size(int largeFiles, int largeMebibytes, int smallFiles, long restMillis) {
    public static final Size FULL = new Size(4, 512, 100_000, 5_000);
    public static final Size SMALL = new Size(4, 16, 2_000, 5_000);
  }

  private FolderBench(
      List<String> launcher, Size size, Path folder, Consumer<FolderResult> report) {
    this.launcher = launcher;
    this.size = size;
    this.folder = folder;
    this.report = report;
  }

  /// @param launcher what a person types before `serve` or `mirror`
  /// @param names who takes part; all who are installed, if empty
  /// @param report is told each result as it comes
  public static void run(
      List<String> launcher, List<String> names, Size size, Path in, Consumer<FolderResult> report)
      throws IOException, InterruptedException {
    for (String name : names) {
      if (!ALL.contains(name)) {
        throw new IOException(name + " keeps no folders here: choose of " + String.join(", ", ALL));
      }
    }
    Path folder = Files.createTempDirectory(in, "freshet-folders-");
    try {
      var bench = new FolderBench(launcher, size, folder, report);
      for (String name : names.isEmpty() ? installed() : names) bench.measure(name);
    } finally {
      Content.delete(folder);
    }
  }

  private static List<String> installed() {
    return ALL.stream().filter(name -> name.equals(FRESHET) || Installed.has(name)).toList();
  }

  private void measure(String name) throws IOException, InterruptedException {
    Path place = Files.createDirectory(folder.resolve(name));
    large(name, Files.createDirectory(place.resolve("large")));
    small(name, Files.createDirectory(place.resolve("small")));
    toFour(name, Files.createDirectory(place.resolve("four")));
    Content.delete(place);
  }

  private void large(String name, Path place) throws IOException, InterruptedException {
    Path source = largeFiles(place);
    List<Path> targets = targets(place, 1);
    try (Keeper keeper = keeper(name, source, targets, place)) {
      first(name, FolderCase.LARGE_FIRST, largeBytes(), keeper);
      Files.move(source.resolve("folder"), source.resolve("renamed"));
      Keeper.Sign renamed =
          target ->
              Files.exists(target.resolve("renamed/file-0"))
                  && !Files.exists(target.resolve("folder"));
      take(name, FolderCase.RENAME, largeBytes(), keeper, () -> keeper.follow(renamed));
      byte[] changed = new byte[1 << 20];
      random.nextBytes(changed);
      long middle = ((long) size.largeMebibytes / 2) << 20;
      Path file = source.resolve("renamed/file-0");
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(changed), middle);
      }
      Keeper.Sign there =
          target -> {
            ByteBuffer now = ByteBuffer.allocate(changed.length);
            try (FileChannel channel = FileChannel.open(target.resolve("renamed/file-0"))) {
              channel.read(now, middle);
            }
            return Arrays.equals(now.array(), changed);
          };
      take(name, FolderCase.ONE_MEBIBYTE, changed.length, keeper, () -> keeper.follow(there));
      compare(source, targets);
    }
    Content.delete(place);
  }

  private void small(String name, Path place) throws IOException, InterruptedException {
    Path source = Files.createDirectory(place.resolve("source"));
    List<Path> files = new ArrayList<>();
    byte[] bytes = new byte[SMALL_BYTES];
    for (int i = 0; i < size.smallFiles; i++) {
      Path sub = Files.createDirectories(source.resolve("folder-" + i / FILES_A_FOLDER));
      random.nextBytes(bytes);
      files.add(Files.write(sub.resolve("file-" + i), bytes));
    }
    List<Path> targets = targets(place, 1);
    long all = (long) size.smallFiles * SMALL_BYTES;
    try (Keeper keeper = keeper(name, source, targets, place)) {
      first(name, FolderCase.SMALL_FIRST, all, keeper);
      int step = size.smallFiles / CHANGED_FILES;
      for (int i = 0; i < CHANGED_FILES; i++) {
        random.nextBytes(bytes);
        Files.write(files.get(i * step), bytes);
      }
      // Whoever has the last one may not have the first one yet.
      Keeper.Sign changed =
          target -> {
            for (int i = 0; i < CHANGED_FILES; i++) {
              Path file = files.get(i * step);
              if (Files.mismatch(file, target.resolve(source.relativize(file))) >= 0) return false;
            }
            return true;
          };
      take(
          name,
          FolderCase.HUNDRED_CHANGED,
          (long) CHANGED_FILES * SMALL_BYTES,
          keeper,
          () -> keeper.follow(changed));
      compare(source, targets);
    }
    Content.delete(place);
  }

  private void toFour(String name, Path place) throws IOException, InterruptedException {
    Path source = largeFiles(place);
    List<Path> targets = targets(place, RECEIVERS);
    try (Keeper keeper = keeper(name, source, targets, place)) {
      first(name, FolderCase.FOUR_RECEIVERS, RECEIVERS * largeBytes(), keeper);
      compare(source, targets);
    }
    Content.delete(place);
  }

  private long largeBytes() {
    return ((long) size.largeFiles * size.largeMebibytes) << 20;
  }

  private Path largeFiles(Path place) throws IOException {
    Path source = Files.createDirectory(place.resolve("source"));
    Path inside = Files.createDirectory(source.resolve("folder"));
    for (int i = 0; i < size.largeFiles; i++) {
      Content.random(inside.resolve("file-" + i), size.largeMebibytes, random.nextLong());
    }
    return source;
  }

  private static List<Path> targets(Path place, int count) {
    List<Path> targets = new ArrayList<>();
    for (int i = 0; i < count; i++) targets.add(place.resolve("target-" + i));
    return targets;
  }

  private Keeper keeper(String name, Path source, List<Path> targets, Path place)
      throws IOException, InterruptedException {
    Path scratch = Files.createDirectory(place.resolve("scratch"));
    return switch (name) {
      case FRESHET -> new FreshetMirrors(launcher, source, targets, scratch);
      case "rsync" -> new RsyncRuns(source, targets, scratch);
      case "syncthing" -> new Syncthings(source, targets, scratch);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private interface Step {
    void run() throws IOException, InterruptedException;
  }

  /// The same memory for each contender, whoever was measured before.
  private void first(String name, FolderCase work, long bytes, Keeper keeper)
      throws IOException, InterruptedException {
    Path shared = Path.of("/dev/shm");
    boolean here = Ballast.isInMemory(folder) || !Files.isDirectory(shared);
    FileStore store = Files.getFileStore(folder);
    Ballast.Taken taken = ballast -> -store.getUsableSpace() - (here ? ballast : 0);
    try (var _ = Ballast.of(bytes, here ? folder : shared, taken)) {
      take(name, work, bytes, keeper, keeper::first);
    }
  }

  /// The clock runs from here: what the step follows was changed just now.
  private void take(String name, FolderCase work, long bytes, Keeper keeper, Step step)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    double load = load();
    long cpu = CpuTime.millisOfEndedChildren() + keeper.runningMillis();
    step.run();
    double seconds = (System.nanoTime() - begun) / 1e9;
    long spent = CpuTime.millisOfEndedChildren() + keeper.runningMillis() - cpu;
    report.accept(new FolderResult(name, work, bytes, seconds, spent / 1e3, load));
    TimeUnit.MILLISECONDS.sleep(size.restMillis);
  }

  private static double load() throws IOException {
    String said = Files.readString(Path.of("/proc/loadavg"));
    return Double.parseDouble(said.substring(0, said.indexOf(' ')));
  }

  private static void compare(Path source, List<Path> targets) throws IOException {
    Set<String> names = names(source);
    for (Path target : targets) {
      Set<String> there = names(target);
      if (!there.equals(names)) throw new IOException(target + " has other names than " + source);
      for (String name : names) {
        Path file = source.resolve(name);
        if (Files.isRegularFile(file) && Files.mismatch(file, target.resolve(name)) >= 0) {
          throw new IOException(target.resolve(name) + " differs");
        }
      }
    }
  }

  /// Besides what a contender keeps there for itself.
  private static Set<String> names(Path root) throws IOException {
    Set<String> names = new TreeSet<>();
    try (var all = Files.walk(root)) {
      all.map(root::relativize)
          .map(Path::toString)
          .filter(name -> !name.startsWith(".freshet") && !name.startsWith(".stfolder"))
          .forEach(names::add);
    }
    return names;
  }
}
