package io.freshet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// `./freshet pack`, process start included, against what all cores could hash at the rate of
/// `openssl dgst -sha256` on one. The files are in the page cache.
///
///     java bench/src/main/java/io/freshet/bench/PackBench.java [--turns 8] [--on FOLDER]
public final class PackBench {
  private static final int SMALL = 1024;
  private static final int LARGE = 4096;

  private PackBench() {}

  public static void main(String[] args) throws Exception {
    int turns = 8;
    Path folder = Path.of("/dev/shm");
    for (int i = 0; i + 1 < args.length; i += 2) {
      switch (args[i]) {
        case "--turns" -> turns = Integer.parseInt(args[i + 1]);
        case "--on" -> folder = Path.of(args[i + 1]);
        default -> throw new IllegalArgumentException("unknown option " + args[i]);
      }
    }
    Path scratch = Files.createTempDirectory(folder, "freshet-pack-");
    try {
      run(scratch, turns);
    } finally {
      Content.delete(scratch);
    }
  }

  private static void run(Path scratch, int turns) throws IOException, InterruptedException {
    Path small = Content.random(scratch.resolve("small"), SMALL, 1);
    Path large = Content.random(scratch.resolve("large"), LARGE, 2);
    String launcher = Path.of("freshet").toAbsolutePath().toString();
    String torrent = scratch.resolve("torrent").toString();
    double openssl = Double.MAX_VALUE;
    double few = Double.MAX_VALUE;
    double many = Double.MAX_VALUE;
    for (int turn = 0; turn < turns; turn++) {
      openssl = Math.min(openssl, seconds("openssl", "dgst", "-sha256", small.toString()));
      few = Math.min(few, seconds(launcher, "pack", small.toString(), "-o", torrent));
      Files.delete(Path.of(torrent));
      many = Math.min(many, seconds(launcher, "pack", large.toString(), "-o", torrent));
      Files.delete(Path.of(torrent));
    }
    int cores = Runtime.getRuntime().availableProcessors();
    double possible = openssl / cores;
    System.out.printf(
        Locale.ROOT,
        "%s: the least of %d turns; openssl %.3f s a GiB, so %d cores %.3f%n",
        scratch.getParent(),
        turns,
        openssl,
        cores,
        possible);
    print("1 GiB", few, possible);
    print("4 GiB", many, 4 * possible);
    print("a further GiB", (many - few) / 3, possible);
  }

  private static void print(String what, double seconds, double possible) {
    System.out.printf(
        Locale.ROOT, "%-14s %.3f s, %.2f of the possible%n", what, seconds, possible / seconds);
  }

  private static double seconds(String... command) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    Side.run(command);
    return (System.nanoTime() - begun) / 1e9;
  }
}
