package io.freshet.bench.content;

import io.freshet.content.Hash;
import io.freshet.content.InvalidManifestException;
import io.freshet.content.Manifest;
import io.freshet.content.ManifestWriter;
import io.freshet.content.PieceLength;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Proving and indexing a manifest of small files: its syntax, names, equal pieces, zeros and
/// extents.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ManifestParsing {
  @Param({"1000", "100000", "1000000"})
  public int files;

  private byte[] torrent = {};

  @Setup
  public void write() {
    var random = new Random(1);
    var writer = new ManifestWriter("bench", PieceLength.AUTO_MIN);
    for (int file = 0; file < files; file++) {
      byte[] hash = new byte[Hash.BYTES];
      random.nextBytes(hash);
      String path = String.format("d%04d/file-%04d", file / 1000, file % 1000);
      writer.file(path, 1 + random.nextInt(PieceLength.AUTO_MIN), hash);
    }
    torrent = writer.torrent();
  }

  @Benchmark
  public Manifest parse() throws InvalidManifestException {
    return Manifest.parse(torrent);
  }
}
