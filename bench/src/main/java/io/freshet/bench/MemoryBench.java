package io.freshet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// The most that a node's own memory (RssAnon + RssShmem: what is not a mapped file) takes while a
/// large file moves from `./freshet serve` to `./freshet get`, of both.
///
///     java bench/src/main/java/io/freshet/bench/MemoryBench.java [--gib 16] [--from FOLDER] [--to FOLDER]
///
/// The file must not repeat itself (equal pieces travel once, holes not at all), so both folders
/// need room for all of it.
public final class MemoryBench {
  private static final long LOOK_MILLIS = 20;

  private MemoryBench() {}

  public static void main(String[] args) throws Exception {
    int gibibytes = 16;
    Path from = Path.of(System.getProperty("java.io.tmpdir"));
    Path to = from;
    for (int i = 0; i + 1 < args.length; i += 2) {
      switch (args[i]) {
        case "--gib" -> gibibytes = Integer.parseInt(args[i + 1]);
        case "--from" -> from = Path.of(args[i + 1]);
        case "--to" -> to = Path.of(args[i + 1]);
        default -> throw new IllegalArgumentException("unknown option " + args[i]);
      }
    }
    Path source = Files.createTempDirectory(from, "freshet-memory-");
    Path target = Files.createTempDirectory(to, "freshet-memory-");
    try {
      run(gibibytes, source, target);
    } finally {
      Content.delete(source);
      Content.delete(target);
    }
  }

  private static void run(int gibibytes, Path source, Path target)
      throws IOException, InterruptedException {
    Path file = Content.random(source.resolve("file"), gibibytes << 10, gibibytes);
    Path launcher = Path.of("freshet").toAbsolutePath();
    long served = 0;
    long got = 0;
    long begun;
    try (Freshet freshet = Freshet.serve(launcher, file, source.resolve("data"))) {
      begun = System.nanoTime();
      Process get = freshet.start(target.resolve("file"));
      while (!get.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        served = Math.max(served, kibibytes(freshet.serverId()));
        got = Math.max(got, kibibytes(get.pid()));
      }
      if (get.exitValue() != 0) throw new IOException("freshet get ended with " + get.exitValue());
    }
    System.out.printf(
        Locale.ROOT,
        "%d GiB from %s to %s in %.1f s: RssAnon + RssShmem at most %d MiB (serve), %d MiB (get)%n",
        gibibytes,
        source.getParent(),
        target.getParent(),
        (System.nanoTime() - begun) / 1e9,
        served >> 10,
        got >> 10);
  }

  private static long kibibytes(long pid) {
    long sum = 0;
    try {
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
        if (line.startsWith("RssAnon:") || line.startsWith("RssShmem:")) {
          sum += Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
    } catch (IOException e) {
      // It has just ended.
    }
    return sum;
  }
}
