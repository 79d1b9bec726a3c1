package io.freshet.node.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.merkle.PieceHasher;
import io.freshet.content.scan.ScanOptions;
import io.freshet.node.disk.Intake.Opening;
import io.freshet.node.disk.Intake.Sink;
import io.freshet.node.disk.Intake.Verdict;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a `get` leaves behind.
final class DestinationTest {
  private static final int PIECE = TestRelease.PIECE;

  @TempDir Path temp;
  private Path source;
  private Path dest;

  @BeforeEach
  void folders() throws IOException {
    source = Files.createDirectory(temp.resolve("source"));
    dest = temp.resolve("dest");
  }

  @Test
  void aFolderArrivesWithAllItsNames() throws Exception {
    List<String> names =
        List.of(
            "a",
            "sub/b",
            "日本/東京.txt",
            "Ελλάδα/αρχείο",
            "кириллица",
            "שלום",
            "deep/er/and/deeper/x");
    for (int i = 0; i < names.size(); i++) {
      TestRelease.write(source, names.get(i), TestRelease.noise(i, i * 20_000));
    }
    TestRelease release = TestRelease.scan(source);
    Feeding.fetch(release, dest.toString());
    for (String name : names) {
      assertArrayEquals(
          Files.readAllBytes(source.resolve(name)), Files.readAllBytes(dest.resolve(name)), name);
    }
    assertFalse(Files.exists(notes(release).resolve("staging")), "staging is left behind");
  }

  private Path notes(TestRelease release) {
    return dest.resolve(".freshet").resolve(release.manifest().infoHash().hex());
  }

  @Test
  void aSingleFileGoesIntoAFolderThatExists() throws Exception {
    TestRelease release =
        TestRelease.scan(TestRelease.write(source, "model.bin", TestRelease.noise(1, 50_000)));
    Files.createDirectory(dest);
    Feeding.fetch(release, dest.toString());
    assertArrayEquals(release.piece(0), head(dest.resolve("model.bin"), PIECE));
  }

  @Test
  void aSingleFileGoesIntoAFolderNamedWithASlash() throws Exception {
    TestRelease release =
        TestRelease.scan(TestRelease.write(source, "model.bin", TestRelease.noise(1, 50_000)));
    Feeding.fetch(release, dest + "/");
    assertEquals(50_000, Files.size(dest.resolve("model.bin")));
  }

  @Test
  void aSingleFileGetsTheNameThatWasAskedFor() throws Exception {
    TestRelease release =
        TestRelease.scan(TestRelease.write(source, "model.bin", TestRelease.noise(1, 50_000)));
    Feeding.fetch(release, dest.resolve("other.bin").toString());
    assertEquals(50_000, Files.size(dest.resolve("other.bin")));
    assertTrue(Files.isDirectory(dest.resolve(".freshet")), "the notes stand beside the file");
  }

  private static byte[] head(Path file, int length) throws IOException {
    return java.util.Arrays.copyOf(Files.readAllBytes(file), length);
  }

  @Test
  void nothingIsVisibleBeforeItIsWhole() throws Exception {
    TestRelease.write(source, "large", TestRelease.noise(1, 3 * PIECE));
    TestRelease release = TestRelease.scan(source);
    Watcher watcher = new Watcher();
    try (Destination destination =
        DestinationOpening.of(release.manifest(), dest.toString(), watcher).open()) {
      Feeding.piece(destination, 0, release.piece(0));
      Feeding.piece(destination, 2, release.piece(2));
      assertFalse(Files.exists(dest.resolve("large")));
      assertTrue(destination.holds(0));
      assertFalse(destination.holds(1));
      assertEquals(Verdict.CORRUPT, Feeding.piece(destination, 1, new byte[PIECE]));
      assertFalse(destination.holds(1));
      assertEquals(Verdict.HELD, Feeding.piece(destination, 1, release.piece(1)));
      watcher.awaitComplete();
    }
    assertArrayEquals(
        Files.readAllBytes(source.resolve("large")), Files.readAllBytes(dest.resolve("large")));
  }

