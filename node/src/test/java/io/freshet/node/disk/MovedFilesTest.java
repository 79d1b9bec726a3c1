package io.freshet.node.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.Manifest;
import io.freshet.content.scan.ScanOptions;
import io.freshet.content.scan.Scanner;
import io.freshet.engine.durability.Succession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a release has under another name than the one before it is neither fetched nor copied.
final class MovedFilesTest {
  private static final ScanOptions OPTIONS =
      ScanOptions.PLAIN.keeping(ScanOptions.Keep.ATTRIBUTES).withPieceLength(TestRelease.PIECE);
  private static final Instant NOW = Instant.parse("2026-11-21T13:40:05Z");
  private static final String TRASH = ".freshet/trash/2026-11-21T13-40-05Z/";

  @TempDir Path temp;
  private Path source;
  private Path dest;
  private long fetched;

  @BeforeEach
  void folders() throws IOException {
    source = Files.createDirectory(temp.resolve("source"));
    dest = temp.resolve("dest");
  }

  private DestinationOpening opening(TestRelease release, Watcher watcher) throws IOException {
    var takeover = Takeover.of(release.manifest(), dest.toString(), NOW, Succession.Witness.NONE);
    return DestinationOpening.of(release.manifest(), dest.toString(), watcher).standing(takeover);
  }

  private TestRelease mirror() throws Exception {
    TestRelease release = TestRelease.scan(source, OPTIONS);
    Watcher watcher = new Watcher();
    try (Destination destination = opening(release, watcher).open()) {
      fetched = destination.bytesToFetch();
      Feeding.all(destination, release);
      watcher.awaitComplete();
      assertTrue(
          destination.deviations(Heard.ANYTHING).isEmpty(),
          "what the mirror did is nobody's change");
      for (int piece = 0; piece < release.manifest().pieces().count(); piece++) {
        assertTrue(destination.read(piece).isPresent(), "piece " + piece + " is served");
      }
    }
    EarlierReleases.forget(release.manifest(), dest.toString());
    assertEquals(Mirroring.tree(source), Mirroring.tree(dest));
    assertVouchedFor(release);
    return release;
  }

  /// The next mirror reads none of these.
  private void assertVouchedFor(TestRelease release) throws IOException {
    PlacedVersion placed = PlacedVersion.in(dest).orElseThrow();
    try (Tree tree = new Tree(dest)) {
      for (int file = 0; file < release.manifest().fileCount(); file++) {
        assertTrue(placed.untouched(tree, file).isPresent(), release.manifest().path(file));
      }
    }
  }

  private void write(String path, int seed) throws IOException {
    TestRelease.write(source, path, TestRelease.noise(seed, 40_000 + seed));
  }

  private void move(String from, String to) throws IOException {
    Files.createDirectories(source.resolve(to).getParent());
    Files.move(source.resolve(from), source.resolve(to));
  }

  private Object inode(String path) throws IOException {
    return Files.getAttribute(dest.resolve(path), "unix:ino");
  }

  @Test
  void aRenamedFolderIsTheSameFiles() throws Exception {
    write("folder/a", 1);
    write("folder/sub/b", 2);
    write("small", 3);
    mirror();
    Object a = inode("folder/a");
    Object b = inode("folder/sub/b");
    move("folder", "other/place");
    write("new", 4);
    mirror();
    assertEquals(Files.size(source.resolve("new")), fetched);
    assertEquals(a, inode("other/place/a"));
    assertEquals(b, inode("other/place/sub/b"));
    assertEquals(1, Files.getAttribute(dest.resolve("other/place/a"), "unix:nlink"));
    assertFalse(Files.exists(dest.resolve(".freshet/trash")));
  }

  @Test
  void namesThatWereExchangedAreTheSameFiles() throws Exception {
    for (int i = 0; i < 3; i++) write("f" + i, i + 1);
    mirror();
    Set<Object> before = new TreeSet<>();
    for (int i = 0; i < 3; i++) before.add(inode("f" + i));
    Object first = inode("f0");
    // A ring.
    move("f0", "spare");
    move("f1", "f0");
    move("f2", "f1");
    move("spare", "f2");
    mirror();
    assertEquals(0, fetched);
    assertEquals(first, inode("f2"));
    Set<Object> after = new TreeSet<>();
    for (int i = 0; i < 3; i++) after.add(inode("f" + i));
    assertEquals(before, after);
  }

  @Test
  void twoNamesThatStayAreTwoFiles() throws Exception {
    write("file", 1);
    mirror();
    Files.copy(source.resolve("file"), source.resolve("copy"), StandardCopyOption.COPY_ATTRIBUTES);
    mirror();
    assertEquals(0, fetched);
    assertNotEquals(inode("file"), inode("copy"));
    Files.delete(source.resolve("file"));
    Files.copy(source.resolve("copy"), source.resolve("third"), StandardCopyOption.COPY_ATTRIBUTES);
    mirror();
    assertEquals(0, fetched);
    assertNotEquals(inode("copy"), inode("third"));
  }

