package io.freshet.node.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.merkle.PieceHasher;
import io.freshet.node.disk.Intake.Opening;
import io.freshet.node.disk.Intake.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What stands at a destination already: what a `get` refuses, keeps, mends and replaces.
final class InTheWayTest {
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
  void otherContentOfTheSameNameIsRefusedByName() throws Exception {
    TestRelease.write(source, "a", TestRelease.noise(1, 100));
    TestRelease.write(source, "same length", TestRelease.noise(2, 100));
    TestRelease release = TestRelease.scan(source);
    TestRelease.write(dest, "a", TestRelease.noise(3, 7));
    TestRelease.write(dest, "same length", TestRelease.noise(3, 100));
    var refused =
        assertThrows(
            DestinationRefusedException.class, () -> Feeding.fetch(release, dest.toString()));
    assertTrue(refused.getMessage().contains("other content: a;"), refused.getMessage());
    Files.delete(dest.resolve("a"));
    refused =
        assertThrows(
            DestinationRefusedException.class, () -> Feeding.fetch(release, dest.toString()));
    assertTrue(refused.getMessage().contains("same length"), refused.getMessage());
    assertArrayEquals(TestRelease.noise(3, 100), Files.readAllBytes(dest.resolve("same length")));
  }

  private static byte[] changedAt(int offset, byte[] content) {
    byte[] changed = content.clone();
    changed[offset] ^= 1;
    return changed;
  }

  @Test
  void whatStandsInTheWayIsOverwrittenWhenAskedFor() throws Exception {
    byte[] old = TestRelease.noise(3, 3 * PIECE);
    byte[] changed = changedAt(PIECE, old);
    TestRelease.write(source, "a", changed);
    TestRelease release = TestRelease.scan(source);
    TestRelease.write(dest, "a", old);
    Watcher watcher = new Watcher();
    try (Destination destination =
        DestinationOpening.of(release.manifest(), dest.toString(), watcher)
            .standing(Standing.OVERWRITTEN)
            .open()) {
      assertEquals(PIECE, destination.bytesToFetch(), "what both have in common needn't travel");
      Feeding.all(destination, release);
      watcher.awaitComplete();
    }
    assertArrayEquals(changed, Files.readAllBytes(dest.resolve("a")));
  }

  @Test
  void whatIsWrittenToWhileItIsReadIsNotTaken() throws Exception {
    byte[] old = TestRelease.noise(3, 3 * PIECE);
    byte[] changed = changedAt(PIECE, old);
    TestRelease.write(source, "a", changed);
    TestRelease release = TestRelease.scan(source);
    Path there = TestRelease.write(dest, "a", old);
    byte[] written = changedAt(0, old);
    var hashed = new java.util.concurrent.atomic.AtomicLong();
    Watcher watcher = new Watcher();
    try (Destination destination =
        DestinationOpening.of(release.manifest(), dest.toString(), watcher)
            .standing(Standing.OVERWRITTEN)
            .reportingTo(
                bytes -> {
                  if (hashed.addAndGet(bytes) == old.length) write(there, written);
                })
            .open()) {
      assertEquals(3 * PIECE, destination.bytesToFetch());
      Feeding.all(destination, release);
      watcher.awaitComplete();
    }
    assertArrayEquals(changed, Files.readAllBytes(dest.resolve("a")));
  }