  @Test
  void equalPiecesTravelOnce() throws Exception {
    byte[] one = TestRelease.noise(1, PIECE);
    byte[] three = new byte[3 * PIECE];
    for (int i = 0; i < 3; i++) System.arraycopy(one, 0, three, i * PIECE, PIECE);
    TestRelease.write(source, "a", three);
    TestRelease.write(source, "b", TestRelease.noise(2, PIECE));
    TestRelease.write(source, "c", TestRelease.noise(2, PIECE));
    TestRelease release = TestRelease.scan(source);
    Watcher watcher = new Watcher();
    try (Destination destination =
        DestinationOpening.of(release.manifest(), dest.toString(), watcher).open()) {
      assertEquals(2L * PIECE, destination.bytesToFetch());
      Feeding.all(destination, release);
      watcher.awaitComplete();
    }
    assertArrayEquals(three, Files.readAllBytes(dest.resolve("a")));
    assertArrayEquals(TestRelease.noise(2, PIECE), Files.readAllBytes(dest.resolve("c")));
  }

  @Test
  void holesStayHoles() throws Exception {
    try (var sparse = new RandomAccessFile(source.resolve("sparse").toFile(), "rw")) {
      sparse.seek(64L * PIECE);
      sparse.write(TestRelease.noise(1, 2 * PIECE));
      sparse.setLength(1024L * PIECE);
    }
    try (var allZero = new RandomAccessFile(source.resolve("zero").toFile(), "rw")) {
      allZero.setLength(100L * PIECE + 5);
    }
    TestRelease release = TestRelease.scan(source);
    Feeding.fetch(release, dest.toString());
    assertEquals(1024L * PIECE, Files.size(dest.resolve("sparse")));
    assertEquals(-1L, Files.mismatch(source.resolve("sparse"), dest.resolve("sparse")));
    assertEquals(-1L, Files.mismatch(source.resolve("zero"), dest.resolve("zero")));
    assertTrue(kibibytesOnDisk(dest.resolve("sparse")) <= 4L * PIECE / 1024, "holes were written");
    assertEquals(0L, kibibytesOnDisk(dest.resolve("zero")));
  }

  private static long kibibytesOnDisk(Path file) throws Exception {
    Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
    return Long.parseLong(new String(stat.getInputStream().readAllBytes(), UTF_8).strip()) / 2;
  }

  @Test
  void attributesLinksAndEmptyFoldersArrive() throws Exception {
    Path tool = TestRelease.write(source, "bin/tool", TestRelease.noise(1, 100));
    Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-x---"));
    Files.createDirectories(source.resolve("empty/inside"));
    Files.createSymbolicLink(source.resolve("link"), Path.of("bin/tool"));
    Files.createSymbolicLink(source.resolve("wild"), Path.of("/nowhere/at all"));
    Path sealed = Files.createDirectory(source.resolve("sealed"));
    TestRelease.write(source, "sealed/in", new byte[0]);
    Files.setPosixFilePermissions(sealed, PosixFilePermissions.fromString("r-xr-x---"));
    FileTime then = FileTime.from(Instant.parse("2001-02-03T04:05:06.123456789Z"));
    for (String path : List.of("bin/tool", "bin", "empty/inside", "empty", "sealed", "")) {
      Files.setLastModifiedTime(source.resolve(path), then);
    }
    TestRelease release =
        TestRelease.scan(
            source, ScanOptions.PLAIN.withPieceLength(PIECE).keeping(ScanOptions.Keep.ATTRIBUTES));
    Feeding.fetch(release, dest.toString());
    for (String path : List.of("bin/tool", "bin", "empty/inside", "empty", "sealed", "")) {
      Path there = dest.resolve(path);
      assertEquals(then, Files.getLastModifiedTime(there), path);
      assertEquals(
          Files.getPosixFilePermissions(source.resolve(path)),
          Files.getPosixFilePermissions(there),
          path);
    }
    assertEquals(Path.of("bin/tool"), Files.readSymbolicLink(dest.resolve("link")));
    assertEquals(Path.of("/nowhere/at all"), Files.readSymbolicLink(dest.resolve("wild")));
    Files.setPosixFilePermissions(sealed, PosixFilePermissions.fromString("rwxr-x---"));
    Files.setPosixFilePermissions(
        dest.resolve("sealed"), PosixFilePermissions.fromString("rwxr-x---"));
    // Once more: everything is there, nothing is asked for.
    Feeding.fetch(release, dest.toString());
  }

  @Test
  void anExecutableFileIsExecutableWithoutKeptAttributes() throws Exception {
    Path tool = TestRelease.write(source, "tool", TestRelease.noise(1, 100));
    Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
    TestRelease.write(source, "text", TestRelease.noise(2, 100));
    Feeding.fetch(TestRelease.scan(source), dest.toString());
    assertTrue(Files.isExecutable(dest.resolve("tool")));
    assertFalse(Files.getPosixFilePermissions(dest.resolve("text")).toString().contains("EXECUTE"));
  }

