package io.freshet.content.scan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.freshet.content.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Torrents that libtorrent made once (`golden/make.py` says how), and that we make of the same
/// files, byte by byte.
final class GoldenTest {
  private static final int KIB = 1 << 10;

  @TempDir Path folder;
  private Tree tree;

  @BeforeEach
  void openTree() {
    tree = new Tree(folder);
  }

  @Test
  void boundaries() throws Exception {
    int[] sizes = {
      0,
      1,
      16 * KIB - 1,
      16 * KIB,
      16 * KIB + 1,
      64 * KIB - 1,
      64 * KIB,
      64 * KIB + 1,
      200 * KIB + 7
    };
    for (int size : sizes) tree.file("boundaries/size-" + size, size);
    check(
        "boundaries", 64 * KIB, "c2a614b28ad75cafc8b3c4beea80842211916668d7665787ddeb87cbf2230936");
  }

  @Test
  void oneFile() throws Exception {
    tree.file("one-file.bin", 100 * KIB + 1);
    check(
        "one-file.bin",
        32 * KIB,
        "b74389436d5ac2a21f9a5779016ddb864b0a49f81be4e40df84ba4b62ade200b");
  }

  @Test
  void names() throws Exception {
    tree.file("names/日本/語.txt", 5)
        .file("names/a-b", 1)
        .file("names/a/b", 2)
        .file("names/über/ß/æ", 20 * KIB)
        .file("names/\ud83d\ude80", 3)
        .file("names/\uffee", 4)
        .executable("names/run", 6);
    check("names", 16 * KIB, "4ff8b9605c2e1b584b55eec6211a76a4a82667be23f86b5ed44d1c0ddc9f9ee6");
  }

  private void check(String name, int pieceLength, String infoHash) throws Exception {
    byte[] golden = golden(name);
    ScanResult result =
        Scanner.scan(folder.resolve(name), ScanOptions.PLAIN.withPieceLength(pieceLength));
    assertArrayEquals(golden, bytes(result.manifest()));
    assertEquals(infoHash, result.manifest().infoHash().hex());
    assertEquals(infoHash, Manifest.parse(golden).infoHash().hex());
  }

  private static byte[] bytes(Manifest manifest) {
    byte[] bytes = new byte[manifest.bytes().remaining()];
    manifest.bytes().get(bytes);
    return bytes;
  }

  private static byte[] golden(String name) throws IOException {
    try (InputStream in = GoldenTest.class.getResourceAsStream("/golden/" + name + ".torrent")) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }
}
