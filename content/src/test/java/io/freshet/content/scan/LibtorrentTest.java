package io.freshet.content.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.Manifest;
import io.freshet.content.scan.ScanOptions.Keep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What libtorrent, another implementation of BEP 52, says of the torrents that we make.
///
/// Debian's `python3-libtorrent` is asked through `/usr/bin/python3`. Where it is missing these
/// tests fail: the format is not proven.
final class LibtorrentTest {
  private static final String PYTHON = "/usr/bin/python3";
  private static final int KIB = 1 << 10;

  @TempDir Path folder;
  private Tree tree;

  @BeforeEach
  void openTree() throws Exception {
    Said said = python("-c", "import libtorrent");
    assertEquals(
        0,
        said.exit(),
        "libtorrent is missing: apt-get install python3-libtorrent\n" + said.text());
    tree = new Tree(folder);
  }

  @Test
  void oneFile() throws Exception {
    var releases = new ArrayList<Release>();
    for (int size : new int[] {1, 16_383, 16_384, 16_385, 65_535, 65_536, 65_537, 1_000_000}) {
      tree.file("release-" + size, size);
      releases.add(new Release("release-" + size, 64 * KIB));
    }
    agrees(releases);
  }

  @Test
  void sizesAroundEveryBoundary() throws Exception {
    var releases = new ArrayList<Release>();
    for (int pieceLength : new int[] {16 * KIB, 64 * KIB, 256 * KIB, 1 << 20}) {
      int[] sizes = {
        0,
        1,
        16_383,
        16_384,
        16_385,
        pieceLength - 1,
        pieceLength,
        pieceLength + 1,
        2 * pieceLength,
        3 * pieceLength + 5,
        4 * pieceLength - 1
      };
      String name = "pieces-of-" + pieceLength;
      for (int i = 0; i < sizes.length; i++) tree.file(name + "/" + i + "-" + sizes[i], sizes[i]);
      releases.add(new Release(name, pieceLength));
    }
    agrees(releases);
  }

  @Test
  void manyPieces() throws Exception {
    tree.file("release/large", 5_000_001).file("release/small", 3);
    agrees(16 * KIB);
  }

  @Test
  void foldersInFolders() throws Exception {
    tree.file("release/a/b/c/d/e/f", 1)
        .file("release/a/b/c-d", 2)
        .file("release/a/b.c/d", 3)
        .file("release/a/ba", 4);
    agrees(16 * KIB);
  }

  @Test
  void namesInManyScripts() throws Exception {
    tree.file("release/日本/語.txt", 5)
        .file("release/ünï/ß", 6)
        .file("release/Ελλάδα", 7)
        .file("release/עברית", 8)
        .file("release/\ud83d\ude80", 9)
        .file("release/\uffee", 10)
        .file("release/ leading and trailing ", 11)
        .file("release/it's \"quoted\"", 12);
    agrees(16 * KIB);
  }

  @Test
  void executableFiles() throws Exception {
    tree.executable("release/run", 100).file("release/data", 100).executable("release/empty", 0);
    tree.file("release/others-may", 50).mode("release/others-may", "rw-r-xr-x");
    agrees(16 * KIB);
  }

  @Test
  void aFolderOfOneFile() throws Exception {
    tree.file("release/only", 20_000);
    agrees(16 * KIB);
  }

  @Test
  void equalFilesAndZeros() throws Exception {
    tree.file("release/a", 300_000).file("release/b", 300_000).file("release/c", new byte[300_000]);
    agrees(64 * KIB);
  }

  @Test
  void tenThousandSmallFiles() throws Exception {
    for (int i = 0; i < 10_000; i++) tree.file("release/d" + i / 100 + "/f" + i, i % 3000);
    agrees(256 * KIB);
  }

  @Test
  void linksFoldersOwnersAndUnsettledPathsAreLoaded() throws Exception {
    tree.file("release/dir/data", 20_000)
        .link("release/dir/inside", "data")
        .link("release/up", "dir/data")
        .link("release/outside", "../elsewhere")
        .link("release/absolute", "/etc/hostname")
        .link("release/to-folder", "dir")
        .folder("release/empty")
        .file("release/barred/.freshetignore", new byte[] {(byte) 0xff})
        .mtime("release/dir/data", Instant.ofEpochSecond(1_000_000_000, 123));
    for (Keep keep : Keep.values()) {
      ScanOptions options = ScanOptions.PLAIN.withPieceLength(16 * KIB).keeping(keep);
      Manifest manifest = Scanner.scan(folder.resolve("release"), options).manifest();
      assertEquals(keep == Keep.NOTHING ? List.of() : List.of("barred"), manifest.unsettled());
      Path torrent = write(manifest, keep.name());
      Said said = python(script("load.py"), torrent.toString());
      assertEquals(0, said.exit(), said.text());
      assertEquals(manifest.infoHash().hex(), said.text().lines().findFirst().orElse(""));
      assertTrue(said.text().contains("file release/dir/data 20000"), said.text());
      assertTrue(said.text().contains("link release/dir/inside 0 release/dir/data"), said.text());
      assertTrue(said.text().contains("link release/up 0 release/dir/data"), said.text());
      // BEP 47 has no word for these: libtorrent takes them for empty files.
      assertTrue(said.text().contains("file release/absolute 0"), said.text());
      assertTrue(said.text().contains("file release/outside 0"), said.text());
      assertFalse(said.text().contains("empty"), said.text());
    }
    // JUnit warns of links that lead out of a folder that it removes.
    Files.delete(folder.resolve("release/absolute"));
  }

  private record Release(String name, int pieceLength) {}

  private void agrees(int pieceLength) throws Exception {
    agrees(List.of(new Release("release", pieceLength)));
  }

  /// Our torrents equal libtorrent's, and by them and by those with kept attributes libtorrent
  /// finds all data in place.
  private void agrees(List<Release> releases) throws Exception {
    var arguments = new ArrayList<>(List.of(script("check.py")));
    for (Release release : releases) {
      Path place = folder.resolve(release.name());
      ScanOptions options = ScanOptions.PLAIN.withPieceLength(release.pieceLength());
      Manifest plain = Scanner.scan(place, options).manifest();
      Manifest kept = Scanner.scan(place, options.keeping(Keep.ATTRIBUTES)).manifest();
      assertTrue(kept.keepsAttributes());
      arguments.add(place.toString());
      arguments.add(write(plain, release.name() + ".plain").toString());
      arguments.add(write(kept, release.name() + ".kept").toString());
    }
    Said said = python(arguments.toArray(String[]::new));
    assertEquals("OK", said.text().strip());
    assertEquals(0, said.exit());
  }

  private Path write(Manifest manifest, String name) throws IOException {
    byte[] bytes = new byte[manifest.bytes().remaining()];
    manifest.bytes().get(bytes);
    return Files.write(folder.resolve(name + ".torrent"), bytes);
  }

  private static String script(String name) {
    return Path.of("src/test/resources/libtorrent", name).toAbsolutePath().toString();
  }

  private record Said(int exit, String text) {}

  private Said python(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(PYTHON));
    command.addAll(List.of(arguments));
    Path output = folder.resolve("python.output");
    if (!Files.isExecutable(Path.of(PYTHON))) {
      return new Said(1, PYTHON + " is missing");
    }
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      return new Said(1, "no answer within 5 minutes: " + Files.readString(output));
    }
    return new Said(process.exitValue(), Files.readString(output));
  }
}
