package io.freshet.node.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.Fingerprint;
import io.freshet.content.scan.Fingerprints;
import io.freshet.engine.durability.Ownership;
import io.freshet.engine.durability.ReleaseShape;
import io.freshet.engine.durability.Reopening;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What lies in a destination under other names is not fetched.
final class LocalSearchTest {
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

  /// Fetches what is missing, and says how many bytes that was.
  private long fetch(TestRelease release, Standing standing) throws Exception {
    hashed.set(0);
    Watcher watcher = new Watcher();
    long missing;
    try (Destination destination =
        DestinationOpening.of(release.manifest(), dest.toString(), watcher)
            .standing(standing)
            .reportingTo(hashed::addAndGet)
            .open()) {
      missing = destination.bytesToFetch();
      Feeding.all(destination, release);
      watcher.awaitComplete();
    }
    for (int file = 0; file < release.manifest().fileCount(); file++) {
      String path = release.manifest().path(file);
      assertArrayEquals(
          Files.readAllBytes(source.resolve(path)), Files.readAllBytes(dest.resolve(path)), path);
    }
    return missing;
  }

  private long fetch(TestRelease release) throws Exception {
    return fetch(release, Standing.KEPT);
  }

  private TestRelease scan() throws Exception {
    return TestRelease.scan(source);
  }

  private Standing mirroring(TestRelease release) throws Exception {
    return EarlierReleases.standing(release.manifest(), dest.toString());
  }

  @Test
  void aFileUnderAnotherNameIsCopiedAndLeftAlone() throws Exception {
    byte[] content = TestRelease.noise(1, 3 * PIECE + 7);
    TestRelease.write(source, "sub/wanted", content);
    Path there = TestRelease.write(dest, "some/where/else", content);
    Fingerprint before = Fingerprints.at(there);
    assertEquals(0, fetch(scan()));
    assertEquals(before, Fingerprints.at(there));
    assertNotEquals(before.inode(), Fingerprints.at(dest.resolve("sub/wanted")).inode());
  }

  @Test
  void ofAFileThatIsAlikeInPartTheRestIsFetched() throws Exception {
    byte[] content = TestRelease.noise(1, 5 * PIECE + 7);
    TestRelease.write(source, "wanted", content);
    byte[] other = content.clone();
    other[2 * PIECE] ^= 1;
    other[5 * PIECE] ^= 1;
    TestRelease.write(dest, "other", other);
    assertEquals(PIECE + 7, fetch(scan()));
  }

  @Test
  void aFileOfTheSameLengthAndOtherContentIsOfNoUse() throws Exception {
    TestRelease.write(source, "wanted", TestRelease.noise(1, 50 * PIECE));
    TestRelease.write(dest, "other", TestRelease.noise(2, 50 * PIECE));
    assertEquals(50 * PIECE, fetch(scan()));
    assertEquals(PIECE, hashed.get(), "its first piece says so");
  }

  @Test
  void manyFilesThatBeginAlikeAreNotAllHashed() throws Exception {
    int length = 20 << 20;
    sparse(source.resolve("wanted"), length, 1);
    for (int i = 0; i < 10; i++) sparse(dest.resolve("other" + i), length, 2 + i);
    assertEquals(PIECE, fetch(scan()));
    long most = (64L << 20) + 2 * 2 * PIECE;
    assertTrue(hashed.get() > length && hashed.get() <= most, hashed + " bytes hashed");
  }

  /// Begins like the others, and ends by its seed.
  private static void sparse(Path path, int length, long seed) throws IOException {
    try (var file = new RandomAccessFile(path.toFile(), "rw")) {
      file.write(TestRelease.noise(0, PIECE));
      file.seek(length - PIECE);
      file.write(TestRelease.noise(seed, PIECE));
    }
  }

  @Test
  void aSmallFileIsNotLookedForAmongThousands() throws Exception {
    byte[] content = TestRelease.noise(1, 100);
    TestRelease.write(source, "wanted", content);
    for (int i = 0; i < 1_100; i++) Files.createFile(dest.resolve("other" + i));
    TestRelease.write(dest, "deep/there", content);
    assertEquals(100, fetch(scan()));
  }

  @Test
  void nothingIsFoundThroughALink() throws Exception {
    byte[] content = TestRelease.noise(1, 2 * PIECE);
    TestRelease.write(source, "wanted", content);
    Path away = Files.createDirectory(temp.resolve("away"));
    TestRelease.write(away, "there", content);
    Files.createSymbolicLink(dest.resolve("folder"), away);
    Files.createSymbolicLink(dest.resolve("file"), away.resolve("there"));
    assertEquals(2 * PIECE, fetch(scan()));
    assertEquals(0, hashed.get());
  }

