package io.freshet.bench.content;

import io.freshet.content.InfoHash;
import io.freshet.content.scan.ScanOptions;
import io.freshet.content.scan.Scanner;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Scans of what is in the page cache, beside `openssl dgst -sha256` of the same file: that tool's
/// time, of one core, is the mark for all.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 12)
@Fork(1)
public class Scanning {
  private static final int LARGE_BYTES = 1 << 30;
  private static final int SMALL_FILES = 10_000;

  /// Where the files are made; tmpfs, so that no disk is measured.
  @Param("/dev/shm")
  public String place = "";

  private Path root = Path.of("");

  @Setup(Level.Trial)
  public void makeFiles() throws IOException {
    root = Files.createTempDirectory(Path.of(place), "freshet-bench-");
    var random = new Random(1);
    byte[] mebibyte = new byte[1 << 20];
    try (OutputStream large = Files.newOutputStream(root.resolve("large"))) {
      for (int written = 0; written < LARGE_BYTES; written += mebibyte.length) {
        random.nextBytes(mebibyte);
        large.write(mebibyte);
      }
    }
    for (int file = 0; file < SMALL_FILES; file++) {
      Path folder = Files.createDirectories(root.resolve("small/" + file / 100));
      byte[] content = new byte[random.nextInt(8192)];
      random.nextBytes(content);
      Files.write(folder.resolve("f" + file), content);
    }
  }

  @TearDown(Level.Trial)
  public void removeFiles() throws IOException {
    try (var all = Files.walk(root)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
    }
  }

  @Benchmark
  public InfoHash oneGibibyte() throws IOException, InterruptedException {
    return scan("large");
  }

  @Benchmark
  public InfoHash tenThousandSmallFiles() throws IOException, InterruptedException {
    return scan("small");
  }

  @Benchmark
  public int opensslOneGibibyte() throws IOException, InterruptedException {
    String large = root.resolve("large").toString();
    var openssl = new ProcessBuilder("openssl", "dgst", "-sha256", large);
    return openssl.redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
  }

  private InfoHash scan(String name) throws IOException, InterruptedException {
    return Scanner.scan(root.resolve(name), ScanOptions.PLAIN).manifest().infoHash();
  }
}
