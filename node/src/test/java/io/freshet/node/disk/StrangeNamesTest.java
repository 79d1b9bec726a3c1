package io.freshet.node.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.scan.ScanOptions;
import io.freshet.content.scan.Scanner;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Names and links that a file system allows and nobody expects come through as they are, and are
/// found to be there the next time.
final class StrangeNamesTest {
  private static final String[] NAMES = {
    "new\nline\u001b[2J",
    " blank ",
    "back\\slash",
    "a:b*?",
    "é".repeat(127) + "x",
    "...",
    "-rf",
    ".FRESHET",
    "sub/.freshet/inner",
    "\u202eturned",
    "\ufffd",
    "con"
  };

  private static final String[] LINKS = {
    "sub//.freshet",
    "sub/",
    "/etc//passwd",
    "/",
    "//",
    "../../..",
    "self",
    "no\nwhere\u001b",
    ".",
    "./sub/./x",
    ".freshet/own",
    "x".repeat(4000),
    " ",
    "sub/../../out"
  };

  @TempDir Path temp;
  private Path source;
  private Path dest;

  @BeforeEach
  void plant() throws Exception {
    source = Files.createDirectory(temp.resolve("source"));
    dest = temp.resolve("dest");
    for (int i = 0; i < NAMES.length; i++) {
      TestRelease.write(source, NAMES[i], TestRelease.noise(i, 100 + i));
    }
    for (int i = 0; i < LINKS.length; i++) {
      ExactLink.make(source.resolve("link-" + i), LINKS[i]);
    }
    Files.createDirectory(source.resolve(".freshet"));
    Files.writeString(source.resolve(".freshet/own"), "ours, not the release's");
  }

  @Test
  void theyComeThroughAsTheyAre() throws Exception {
    TestRelease release = TestRelease.scan(source);
    for (int turn = 0; turn < 2; turn++) {
      Watcher watcher = new Watcher();
      try (Destination destination =
          DestinationOpening.of(release.manifest(), dest.toString(), watcher).open()) {
        if (turn == 0) Feeding.all(destination, release);
        else assertEquals(0, destination.bytesToFetch());
        watcher.awaitComplete();
      }
    }
    for (String name : NAMES) {
      assertEquals(-1, Files.mismatch(source.resolve(name), dest.resolve(name)), name);
    }
    for (int i = 0; i < LINKS.length; i++) {
      assertEquals(LINKS[i], Files.readSymbolicLink(dest.resolve("link-" + i)).toString());
    }
    assertTrue(Files.notExists(dest.resolve(".freshet/own")));
    var verified =
        Verification.of(release.manifest(), dest, Selection.all(release.manifest()), bytes -> {});
    assertEquals(java.util.List.of(), verified.differences());
  }

  @Test
  void whatIsPackedIsWhatIsThere() throws Exception {
    var skipped = new TreeMap<String, String>();
    var scanned = Scanner.scan(source, ScanOptions.PLAIN);
    scanned.skipped().forEach(one -> skipped.put(one.path(), one.reason().words()));
    assertEquals(new TreeMap<>(), skipped);
    assertEquals(NAMES.length + LINKS.length, scanned.manifest().fileCount());
  }

  @Test
  void aLinkIsNotMadeOverAnything() throws Exception {
    Path there = Files.createFile(temp.resolve("there"));
    assertThrows(FileAlreadyExistsException.class, () -> ExactLink.make(there, "a"));
    assertThrows(java.nio.file.FileSystemException.class, () -> ExactLink.make(there, "a//b"));
  }
}
