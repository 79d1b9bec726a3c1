package io.freshet.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.freshet.content.scan.ScanOptions;
import io.freshet.content.scan.Scanner;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlainManifestTest {

  @Test
  void isWhatPackMakesOfTheSameFiles(@TempDir Path folder) throws Exception {
    Path tree = Files.createDirectories(folder.resolve("tree"));
    Files.createDirectories(tree.resolve("empty/inner"));
    Files.createDirectories(tree.resolve("full/日本"));
    Files.write(tree.resolve("full/日本/one"), new byte[] {1});
    Files.write(tree.resolve("big"), new byte[700_000]);
    Files.write(tree.resolve("none"), new byte[0]);
    Files.createSymbolicLink(tree.resolve("link"), Path.of("full/日本/one"));
    Manifest kept =
        Scanner.scan(tree, ScanOptions.PLAIN.keeping(ScanOptions.Keep.ATTRIBUTES)).manifest();
    Manifest packed = Scanner.scan(tree, ScanOptions.PLAIN).manifest();

    assertNotEquals(packed.infoHash(), kept.infoHash());
    assertEquals(packed.bytes(), PlainManifest.of(kept).bytes());
  }
}