  @Test
  void filesThatSwapTheirNamesAreNotFetched() throws Exception {
    byte[] one = TestRelease.noise(1, 2 * PIECE);
    byte[] other = TestRelease.noise(2, 2 * PIECE);
    TestRelease.write(source, "a", one);
    TestRelease.write(source, "b", other);
    TestRelease.write(dest, "a", other);
    TestRelease.write(dest, "b", one);
    assertEquals(0, fetch(scan(), Standing.OVERWRITTEN));
  }

  @Test
  void whatAnotherReleasePutThereIsKnownWithoutBeingRead() throws Exception {
    byte[] large = TestRelease.noise(1, 40 * PIECE + 3);
    TestRelease.write(source, "folder/large", large);
    for (int i = 0; i < 20; i++) {
      TestRelease.write(source, "folder/small" + i, TestRelease.noise(100 + i, 1 + 1000 * i));
    }
    TestRelease.write(source, "stays", TestRelease.noise(2, 3 * PIECE));
    fetch(scan());
    Files.move(source.resolve("folder"), source.resolve("moved"));
    byte[] grown = java.util.Arrays.copyOf(large, large.length + PIECE);
    grown[7 * PIECE + 1] ^= 1;
    TestRelease.write(source, "moved/grown", grown);
    TestRelease next = scan();
    // The changed piece, and the one that the old end is in; the new end is zeros.
    assertEquals(2 * PIECE, fetch(next, mirroring(next)));
    assertEquals(0, hashed.get());
  }

  @Test
  void whatSomebodyChangedSinceAnotherReleasePutItThereIsHashed() throws Exception {
    byte[] content = TestRelease.noise(1, 4 * PIECE);
    TestRelease.write(source, "a", content);
    fetch(scan());
    byte[] changed = content.clone();
    changed[2 * PIECE] ^= 1;
    Files.write(dest.resolve("a"), changed);
    Files.move(source.resolve("a"), source.resolve("b"));
    TestRelease next = scan();
    assertEquals(PIECE, fetch(next, mirroring(next)));
    assertEquals(PIECE + 4 * PIECE, hashed.get());
  }

  @Test
  void whatASupersededReleaseHadFetchedIsKept() throws Exception {
    byte[] content = TestRelease.noise(1, 6 * PIECE);
    TestRelease.write(source, "large", content);
    TestRelease.write(source, "small", TestRelease.noise(2, 100));
    TestRelease superseded = scan();
    try (Destination destination =
        DestinationOpening.of(superseded.manifest(), dest.toString(), new Watcher()).open()) {
      for (int piece = 0; piece < 4; piece++) {
        Feeding.piece(destination, piece, superseded.piece(piece));
      }
    }
    content[0] ^= 1;
    TestRelease.write(source, "large", content);
    TestRelease next = scan();
    assertEquals(3 * PIECE + 100, fetch(next, mirroring(next)));
    assertEquals(0, hashed.get());
  }

  @Test
  void afterSeveralReleasesAMirrorStillKnowsWhatItPutThere() throws Exception {
    TestRelease.write(source, "stays", TestRelease.noise(1, PIECE));
    TestRelease.write(source, "changes", TestRelease.noise(2, PIECE));
    fetch(scan());
    for (int i = 0; i < 3; i++) {
      TestRelease.write(source, "changes", TestRelease.noise(10 + i, PIECE));
      TestRelease next = scan();
      assertEquals(PIECE, fetch(next, mirroring(next)));
      assertEquals(0, hashed.get());
      EarlierReleases.forget(next.manifest(), dest.toString());
    }
    TestRelease.write(source, "stays", TestRelease.noise(20, PIECE));
    TestRelease last = scan();
    assertEquals(PIECE, fetch(last, mirroring(last)), "it may replace what stayed so long");
  }

  @Test
  void aFileThatChangesBeforeItIsCopiedCountsForNothing() throws Exception {
    byte[] content = TestRelease.noise(1, 2 * PIECE);
    TestRelease.write(source, "wanted", content);
    TestRelease release = scan();
    Path there = TestRelease.write(dest, "there", content);
    var elsewhere = new Elsewhere();
    elsewhere.add("there", Fingerprints.at(there), List.of(new Elsewhere.Spot(0, 0)));
    Files.write(there, TestRelease.noise(3, 2 * PIECE));
    var all = Selection.all(release.manifest());
    try (Ground ground = Ground.open(release.manifest(), dest.toString())) {
      var reopened =
          Reopening.read(
              ground.disk(), ReleaseShape.of(release.manifest()), ground.layout(), Long.MIN_VALUE);
      var attributes =
          new KeptAttributes(
              ground, new SettledFiles(release.manifest()), Ownership.ofAny(List.of()));
      var staged = new StagedFiles(ground, reopened, attributes, _ -> {});
      var copied = new BitSet();
      elsewhere.copy(ground, staged, new Inventory(release.manifest(), all), copied);
      assertTrue(copied.isEmpty(), "copied: " + copied);
    }
  }
}
