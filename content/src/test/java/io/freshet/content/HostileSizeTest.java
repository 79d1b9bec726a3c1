package io.freshet.content;

import static io.freshet.content.Torrents.bytes;
import static io.freshet.content.Torrents.d;
import static io.freshet.content.Torrents.file;
import static io.freshet.content.Torrents.i;
import static io.freshet.content.Torrents.info;
import static io.freshet.content.Torrents.raw;
import static io.freshet.content.Torrents.s;
import static io.freshet.content.Torrents.torrent;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.freshet.content.merkle.MerkleTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Torrents of some 10 MB that were made to be dear: a process with six times their size of heap
/// reads each, or refuses it, and comes to an end.
final class HostileSizeTest {
  private static final int BYTES = 10_000_000;
  private static final String HEAP = "-Xmx64m";

  /// Far more than any of them takes (some seconds in all), far less than a quadratic one would.
  private static final int MINUTES_MAX = 4;

  private static final String EMPTY_FILE = file(d("length", i(0)));

  @TempDir Path folder;

  @Test
  void theyCostNoMoreThanTheirSizeExplains() throws Exception {
    var cases = new TreeMap<String, byte[]>();
    cases.put("a many files", torrent(info(manyFiles())));
    cases.put("b many lists", bytes("d1:x" + "l".repeat(BYTES)));
    cases.put("c one key", torrent(info(d("k".repeat(BYTES), EMPTY_FILE))));
    cases.put("d deep folders", torrent(info(deepFolders())));
    cases.put("e folders below a long path", foldersBelowALongPath());
    cases.put("f equal pieces", torrent(info(equalPieces())));
    cases.put("g a shared layer", sharedLayer());
    cases.put("h layers of nobody", layersOfNobody());
    cases.put("i unknown keys", unknownKeys());
    var expected = new StringBuilder();
    for (var one : cases.entrySet()) Files.write(folder.resolve(one.getKey()), one.getValue());
    expected.append("a many files: 415000 files\n");
    expected.append(
        "b many lists: not a canonical torrent: more than 100 values inside values at byte 103\n");
    expected.append("c one key: key \"file tree\": a path of more than 4095 bytes\n");
    expected.append("d deep folders: 10000 files\n");
    expected.append("e folders below a long path: 1 files\n");
    expected.append("f equal pieces: 130000 files\n");
    expected.append(
        "g a shared layer: \"f0000129\": with it more than 262144 pieces of large files are copies of"
            + " others: a larger piece length makes fewer\n");
    expected.append(
        "h layers of nobody: key \"piece layers\": no file has the pieces root "
            + "0000000000000000".repeat(4)
            + "\n");
    expected.append("i unknown keys: 1 files\n");
    assertEquals(expected.toString(), parsed());
  }

  private String parsed() throws IOException, InterruptedException {
    Path output = folder.resolveSibling(folder.getFileName() + ".said");
    Process parser =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Parser.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = parser.waitFor(MINUTES_MAX, TimeUnit.MINUTES);
    if (!ended) parser.destroyForcibly().waitFor();
    String said = Files.readString(output);
    Files.delete(output);
    return ended ? said : said + "and is still at it";
  }

  /// Runs in the small heap.
  static final class Parser {
    private Parser() {}

    static void main(String[] args) throws IOException {
      try (var files = Files.list(Path.of(args[0]))) {
        for (Path file : files.sorted().toList()) {
          System.out.println(file.getFileName() + ": " + outcome(Files.readAllBytes(file)));
        }
      }
    }

    private static String outcome(byte[] torrent) {
      try {
        return Manifest.parse(torrent).fileCount() + " files";
      } catch (InvalidManifestException e) {
        return e.why();
      }
    }
  }

  private static String manyFiles() {
    var tree = new StringBuilder("d");
    for (int file = 0; file < 415_000; file++) tree.append(raw(name(file))).append(EMPTY_FILE);
    return tree.append('e').toString();
  }

  /// Each file has 89 folders of its own above it.
  private static String deepFolders() {
    String chain = EMPTY_FILE;
    for (int depth = 0; depth < 89; depth++) chain = d("f", chain);
    var tree = new StringBuilder("d");
    for (int file = 0; file < 10_000; file++) tree.append(raw(name(file))).append(chain);
    return tree.append('e').toString();
  }

  /// One file, and 2,400 empty folders of 4,000 bytes.
  private static byte[] foldersBelowALongPath() {
    String above = s("g".repeat(250)).repeat(15);
    var folders = new StringBuilder("l");
    for (int folder = 0; folder < 2_400; folder++) {
      folders.append("d").append(s("path")).append('l').append(above).append(raw(name(folder)));
      folders.append("ee");
    }
    folders.append('e');
    return torrent(
        info(d("a", EMPTY_FILE))
            .replace(s("meta version"), s("folders") + folders + s("meta version")));
  }

  /// 130,000 files of one piece, all the same.
  private static String equalPieces() {
    String facts = file(d("length", i(1), "pieces root", raw(new Hash(1, 2, 3, 4))));
    var tree = new StringBuilder("d");
    for (int file = 0; file < 130_000; file++) tree.append(raw(name(file))).append(facts);
    return tree.append('e').toString();
  }

  /// 2,048 files that share one layer of 2,048 pieces: four million pieces in 250 KB.
  private static byte[] sharedLayer() {
    byte[] hashes = new byte[2048 * Hash.BYTES];
    new Random(1).nextBytes(hashes);
    Hash root = MerkleTree.root(hashes, 2, 13);
    String facts = file(d("length", i(2048L * Torrents.PIECE_LENGTH), "pieces root", raw(root)));
    var tree = new StringBuilder("d");
    for (int file = 0; file < 2048; file++) tree.append(raw(name(file))).append(facts);
    String layer = new String(hashes, StandardCharsets.ISO_8859_1);
    return torrent(info(tree.append('e').toString()), "d" + raw(root) + raw(layer) + "e");
  }

  private static byte[] layersOfNobody() {
    var layers = new StringBuilder("d");
    for (int root = 0; root < 250_000; root++)
      layers.append(raw(new Hash(0, 0, 0, root))).append("0:");
    return torrent(info(d("a", EMPTY_FILE)), layers.append('e').toString());
  }

  private static byte[] unknownKeys() {
    var more = new StringBuilder();
    for (int key = 0; key < 700_000; key++)
      more.append(raw(String.format("j%07d", key))).append("le");
    return bytes(
        d("info", info(d("a", EMPTY_FILE))).replaceFirst("e$", "")
            + more
            + s("piece layers")
            + "dee");
  }

  private static String name(int file) {
    return String.format("f%07d", file);
  }
}
