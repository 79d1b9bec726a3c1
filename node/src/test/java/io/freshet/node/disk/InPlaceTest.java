package io.freshet.node.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.freshet.content.scan.Fingerprints;
import io.freshet.node.disk.Intake.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `mirror --in-place`: a large file becomes the next release's where it stands.
final class InPlaceTest {
  private static final int PIECE = TestRelease.PIECE;

  @TempDir Path temp;
  private Path source;
  private Path dest;
  private final AtomicLong hashed = new AtomicLong();

  @BeforeEach
  void folders() throws IOException {
    source = Files.createDirectory(temp.resolve("source"));
    dest = Files.createDirectory(temp.resolve("dest"));
  }

  private TestRelease scan() throws Exception {
    return TestRelease.scan(source);
  }

  private Destination open(TestRelease release, Watcher watcher) throws Exception {
    hashed.set(0);
    return DestinationOpening.of(release.manifest(), dest.toString(), watcher)
        .standing(EarlierReleases.standing(release.manifest(), dest.toString()).inPlace())
        .reportingTo(hashed::addAndGet)
        .open();
  }

  private long fetch(TestRelease release) throws Exception {
    Watcher watcher = new Watcher();
    long missing;
    try (Destination destination = open(release, watcher)) {
      missing = destination.bytesToFetch();
      Feeding.all(destination, release);
      watcher.awaitComplete();
    }
    return missing;
  }

  private long inode(String path) throws IOException {
    return Fingerprints.at(dest.resolve(path)).inode();
  }

  private void assertArrived(String path) throws IOException {
    assertArrayEquals(
        Files.readAllBytes(source.resolve(path)), Files.readAllBytes(dest.resolve(path)), path);
  }

  @Test
  void aLargeFileStaysWhereItIsAndASmallOneIsReplaced() throws Exception {
    byte[] large = TestRelease.noise(1, 20 * PIECE);
    TestRelease.write(source, "large", large);
    TestRelease.write(source, "small", TestRelease.noise(2, 100));
    fetch(scan());
    long largeBefore = inode("large");
    long smallBefore = inode("small");
    large[3 * PIECE] ^= 1;
    TestRelease.write(source, "large", large);
    TestRelease.write(source, "small", TestRelease.noise(3, 100));
    assertEquals(PIECE + 100, fetch(scan()));
    assertEquals(0, hashed.get(), "the journal knows what is in it");
    assertArrived("large");
    assertArrived("small");
    assertEquals(largeBefore, inode("large"));
    assertNotEquals(smallBefore, inode("small"));
  }

  @Test
  void itIsCutAndLengthened() throws Exception {
    byte[] content = TestRelease.noise(1, 10 * PIECE + 5);
    TestRelease.write(source, "a", content);
    fetch(scan());
    long before = inode("a");
    TestRelease.write(source, "a", Arrays.copyOf(content, 4 * PIECE + 9));
    assertEquals(9, fetch(scan()));
    assertArrived("a");
    TestRelease.write(source, "a", content);
    fetch(scan());
    assertArrived("a");
    assertEquals(before, inode("a"));
  }

  @Test
  void wrongBytesNeverReachTheFile() throws Exception {
    byte[] content = TestRelease.noise(1, 4 * PIECE);
    TestRelease.write(source, "a", content);
    fetch(scan());
    byte[] next = content.clone();
    next[PIECE] ^= 1;
    TestRelease.write(source, "a", next);
    TestRelease release = scan();
    try (Destination destination = open(release, new Watcher())) {
      assertEquals(Verdict.CORRUPT, Feeding.piece(destination, 1, new byte[PIECE]));
      assertArrayEquals(content, Files.readAllBytes(dest.resolve("a")));
    }
  }

  @Test
  void whatIsHalfChangedGoesOnWithTheSameReleaseAndWithTheNext() throws Exception {
    byte[] content = TestRelease.noise(1, 8 * PIECE);
    TestRelease.write(source, "a", content);
    fetch(scan());
    for (int piece = 0; piece < 4; piece++) content[piece * PIECE] ^= 1;
    TestRelease.write(source, "a", content);
    TestRelease second = scan();
    try (Destination destination = open(second, new Watcher())) {
      Feeding.piece(destination, 0, second.piece(0));
      Feeding.piece(destination, 1, second.piece(1));
    }
    try (Destination destination = open(second, new Watcher())) {
      assertEquals(2 * PIECE, destination.bytesToFetch());
      assertEquals(0, hashed.get());
    }
    content[7 * PIECE] ^= 1;
    TestRelease.write(source, "a", content);
    assertEquals(3 * PIECE, fetch(scan()), "two that were missing, and the one that changed");
    assertEquals(0, hashed.get());
    assertArrived("a");
  }

  @Test
  void aFileWithASecondNameIsReplaced() throws Exception {
    byte[] content = TestRelease.noise(1, 4 * PIECE);
    TestRelease.write(source, "a", content);
    fetch(scan());
    Files.createLink(temp.resolve("second"), dest.resolve("a"));
    byte[] next = content.clone();
    next[PIECE] ^= 1;
    TestRelease.write(source, "a", next);
    fetch(scan());
    assertArrived("a");
    assertArrayEquals(content, Files.readAllBytes(temp.resolve("second")));
  }

  @Test
  void piecesOfOtherFilesAreProvenBeforeTheyAreCopiedIn() throws Exception {
    byte[] a = TestRelease.noise(1, 4 * PIECE);
    byte[] b = TestRelease.noise(2, 4 * PIECE);
    TestRelease.write(source, "a", a);
    TestRelease.write(source, "b", b);
    fetch(scan());
    System.arraycopy(b, 2 * PIECE, a, PIECE, PIECE);
    TestRelease.write(source, "a", a);
    assertEquals(0, fetch(scan()));
    assertArrived("a");
  }
}