  private static void write(Path file, byte[] content) {
    try {
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void anEqualFileThatIsThereIsHeldAndLeftAlone() throws Exception {
    TestRelease.write(source, "a", TestRelease.noise(1, 5 * PIECE));
    TestRelease.write(source, "b", TestRelease.noise(2, 100));
    TestRelease release = TestRelease.scan(source);
    Path there = TestRelease.write(dest, "a", TestRelease.noise(1, 5 * PIECE));
    Object inode = Files.getAttribute(there, "unix:ino");
    Watcher watcher = new Watcher();
    try (Destination destination =
        DestinationOpening.of(release.manifest(), dest.toString(), watcher).open()) {
      assertEquals(100, destination.bytesToFetch());
      assertTrue(destination.holds(0));
      Feeding.all(destination, release);
      watcher.awaitComplete();
    }
    assertEquals(inode, Files.getAttribute(there, "unix:ino"));
    // The journal knows it now: nothing is hashed again.
    long[] hashed = {0};
    DestinationOpening.of(release.manifest(), dest.toString(), watcher)
        .reportingTo(bytes -> hashed[0] += bytes)
        .open()
        .close();
    assertEquals(0, hashed[0]);
  }

  @Test
  void nothingIsWrittenThroughALink() throws Exception {
    TestRelease.write(source, "sub/file", TestRelease.noise(1, 100));
    TestRelease release = TestRelease.scan(source);
    Path elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
    Files.createDirectory(dest);
    Files.createSymbolicLink(dest.resolve("sub"), elsewhere);
    var refused =
        assertThrows(
            DestinationRefusedException.class, () -> Feeding.fetch(release, dest.toString()));
    assertTrue(refused.getMessage().contains("sub"), refused.getMessage());
    Files.delete(dest.resolve("sub"));
    Files.createSymbolicLink(
        Files.createDirectory(dest.resolve("sub")).resolve("file"), elsewhere.resolve("target"));
    assertThrows(DestinationRefusedException.class, () -> Feeding.fetch(release, dest.toString()));
    try (var entries = Files.list(elsewhere)) {
      assertEquals(0, entries.count());
    }
  }

  @Test
  void aLinkThatAppearsWhileFetchingIsNotFollowed() throws Exception {
    TestRelease.write(source, "sub/file", TestRelease.noise(1, 100));
    TestRelease release = TestRelease.scan(source);
    Path elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
    Watcher watcher = new Watcher();
    try (Destination destination =
        DestinationOpening.of(release.manifest(), dest.toString(), watcher).open()) {
      Files.createSymbolicLink(dest.resolve("sub"), elsewhere);
      Feeding.all(destination, release);
      assertTrue(watcher.awaitFailure().contains("link"), watcher.failure());
      assertInstanceOf(Opening.NotNeeded.class, notNeeded(destination));
    }
    try (var entries = Files.list(elsewhere)) {
      assertEquals(0, entries.count());
    }
  }

  private static Opening notNeeded(Destination destination) {
    return destination.lacks(0) ? destination.open(0, new PieceHasher()) : new Opening.NotNeeded();
  }

  @Test
  void aSecondUserOfTheSameDestinationIsRefused() throws Exception {
    TestRelease.write(source, "a", TestRelease.noise(1, 100));
    TestRelease release = TestRelease.scan(source);
    var opening = DestinationOpening.of(release.manifest(), dest.toString(), new Watcher());
    try (Destination first = opening.open()) {
      var refused = assertThrows(DestinationRefusedException.class, opening::open);
      assertTrue(refused.getMessage().contains("is fetching this release into this folder"));
      assertTrue(first.lacks(0));
    }
    opening.open().close();
  }

  @Test
  void aDestinationInTheWayIsNamed() throws Exception {
    TestRelease.write(source, "a", TestRelease.noise(1, 100));
    TestRelease release = TestRelease.scan(source);
    Files.write(dest, new byte[] {1});
    var refused =
        assertThrows(
            DestinationRefusedException.class, () -> Feeding.fetch(release, dest.toString()));
    assertTrue(refused.getMessage().contains(dest.toString()), refused.getMessage());
    Files.delete(dest);
    Files.createDirectories(dest.resolve("a"));
    refused =
        assertThrows(
            DestinationRefusedException.class, () -> Feeding.fetch(release, dest.toString()));
    assertTrue(
        refused.getMessage().contains(": a (a folder, where a file shall be);"),
        refused.getMessage());
  }

  /// The journal says that all is well, and the file looks as it says.
  @Test
  void aDamagedFileIsMendedWhereItStands() throws Exception {
    byte[] content = TestRelease.noise(1, 20 * PIECE + 5);
    TestRelease.write(source, "a", content);
    TestRelease.write(source, "b", TestRelease.noise(2, 100));
    TestRelease release = TestRelease.scan(source);
    Feeding.fetch(release, dest.toString());
    Path file = dest.resolve("a");
    Object inode = Files.getAttribute(file, "unix:ino");
    byte[] damaged = changedAt(3 * PIECE, content);
    Files.write(file, java.util.Arrays.copyOf(damaged, 20 * PIECE));
    Watcher watcher = new Watcher();
    try (Destination destination =
        DestinationOpening.of(release.manifest(), dest.toString(), watcher)
            .standing(Standing.mending(Set.of("a")))
            .open()) {
      assertEquals(PIECE + 5, destination.bytesToFetch(), "the rest is right");
      assertEquals(Verdict.CORRUPT, Feeding.piece(destination, 3, new byte[PIECE]));
      assertArrayEquals(
          java.util.Arrays.copyOf(damaged, 20 * PIECE),
          Files.readAllBytes(file),
          "nothing is written before it is proven");
      Feeding.all(destination, release);
      watcher.awaitComplete();
    }
    assertArrayEquals(content, Files.readAllBytes(file));
    assertEquals(inode, Files.getAttribute(file, "unix:ino"));
    long[] hashed = {0};
    DestinationOpening.of(release.manifest(), dest.toString(), new Watcher())
        .reportingTo(bytes -> hashed[0] += bytes)
        .open()
        .close();
    assertEquals(0, hashed[0], "the journal knows it again");
  }

  /// Under the other name it may be right as it is.
  @Test
  void aDamagedFileWithTwoNamesIsReplaced() throws Exception {
    byte[] content = TestRelease.noise(1, 4 * PIECE);
    TestRelease.write(source, "a", content);
    TestRelease release = TestRelease.scan(source);
    byte[] damaged = changedAt(0, content);
    Path file = TestRelease.write(dest, "a", damaged);
    Path other = Files.createLink(temp.resolve("other"), file);
    Watcher watcher = new Watcher();
    try (Destination destination =
        DestinationOpening.of(release.manifest(), dest.toString(), watcher)
            .standing(Standing.mending(Set.of("a")))
            .open()) {
      assertEquals(PIECE, destination.bytesToFetch());
      Feeding.all(destination, release);
      watcher.awaitComplete();
    }
    assertArrayEquals(content, Files.readAllBytes(file));
    assertArrayEquals(damaged, Files.readAllBytes(other));
  }

  @Test
  void ofWhatAnEarlierReleasePutThereNothingIsHashed() throws Exception {
    byte[] old = TestRelease.noise(1, 3 * PIECE + 7);
    TestRelease.write(source, "a", old);
    TestRelease.write(source, "b", TestRelease.noise(2, 2 * PIECE));
    Feeding.fetch(TestRelease.scan(source), dest.toString());
    byte[] next = java.util.Arrays.copyOf(old, 4 * PIECE);
    next[0] ^= 1;
    TestRelease.write(source, "a", next);
    TestRelease.write(source, "b", TestRelease.noise(3, 2 * PIECE));
    TestRelease second = TestRelease.scan(source);
    var hashed = new java.util.concurrent.atomic.AtomicLong();
    Watcher watcher = new Watcher();
    try (Destination destination =
        DestinationOpening.of(second.manifest(), dest.toString(), watcher)
            .standing(EarlierReleases.standing(second.manifest(), dest.toString()))
            .reportingTo(hashed::addAndGet)
            .open()) {
      assertEquals(0, hashed.get(), "its journal knows what is in it");
      assertEquals(4 * PIECE, destination.bytesToFetch());
      Feeding.all(destination, second);
      watcher.awaitComplete();
    }
    assertArrayEquals(next, Files.readAllBytes(dest.resolve("a")));
    assertArrayEquals(TestRelease.noise(3, 2 * PIECE), Files.readAllBytes(dest.resolve("b")));
  }

  @Test
  void aMirrorReplacesWhatItPutThereAndNothingElse() throws Exception {
    TestRelease.write(source, "mine", TestRelease.noise(1, PIECE));
    TestRelease.write(source, "touched", TestRelease.noise(2, PIECE));
    TestRelease first = TestRelease.scan(source);
    Feeding.fetch(first, dest.toString());
    Files.write(dest.resolve("touched"), TestRelease.noise(7, 5));
    TestRelease.write(source, "mine", TestRelease.noise(3, PIECE));
    TestRelease second = TestRelease.scan(source);
    PutFiles put = PutFiles.of(first.manifest(), dest.toString());
    var opening =
        DestinationOpening.of(second.manifest(), dest.toString(), new Watcher()).standing(put);
    var refused = assertThrows(DestinationRefusedException.class, opening::open);
    assertTrue(refused.getMessage().contains(": touched;"), refused.getMessage());
    Files.delete(dest.resolve("touched"));
    Watcher watcher = new Watcher();
    try (Destination destination =
        DestinationOpening.of(second.manifest(), dest.toString(), watcher).standing(put).open()) {
      Feeding.all(destination, second);
      watcher.awaitComplete();
    }
    assertArrayEquals(TestRelease.noise(3, PIECE), Files.readAllBytes(dest.resolve("mine")));
  }
}
