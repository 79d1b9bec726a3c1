package io.freshet.node.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.scan.SystemCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Releases of many files that come into an empty folder: their folders get their names as a whole.
final class WholeFoldersTest {
  private static final int COUNT = SystemCalls.MANY_FILES + 10;
  private static final int FOLDERS = 5;

  @TempDir Path temp;
  private Path source;
  private Path dest;
  private TestRelease release;

  @BeforeEach
  void scan() throws Exception {
    Assumptions.assumeTrue(SystemCalls.here().isPresent(), "another system, or no UTF-8");
    source = temp.resolve("source");
    dest = temp.resolve("dest");
    for (int file = 0; file < COUNT; file++) {
      // Not one of them begins like another.
      byte[] content = TestRelease.noise(file, 20 + file % 50);
      TestRelease.write(source, "d%d/sub/f%04d".formatted(file % FOLDERS, file), content);
    }
    release = TestRelease.scan(source);
  }

  private Destination open(Watcher watcher, AtomicLong hashed) throws Exception {
    return DestinationOpening.of(release.manifest(), dest.toString(), watcher)
        .reportingTo(hashed::addAndGet)
        .open();
  }

  private void feed(Destination destination, int first, int end) throws IOException {
    for (int file = first; file < end; file++) {
      int piece = release.manifest().firstPiece(file);
      if (destination.lacks(piece)) Feeding.piece(destination, piece, release.piece(piece));
    }
  }

  private void checkAll() throws IOException {
    for (int file = 0; file < COUNT; file++) {
      String path = release.manifest().path(file);
      assertArrayEquals(
          Files.readAllBytes(source.resolve(path)), Files.readAllBytes(dest.resolve(path)), path);
    }
    assertFalse(Files.exists(staging()), "staging is left behind");
  }

  private Path staging() {
    return dest.resolve(".freshet").resolve(release.manifest().infoHash().hex()).resolve("staging");
  }

  private static int names(Path folder) throws IOException {
    try (var names = Files.list(folder)) {
      return (int) names.count();
    }
  }

  private int firstOf(String folder) {
    for (int file = 0; ; file++) {
      if (release.manifest().path(file).startsWith(folder + "/")) return file;
    }
  }

  @Test
  void aFolderThatLacksAFileIsNotThere() throws Exception {
    Watcher watcher = new Watcher();
    try (Destination destination = open(watcher, new AtomicLong())) {
      feed(destination, 1, COUNT);
      watcher.awaitSettled(COUNT - 1);
      assertEquals(COUNT / FOLDERS, names(dest.resolve("d4/sub")));
    }
    assertFalse(Files.exists(dest.resolve("d0")));
    assertEquals(COUNT / FOLDERS - 1, names(staging().resolve("tree/d0/sub")));
    AtomicLong hashed = new AtomicLong();
    Watcher next = new Watcher();
    try (Destination destination = open(next, hashed)) {
      assertEquals(release.manifest().length(0), destination.bytesToFetch());
      feed(destination, 0, COUNT);
      next.awaitComplete();
    }
    assertEquals(0, hashed.get(), "the journal is believed");
    checkAll();
    try (Destination destination = open(new Watcher(), hashed)) {
      assertTrue(destination.isFilled());
    }
    assertEquals(0, hashed.get(), "what stands together is believed, too");
  }

  @Test
  void whatIsThereStaysAndItsFolderIsFilledFileByFile() throws Exception {
    Watcher watcher = new Watcher();
    try (Destination destination = open(watcher, new AtomicLong())) {
      feed(destination, 0, COUNT - 1);
      TestRelease.write(dest, "d4/mine", "mine".getBytes(UTF_8));
      feed(destination, COUNT - 1, COUNT);
      watcher.awaitComplete();
    }
    checkAll();
    assertEquals("mine", Files.readString(dest.resolve("d4/mine")));
  }

  @Test
  void whatIsNotAskedForIsNotSeenBecauseOfItsFolder() throws Exception {
    int first = firstOf("d1");
    int end = firstOf("d2");
    try (Destination destination = open(new Watcher(), new AtomicLong())) {
      feed(destination, first, end - 1);
    }
    BitSet wanted = new BitSet();
    wanted.set(first, first + 10);
    Watcher watcher = new Watcher();
    try (Destination destination =
        DestinationOpening.of(release.manifest(), dest.toString(), watcher)
            .selecting(new Selection(wanted, List.of()))
            .open()) {
      watcher.awaitComplete();
      assertTrue(destination.isFilled());
    }
    assertEquals(10, names(dest.resolve("d1/sub")));
  }

  @Test
  void inAFolderThatIsNotEmptyTheyAreStagedOneByOne() throws Exception {
    TestRelease.write(dest, "mine", "mine".getBytes(UTF_8));
    Watcher watcher = new Watcher();
    try (Destination destination = open(watcher, new AtomicLong())) {
      feed(destination, 0, 10);
      assertFalse(Files.exists(staging().resolve("tree")));
      feed(destination, 10, COUNT);
      watcher.awaitComplete();
    }
    checkAll();
  }

  @Test
  void whatIsServedIsFoundWhileItsFolderIsRenamed() throws Exception {
    Watcher watcher = new Watcher();
    try (Destination destination = open(watcher, new AtomicLong())) {
      feed(destination, 0, COUNT);
      // Before, while and after the folders get their names.
      for (int turn = 0; turn < 3 || !watcher.isComplete(); turn++) {
        int piece = release.manifest().firstPiece(turn % COUNT);
        try (var reading = destination.read(piece).orElseThrow()) {
          assertEquals(release.piece(piece).length, reading.remaining());
        }
      }
    }
  }
}
