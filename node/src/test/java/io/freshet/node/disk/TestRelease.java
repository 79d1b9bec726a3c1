package io.freshet.node.disk;

import io.freshet.content.Manifest;
import io.freshet.content.scan.Fingerprints;
import io.freshet.content.scan.ScanOptions;
import io.freshet.content.scan.ScanResult;
import io.freshet.content.scan.Scanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Random;

/// A release for tests: a source folder or file, scanned, whose pieces can be had.
public record TestRelease(Path source, Manifest manifest, Fingerprints fingerprints) {

  /// The last word of a journal whose mirror was killed while it put something right: *swapping*.
  static final byte[] SWAPPING = HexFormat.of().parseHex("000000000791b812de");

  public static final int PIECE = 16 << 10;

  private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2001-02-03T04:05:06Z"));

  public static TestRelease scan(Path source) throws IOException, InterruptedException {
    return scan(source, ScanOptions.PLAIN.withPieceLength(PIECE));
  }

  public static TestRelease scan(Path source, ScanOptions options)
      throws IOException, InterruptedException {
    ScanResult result = Scanner.scan(source, options);
    if (!result.skipped().isEmpty()) throw new IllegalStateException("skipped " + result.skipped());
    return new TestRelease(source, result.manifest(), result.fingerprints());
  }

  /// Bytes that look random, the same for the same seed.
  public static byte[] noise(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /// Written long ago: who writes it again within one tick of the file system's clock changes its
  /// time all the same.
  public static Path write(Path folder, String path, byte[] content) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.setLastModifiedTime(Files.write(file, content), LONG_AGO);
  }

  public byte[] piece(int piece) {
    var pieces = manifest.pieces();
    Path file =
        manifest.isSingleFile()
            ? source
            : source.resolve(manifest.file(pieces.fileOf(piece)).path());
    ByteBuffer content = ByteBuffer.allocate(pieces.length(piece));
    try (FileChannel channel = FileChannel.open(file)) {
      while (content.hasRemaining()) {
        if (channel.read(content, pieces.offsetInFile(piece) + content.position()) < 0) {
          throw new IllegalStateException(file + " is too short");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return content.array();
  }
}