  @Test
  void roomIsToldInFittingUnits() {
    assertEquals("0 bytes", Need.inUnits(0));
    assertEquals("1023 bytes", Need.inUnits(1023));
    assertEquals("1.0 KiB", Need.inUnits(1024));
    assertEquals("5.5 MiB", Need.inUnits(5_767_168));
    assertEquals("100.0 MiB", Need.inUnits(100L << 20));
    assertEquals("140.0 GiB", Need.inUnits(140L << 30));
    assertEquals("8.0 EiB", Need.inUnits(Long.MAX_VALUE));
  }

  @Test
  void onlyIncludedFilesAreFetched() throws Exception {
    TestRelease.write(source, "docs/a.txt", TestRelease.noise(1, 100));
    TestRelease.write(source, "docs/b.bin", TestRelease.noise(2, 100));
    TestRelease.write(source, "large", TestRelease.noise(3, 40 * PIECE));
    Files.createDirectory(source.resolve("empty"));
    TestRelease release = TestRelease.scan(source);
    Watcher watcher = new Watcher();
    try (Destination destination =
        DestinationOpening.of(release.manifest(), dest.toString(), watcher)
            .selecting(Selection.matching(release.manifest(), List.of("*.txt")))
            .open()) {
      assertEquals(100, destination.bytesToFetch());
      assertEquals(1, destination.wanted().cardinality());
      assertEquals(destination.wanted(), destination.partial());
      Feeding.all(destination, release);
      watcher.awaitComplete();
      assertTrue(destination.isFilled(0));
      assertTrue(destination.haves().snapshot().isEmpty(), "no extent is whole");
      assertTrue(destination.holds(0));
      assertFalse(destination.holds(1));
    }
    try (var walk = Files.walk(dest)) {
      assertEquals(
          List.of("docs", "docs/a.txt"),
          walk.filter(path -> !path.toString().contains(".freshet"))
              .map(path -> dest.relativize(path).toString())
              .filter(name -> !name.isEmpty())
              .sorted()
              .toList());
    }
    // Then all of it: what is there needn't come again.
    Watcher second = new Watcher();
    try (Destination destination =
        DestinationOpening.of(release.manifest(), dest.toString(), second).open()) {
      assertEquals(100 + 40 * PIECE, destination.bytesToFetch());
      Feeding.all(destination, release);
      second.awaitComplete();
    }
    assertTrue(Files.isDirectory(dest.resolve("empty"), LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void contentOfAnUnwantedFileArrivesForTheWantedOne() throws Exception {
    byte[] shared = TestRelease.noise(1, 2 * PIECE);
    TestRelease.write(source, "a", shared);
    TestRelease.write(source, "b", shared);
    TestRelease release = TestRelease.scan(source);
    Watcher watcher = new Watcher();
    try (Destination destination =
        DestinationOpening.of(release.manifest(), dest.toString(), watcher)
            .selecting(Selection.matching(release.manifest(), List.of("b")))
            .open()) {
      Feeding.all(destination, release);
      watcher.awaitComplete();
      try (var reading = destination.read(0).orElseThrow()) {
        ByteBuffer bytes = ByteBuffer.allocate(PIECE);
        reading.fill(bytes);
        assertArrayEquals(release.piece(0), bytes.array());
      }
    }
    assertFalse(Files.exists(dest.resolve("a")));
    assertArrayEquals(shared, Files.readAllBytes(dest.resolve("b")));
  }

  @Test
  void anAbandonedPieceCanBeBegunAgain() throws Exception {
    TestRelease.write(source, "a", TestRelease.noise(1, PIECE));
    TestRelease release = TestRelease.scan(source);
    try (Destination destination =
        DestinationOpening.of(release.manifest(), dest.toString(), new Watcher()).open()) {
      Sink abandoned = Feeding.sink(destination, 0);
      abandoned.write(ByteBuffer.wrap(new byte[10]));
      abandoned.close();
      abandoned.close();
      assertEquals(Verdict.HELD, Feeding.piece(destination, 0, release.piece(0)));
      assertInstanceOf(Opening.NotNeeded.class, destination.open(0, new PieceHasher()));
    }
  }
}
