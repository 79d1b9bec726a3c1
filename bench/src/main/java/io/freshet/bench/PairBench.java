package io.freshet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One pair on one machine: the whole `./freshet get`, process start included, beside `curl` from
/// nginx followed by `openssl dgst -sha256`. Time, and CPU of both ends.
///
/// The file is in the page cache. All sizes and both sides take turns in one run, each turn into a
/// new file, and the least of the turns counts: memory of virtual machines costs anything between
/// once and six times. On a disk, `sync -f` is counted for both. What a further GiB takes is the
/// difference between the sizes, scaled: start-up is not in it.
///
///     java bench/src/main/java/io/freshet/bench/PairBench.java [--turns 12] [--on FOLDER]...
///
/// with a JDK 25, in the repository's folder; FOLDER is /dev/shm unless given. Results: bench/results.
public final class PairBench {
  private static final int SMALL = 256;
  private static final int LARGE = 1024;

  /// One side, and what its turns took.
  private record Entrant(Side side, List<Turn> turns) {
    Turn least() {
      return Turn.least(turns);
    }
  }

  /// Both sides serving one file.
  private record Contest(Path file, Entrant theirs, Entrant ours) {
    List<Entrant> both() {
      return List.of(theirs, ours);
    }

    void close() {
      for (Entrant entrant : both()) entrant.side.close();
    }
  }

  /// Seconds: of the small file, of the large one, of a GiB more.
  private record Row(double few, double many, double further) {
    static Row of(long fewMillis, long manyMillis) {
      double more = (manyMillis - fewMillis) / 1e3 * 1024 / (LARGE - SMALL);
      return new Row(fewMillis / 1e3, manyMillis / 1e3, more);
    }

    Row over(Row other) {
      return new Row(few / other.few, many / other.many, further / other.further);
    }

    void print(String what) {
      System.out.printf(Locale.ROOT, "%-24s %8.2f %8.2f %14.2f%n", what, few, many, further);
    }
  }

  private final Path folder;
  private final boolean synced;

  private PairBench(Path folder) throws IOException {
    this.folder = folder;
    synced = !Files.getFileStore(folder).type().equals("tmpfs");
  }

  public static void main(String[] args) throws Exception {
    int turns = 12;
    List<Path> folders = new ArrayList<>();
    for (int i = 0; i + 1 < args.length; i += 2) {
      switch (args[i]) {
        case "--turns" -> turns = Integer.parseInt(args[i + 1]);
        case "--on" -> folders.add(Path.of(args[i + 1]));
        default -> throw new IllegalArgumentException("unknown option " + args[i]);
      }
    }
    if (folders.isEmpty()) folders.add(Path.of("/dev/shm"));
    for (Path folder : folders) {
      Path scratch = Files.createTempDirectory(folder, "freshet-pair-");
      try {
        new PairBench(scratch).run(turns);
      } finally {
        Content.delete(scratch);
      }
    }
  }

  private void run(int count) throws IOException, InterruptedException {
    Contest small = serve(SMALL);
    try {
      Contest large = serve(LARGE);
      try {
        for (int turn = 0; turn < count; turn++) {
          take(small);
          take(large);
        }
      } finally {
        large.close();
      }
      System.out.printf(
          "%s%s: the least of %d turns, s%n", folder.getParent(), synced ? " (synced)" : "", count);
      report(small, large);
    } finally {
      small.close();
    }
  }

  private Contest serve(int mebibytes) throws IOException, InterruptedException {
    Path place = Files.createDirectory(folder.resolve("served-" + mebibytes));
    Path file = Content.random(place.resolve("file"), mebibytes, mebibytes);
    Path launcher = Path.of("freshet").toAbsolutePath();
    Side nginx = Nginx.serve(file, Files.createDirectory(folder.resolve("nginx-" + mebibytes)));
    Side freshet = Freshet.serve(launcher, file, folder.resolve("data-" + mebibytes));
    return new Contest(
        file, new Entrant(nginx, new ArrayList<>()), new Entrant(freshet, new ArrayList<>()));
  }

  private void take(Contest contest) throws IOException, InterruptedException {
    for (Entrant entrant : contest.both()) entrant.turns.add(turn(entrant.side, contest.file));
  }

  private Turn turn(Side side, Path file) throws IOException, InterruptedException {
    Path destination = Files.createDirectory(folder.resolve("destination"));
    Path target = destination.resolve("file");
    long server = side.serverMillis();
    long children = CpuTime.millisOfEndedChildren();
    long begun = System.nanoTime();
    side.fetch(target);
    if (synced) Side.run("sync", "-f", target.toString());
    long wall = (System.nanoTime() - begun) / 1_000_000;
    var turn =
        new Turn(wall, CpuTime.millisOfEndedChildren() - children, side.serverMillis() - server);
    if (Files.mismatch(file, target) >= 0) throw new IllegalStateException("the copy differs");
    Content.delete(destination);
    if (synced) Side.run("sync", "-f", folder.toString());
    return turn;
  }

  private static void report(Contest small, Contest large) {
    System.out.printf("%-24s %8s %8s %14s%n", "", SMALL + " MiB", "1 GiB", "a further GiB");
    Row theirTime = time(small.theirs, large.theirs);
    Row theirCpu = cpu(small.theirs, large.theirs);
    Row ourTime = time(small.ours, large.ours);
    Row ourCpu = cpu(small.ours, large.ours);
    theirTime.print("curl + openssl, time");
    ourTime.print("freshet get, time");
    ourTime.over(theirTime).print("  ratio");
    theirCpu.print("curl + openssl, CPU");
    ourCpu.print("freshet get, CPU");
    ourCpu.over(theirCpu).print("  ratio");
    for (Entrant entrant : large.both()) {
      System.out.printf(
          Locale.ROOT,
          "CPU of 1 GiB, %s: client %.2f, server %.2f%n",
          entrant.side.name(),
          entrant.least().clientMillis() / 1e3,
          entrant.least().serverMillis() / 1e3);
    }
  }

  private static Row time(Entrant small, Entrant large) {
    return Row.of(small.least().wallMillis(), large.least().wallMillis());
  }

  private static Row cpu(Entrant small, Entrant large) {
    return Row.of(small.least().cpuMillis(), large.least().cpuMillis());
  }
}