  @Test
  void aMovedFileWithAnotherTimeIsAFileOfItsOwn() throws Exception {
    write("file", 1);
    mirror();
    Object before = inode("file");
    move("file", "moved");
    Files.setLastModifiedTime(
        source.resolve("moved"), FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
    mirror();
    assertEquals(0, fetched);
    assertNotEquals(before, inode("moved"));
  }

  /// Two files are to be renamed, and a third has still to come.
  private TestRelease beforeItComes() throws Exception {
    write("a", 1);
    write("b", 2);
    mirror();
    move("a", "moved/a");
    move("b", "moved/b");
    write("new", 3);
    return TestRelease.scan(source, OPTIONS);
  }

  @Test
  void untilTheSwapNothingIsDoneToThem() throws Exception {
    TestRelease release = beforeItComes();
    Object ctime = Files.getAttribute(dest.resolve("a"), "unix:ctime");
    try (Destination destination = opening(release, new Watcher()).open()) {
      assertEquals(Files.size(source.resolve("new")), destination.bytesToFetch());
      int file = destination.manifest().indexOf("moved/a");
      int piece = destination.manifest().firstPiece(file);
      try (Holding.Reading reading = destination.read(piece).orElseThrow()) {
        ByteBuffer bytes = ByteBuffer.allocate(reading.remaining());
        while (reading.remaining() > 0) reading.fill(bytes);
        assertArrayEquals(release.piece(piece), bytes.array());
        assertTrue(reading.intact());
      }
    }
    // So whoever is killed now leaves nothing behind, and the next one finds them again.
    assertEquals(ctime, Files.getAttribute(dest.resolve("a"), "unix:ctime"));
    Object before = inode("a");
    mirror();
    assertEquals(Files.size(source.resolve("new")), fetched);
    assertEquals(before, inode("moved/a"));
  }

  /// A swap that ends after its first link, because somebody changes the second file.
  private byte[] failing() throws Exception {
    TestRelease release = beforeItComes();
    byte[] mine = TestRelease.noise(9, 100);
    Watcher watcher = new Watcher();
    try (Destination destination = opening(release, watcher).open()) {
      int piece = destination.manifest().firstPiece(destination.manifest().indexOf("moved/b"));
      Files.write(dest.resolve("b"), mine);
      try (Holding.Reading reading = destination.read(piece).orElseThrow()) {
        assertFalse(reading.intact(), "what was changed is not given");
      }
      assertTrue(destination.read(piece).isEmpty(), "and withdrawn");
      Feeding.all(destination, release);
      String why = watcher.awaitFailure();
      assertTrue(why.contains("dest/b") && why.contains("somebody changed it"), why);
    }
    assertEquals(2, Files.getAttribute(dest.resolve("a"), "unix:nlink"));
    assertFalse(Files.exists(dest.resolve("moved")));
    return mine;
  }

  @Test
  void whatSomebodyChangesMeanwhileIsHis() throws Exception {
    byte[] mine = failing();
    Object before = inode("a");
    long lacking = Files.size(source.resolve("moved/b"));
    mirror();
    assertEquals(lacking, fetched);
    assertEquals(before, inode("moved/a"));
    assertArrayEquals(mine, Files.readAllBytes(dest.resolve(TRASH + "b")));
  }

  @Test
  void aLinkThatSomebodyWritesToIsLetGo() throws Exception {
    failing();
    byte[] mine = TestRelease.noise(10, (int) Files.size(dest.resolve("a")));
    Files.write(dest.resolve("a"), mine);
    mirror();
    assertArrayEquals(mine, Files.readAllBytes(dest.resolve(TRASH + "a")));
  }

  @Test
  void whileTheOldNamesGoTheFilesAreServed() throws Exception {
    TestRelease release = beforeItComes();
    List<Destination> opened = new CopyOnWriteArrayList<>();
    List<String> served = new CopyOnWriteArrayList<>();
    var reading =
        new Succession.Witness() {
          @Override
          public void deleted(String path) {
            Manifest manifest = release.manifest();
            int piece = manifest.firstPiece(manifest.indexOf("moved/" + path));
            try {
              var read = opened.getFirst().read(piece);
              if (read.isEmpty()) return;
              try (var bytes = read.get()) {
                served.add(path + " " + bytes.intact());
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }

          @Override
          public void trashed(String path, String to) {}
        };
    Watcher watcher = new Watcher();
    var takeover = Takeover.of(release.manifest(), dest.toString(), NOW, reading);
    try (Destination destination =
        DestinationOpening.of(release.manifest(), dest.toString(), watcher)
            .standing(takeover)
            .open()) {
      opened.add(destination);
      Feeding.all(destination, release);
      watcher.awaitComplete();
    }
    assertEquals(List.of("a true", "b true"), served);
    assertEquals(List.of(), watcher.withdrawn());
  }

  @Test
  void whoeverGoesOnWithTheDeletionsKnowsWhatTheyMakeOfTheFiles() throws Exception {
    TestRelease release = beforeItComes();
    var dying =
        new Succession.Witness() {
          @Override
          public void deleted(String path) {
            throw new IllegalStateException("killed");
          }

          @Override
          public void trashed(String path, String to) {}
        };
    Watcher watcher = new Watcher();
    var takeover = Takeover.of(release.manifest(), dest.toString(), NOW, dying);
    try (Destination destination =
        DestinationOpening.of(release.manifest(), dest.toString(), watcher)
            .standing(takeover)
            .open()) {
      Feeding.all(destination, release);
      watcher.awaitFailure();
    }
    assertEquals(2, Files.getAttribute(dest.resolve("moved/b"), "unix:nlink"));
    mirror();
    assertEquals(0, fetched);
  }

  @Test
  void aFileOfSomebodysIsCopied() throws Exception {
    write("file", 1);
    Files.createDirectory(dest);
    Files.copy(source.resolve("file"), dest.resolve("file"), StandardCopyOption.COPY_ATTRIBUTES);
    mirror();
    Object theirs = inode("file");
    move("file", "moved");
    mirror();
    assertEquals(0, fetched);
    assertNotEquals(theirs, inode("moved"));
    assertEquals(theirs, inode(TRASH + "file"));
  }

  @Test
  void whatIsChangedWhereItStandsIsNoOthersFile() throws Exception {
    write("a", 1);
    write("b", 2);
    mirror();
    byte[] changed = Files.readAllBytes(source.resolve("a"));
    changed[0] ^= 1;
    move("a", "moved");
    TestRelease.write(source, "a", changed);
    TestRelease release = TestRelease.scan(source, OPTIONS);
    Watcher watcher = new Watcher();
    var takeover =
        Takeover.of(release.manifest(), dest.toString(), NOW, Succession.Witness.NONE).inPlace();
    try (Destination destination =
        DestinationOpening.of(release.manifest(), dest.toString(), watcher)
            .standing(takeover)
            .open()) {
      Feeding.all(destination, release);
      watcher.awaitComplete();
    }
    assertEquals(Mirroring.tree(source), Mirroring.tree(dest));
  }

  @Test
  void emptyFilesAreMade() throws Exception {
    Files.createFile(source.resolve("empty"));
    write("a", 1);
    mirror();
    Object before = inode("a");
    move("empty", "moved");
    move("a", "b");
    mirror();
    assertEquals(0, Files.size(dest.resolve("moved")));
    assertEquals(before, inode("b"));
  }

  /// Two earlier releases know the old name: one that was in place, and one that did not come to
  /// that.
  @Test
  void oneOldNameBecomesOneNewName() throws Exception {
    write("a", 1);
    mirror();
    write("new", 2);
    try (Destination overtaken = opening(TestRelease.scan(source, OPTIONS), new Watcher()).open()) {
      assertEquals(Files.size(source.resolve("new")), overtaken.bytesToFetch());
    }
    Files.copy(source.resolve("a"), source.resolve("c"), StandardCopyOption.COPY_ATTRIBUTES);
    move("a", "b");
    mirror();
    assertNotEquals(inode("b"), inode("c"));
  }

  /// With size and mtime as they were: only the ctime tells.
  @Test
  void whatSomebodyOverwroteIsNotTakenForWhatItWas() throws Exception {
    write("a", 1);
    mirror();
    Path spoiled = dest.resolve("a");
    var time = Files.getLastModifiedTime(spoiled);
    byte[] wrong = Files.readAllBytes(spoiled);
    wrong[7]++;
    Files.write(spoiled, wrong);
    Files.setLastModifiedTime(spoiled, time);
    move("a", "moved");
    mirror();
    assertEquals(-1, Files.mismatch(source.resolve("moved"), dest.resolve("moved")));
  }

  @Test
  void whatIsUnsettledKeepsItsNameAndItsFile() throws Exception {
    write("busy/x", 1);
    mirror();
    Files.copy(source.resolve("busy/x"), source.resolve("y"), StandardCopyOption.COPY_ATTRIBUTES);
    // Rules that cannot be read: nobody knows what of the folder is meant.
    Files.write(source.resolve("busy/.freshetignore"), new byte[] {(byte) 0xff});
    var scanned = Scanner.scan(source, OPTIONS);
    assertEquals(List.of("busy"), scanned.manifest().unsettled());
    var release = new TestRelease(source, scanned.manifest(), scanned.fingerprints());
    Watcher watcher = new Watcher();
    try (Destination destination = opening(release, watcher).open()) {
      Feeding.all(destination, release);
      watcher.awaitComplete();
    }
    assertNotEquals(inode("busy/x"), inode("y"));
  }
}
