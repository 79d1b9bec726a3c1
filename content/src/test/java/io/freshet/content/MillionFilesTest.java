package io.freshet.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Manifests of a million files: what they cost, and that a heap of that size is enough.
final class MillionFilesTest {
  private static final int FILES = 1_000_000;
  private static final int BYTES_A_FILE_MAX = 60;

  @TempDir Path folder;

  @Test
  void twoManifestsCostColumnsAndTheBytesOfOne() throws Exception {
    Path torrent = folder.resolve("million.torrent");
    Files.write(torrent, million());
    long heapBytes = Files.size(torrent) + 2L * FILES * BYTES_A_FILE_MAX + (32 << 20);
    Path output = folder.resolve("output");
    Process parser =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heapBytes / 1024 + "k",
                "-XX:+UseSerialGC",
                // The torrent is one array: a young generation as large as usual would not leave
                // the old one room for it.
                "-Xmn16m",
                "-cp",
                System.getProperty("java.class.path"),
                Parser.class.getName(),
                torrent.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int exit = parser.waitFor();
    String said = Files.readString(output);
    assertEquals(0, exit, said);
    assertTrue(said.startsWith(FILES + " files, " + FILES + " pieces"), said);
  }

  /// Runs in the small heap.
  static final class Parser {
    private Parser() {}

    public static void main(String[] args) throws IOException, InvalidManifestException {
      // As a mirror has them: the release that is in place, and the one that comes.
      Manifest before = Manifest.read(Path.of(args[0]));
      Manifest manifest = Manifest.read(Path.of(args[0]));
      if (manifest.columnBytes() > (long) manifest.fileCount() * BYTES_A_FILE_MAX) {
        throw new IllegalStateException("columns of " + manifest.columnBytes() + " bytes");
      }
      if (manifest.indexOf("d999/file-000999") != manifest.fileCount() - 1
          || !manifest.hasEntry(0, before, 0)) {
        throw new IllegalStateException("the last file is not found");
      }
      System.out.println(manifest.fileCount() + " files, " + manifest.pieces().count() + " pieces");
    }
  }

  private static byte[] million() {
    var random = new Random(1);
    var writer = new ManifestWriter("million", PieceLength.AUTO_MIN);
    var attributes =
        new Attributes.Kept(
            0644, Instant.ofEpochSecond(1_700_000_000, 123_456_789), Attributes.Owner.UNKNOWN);
    for (int file = 0; file < FILES; file++) {
      int length = 1 + random.nextInt(100_000);
      byte[] hash = new byte[Hash.BYTES];
      random.nextBytes(hash);
      String path = String.format("d%03d/file-%06d", file / 1000, file % 1000);
      writer.add(new ManifestWriter.Entry.File(path, length, false, attributes, hash));
    }
    return writer.torrent();
  }
}
