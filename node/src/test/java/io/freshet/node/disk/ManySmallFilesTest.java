package io.freshet.node.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.scan.Fingerprints;
import io.freshet.content.scan.ScanOptions;
import io.freshet.content.scan.SystemCalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Releases of so many files that they are made and read by system calls.
final class ManySmallFilesTest {
  private static final int COUNT = SystemCalls.MANY_FILES + 24;
  private static final List<String> MODES =
      List.of("rw-r--r--", "rwxr-x--x", "rw-rw-rw-", "r--r--r--", "rw-------");

  private static final ScanOptions KEPT = ScanOptions.PLAIN.keeping(ScanOptions.Keep.ATTRIBUTES);

  @TempDir Path temp;
  private Path source;
  private Path dest;

  @BeforeEach
  void folders() throws IOException {
    source = temp.resolve("source");
    dest = temp.resolve("dest");
    for (int file = 0; file < COUNT; file++) {
      Path made = TestRelease.write(source, name(file), content(file));
      Files.setPosixFilePermissions(made, PosixFilePermissions.fromString(MODES.get(file % 5)));
      Instant then = Instant.ofEpochSecond(1_000_000_000L + file, file);
      Files.setLastModifiedTime(made, FileTime.from(then));
    }
  }

  private static String name(int file) {
    return "d%d/f%04d".formatted(file % 7, file);
  }

  /// Some empty, some of two pieces.
  private static byte[] content(int file) {
    int length = file % 11 == 0 ? 0 : file % 101 == 0 ? 2 * TestRelease.PIECE : 1 + file % 300;
    return TestRelease.noise(file, length);
  }

  private TestRelease scan(ScanOptions options) throws Exception {
    return TestRelease.scan(source, options.withPieceLength(TestRelease.PIECE));
  }

  private void assertAllThere(TestRelease release, boolean dressed) throws IOException {
    for (int file = 0; file < COUNT; file++) {
      Path there = dest.resolve(name(file));
      assertArrayEquals(content(file), Files.readAllBytes(there), name(file));
      if (!dressed) continue;
      assertEquals(
          MODES.get(file % 5),
          PosixFilePermissions.toString(Files.getPosixFilePermissions(there)),
          name(file));
      assertEquals(
          Fingerprints.at(source.resolve(name(file))).mtimeNanos(),
          Fingerprints.at(there).mtimeNanos(),
          name(file));
    }
    assertEquals(COUNT, release.manifest().fileCount());
  }

  @Test
  void theyComeAsTheyAre() throws Exception {
    TestRelease release = scan(KEPT);
    Watcher watcher = new Watcher();
    try (Destination destination =
        DestinationOpening.of(release.manifest(), dest.toString(), watcher).open()) {
      Feeding.all(destination, release);
      watcher.awaitComplete();
    }
    assertAllThere(release, true);
    assertFalse(Files.exists(dest.resolve(".freshet").resolve("staging")));
  }

  @Test
  void withoutAttributesToo() throws Exception {
    TestRelease release = scan(ScanOptions.PLAIN);
    Watcher watcher = new Watcher();
    try (Destination destination =
        DestinationOpening.of(release.manifest(), dest.toString(), watcher).open()) {
      Feeding.all(destination, release);
      watcher.awaitComplete();
    }
    assertAllThere(release, false);
    for (int file = 0; file < COUNT; file++) {
      boolean executable = file % 5 == 1;
      assertEquals(executable, Files.isExecutable(dest.resolve(name(file))), name(file));
    }
  }

  @Test
  void whatCameBeforeAnEndIsNotFetchedAgain() throws Exception {
    TestRelease release = scan(KEPT);
    try (Destination destination =
        DestinationOpening.of(release.manifest(), dest.toString(), new Watcher()).open()) {
      Feeding.extent(destination, release, 0);
    }
    Watcher watcher = new Watcher();
    try (Destination destination =
        DestinationOpening.of(release.manifest(), dest.toString(), watcher).open()) {
      assertTrue(destination.isFilled(0));
      assertFalse(destination.isFilled(1));
      Feeding.all(destination, release);
      watcher.awaitComplete();
    }
    assertAllThere(release, true);
  }

  @Test
  void whatAppearsUnderANameIsNotReplaced() throws Exception {
    TestRelease release = scan(KEPT);
    Watcher watcher = new Watcher();
    // The last one that has content: nothing is fed after it that a failed destination refuses.
    String taken = release.manifest().file(COUNT - 1).path();
    try (Destination destination =
        DestinationOpening.of(release.manifest(), dest.toString(), watcher).open()) {
      TestRelease.write(dest, taken, "mine".getBytes(UTF_8));
      Feeding.all(destination, release);
      assertTrue(watcher.awaitFailure().contains(taken));
    }
    assertEquals("mine", Files.readString(dest.resolve(taken)));
  }

  @Test
  void theyAreServedUntilSomebodyChangesThem() throws Exception {
    Assumptions.assumeTrue(SystemCalls.here().isPresent(), "another system, or no UTF-8");
    TestRelease release = scan(ScanOptions.PLAIN);
    List<String> withdrawn = new ArrayList<>();
    try (LiveSource live =
        LiveSource.open(
            release.manifest(),
            source,
            release.fingerprints(),
            new LiveSource.Listener() {
              @Override
              public void withdrawn(Path path, int[] extents) {
                withdrawn.add(path.getFileName().toString());
              }

              @Override
              public void rotten(Path path, long offset, int[] extents) {
                withdrawn.add("rotten " + path.getFileName());
              }
            })) {
      for (int piece = 0; piece < release.manifest().pieces().count(); piece += 13) {
        try (var reading = live.read(piece).orElseThrow()) {
          ByteBuffer bytes = ByteBuffer.allocateDirect(reading.remaining() + 10);
          while (reading.remaining() > 0) reading.fill(bytes);
          assertEquals(0, reading.fill(bytes));
          assertTrue(reading.intact());
          byte[] read = new byte[bytes.flip().remaining()];
          bytes.get(read);
          assertArrayEquals(release.piece(piece), read);
        }
      }
      int piece = release.manifest().firstPiece(3);
      String path = release.manifest().file(3).path();
      try (var reading = live.read(piece).orElseThrow()) {
        reading.fill(ByteBuffer.allocate(1));
        Files.setLastModifiedTime(source.resolve(path), FileTime.fromMillis(5));
        assertFalse(reading.intact());
      }
      assertFalse(live.holds(piece));
      String linked = release.manifest().file(4).path();
      Files.move(source.resolve(linked), temp.resolve("elsewhere"));
      Files.createSymbolicLink(source.resolve(linked), temp.resolve("elsewhere"));
      assertTrue(live.read(release.manifest().firstPiece(4)).isEmpty(), "not through a link");
      String shorter = release.manifest().file(5).path();
      Files.write(source.resolve(shorter), new byte[0]);
      try (var reading = live.read(release.manifest().firstPiece(5)).orElseThrow()) {
        assertFalse(reading.intact());
      }
      assertEquals(3, withdrawn.size(), withdrawn.toString());
    }
  }
}
