package io.freshet.node.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.scan.ScanOptions;
import io.freshet.content.scan.Scanner;
import io.freshet.engine.durability.Succession;
import io.freshet.node.catalog.ChannelName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A destination becomes one release after the other, exactly.
final class TakeoverTest {
  private static final int PIECE = TestRelease.PIECE;
  private static final ScanOptions OPTIONS =
      ScanOptions.PLAIN.keeping(ScanOptions.Keep.ATTRIBUTES).withPieceLength(PIECE);
  private static final Instant NOW = Instant.parse("2026-11-21T13:40:05.5Z");
  private static final String TRASH = ".freshet/trash/2026-11-21T13-40-05Z/";

  @TempDir Path temp;
  private Path source;
  private Path dest;
  private final List<String> witnessed = new ArrayList<>();

  @BeforeEach
  void folders() throws IOException {
    source = Files.createDirectory(temp.resolve("source"));
    dest = temp.resolve("dest");
  }

  private final class Noting implements Succession.Witness {
    @Override
    public void deleted(String path) {
      witnessed.add("deleted " + path);
    }

    @Override
    public void trashed(String path, String to) {
      witnessed.add("trashed " + path);
    }
  }

  private TestRelease scan() throws Exception {
    return TestRelease.scan(source, OPTIONS);
  }

  private DestinationOpening opening(TestRelease release, Watcher watcher) throws IOException {
    var takeover = Takeover.of(release.manifest(), dest.toString(), NOW, new Noting());
    return DestinationOpening.of(release.manifest(), dest.toString(), watcher).standing(takeover);
  }

  private TestRelease mirror() throws Exception {
    witnessed.clear();
    TestRelease release = scan();
    Watcher watcher = new Watcher();
    try (Destination destination = opening(release, watcher).open()) {
      Feeding.all(destination, release);
      watcher.awaitComplete();
    }
    EarlierReleases.forget(release.manifest(), dest.toString());
    assertEquals(tree(source), tree(dest));
    return release;
  }

  /// Every name with what `find` and `stat` would say of it.
  static SortedMap<String, String> tree(Path root) throws IOException {
    SortedMap<String, String> tree = new TreeMap<>();
    try (var paths = Files.walk(root)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        if (path.startsWith(root.resolve(".freshet"))) continue;
        String name = root.relativize(path).toString();
        var modified = Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant();
        String mode =
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
        if (Files.isSymbolicLink(path))
          tree.put(name, "to " + Files.readSymbolicLink(path) + " " + modified);
        else if (Files.isDirectory(path)) {
          int bits = (Integer) Files.getAttribute(path, "unix:mode");
          tree.put(name, "folder " + bits + " " + modified);
        } else
          tree.put(
              name,
              mode + " " + modified + " " + java.util.Arrays.hashCode(Files.readAllBytes(path)));
      }
    }
    return tree;
  }

  private void write(String path, int seed) throws IOException {
    TestRelease.write(source, path, TestRelease.noise(seed, PIECE + seed));
  }

  @Test
  void deletedFilesAndFoldersGo() throws Exception {
    write("kept", 1);
    write("gone", 2);
    write("folder/deep/gone", 3);
    Files.createDirectory(source.resolve("empty"));
    mirror();
    Files.delete(source.resolve("gone"));
    Files.delete(source.resolve("folder/deep/gone"));
    Files.delete(source.resolve("folder/deep"));
    Files.delete(source.resolve("empty"));
    mirror();
    assertEquals(List.of("deleted folder/deep/gone", "deleted gone"), witnessed);
    assertFalse(Files.exists(dest.resolve(".freshet/trash")), "nothing of it was somebody's");
  }

  @Test
  void filesFoldersAndLinksTakeEachOthersPlaces() throws Exception {
    write("file", 1);
    write("folder/a", 2);
    write("folder/sub/b", 3);
    write("one", 4);
    write("other", 5);
    write("moved/a", 6);
    Files.createSymbolicLink(source.resolve("link"), Path.of("one"));
    Files.createSymbolicLink(source.resolve("turned"), Path.of("folder"));
    mirror();
    Files.delete(source.resolve("file"));
    write("file/inside", 7);
    Files.move(source.resolve("folder/sub"), source.resolve("sub"));
    Files.delete(source.resolve("folder/a"));
    Files.delete(source.resolve("folder"));
    write("folder", 8);
    Files.move(source.resolve("one"), temp.resolve("swap"));
    Files.move(source.resolve("other"), source.resolve("one"));
    Files.move(temp.resolve("swap"), source.resolve("other"));
    Files.move(source.resolve("moved"), source.resolve("file/moved"));
    Files.delete(source.resolve("link"));
    write("link", 9);
    Files.delete(source.resolve("turned"));
    Files.createSymbolicLink(source.resolve("turned"), Path.of("../elsewhere"));
    mirror();
    // And back.
    Files.move(source.resolve("file/moved"), source.resolve("moved"));
    Files.delete(source.resolve("file/inside"));
    Files.delete(source.resolve("file"));
    Files.createSymbolicLink(source.resolve("file"), Path.of("one"));
    Files.delete(source.resolve("folder"));
    write("folder/a", 10);
    mirror();
    assertFalse(Files.exists(dest.resolve(".freshet/trash")), "nothing of it was somebody's");
  }

  /// Changes files where they stand: there, what somebody wrote could be overwritten.
  private Deviations next(TestRelease before, Heard heard, Set<String> heardMeanwhile)
      throws Exception {
    witnessed.clear();
    TestRelease release = scan();
    Watcher watcher = new Watcher();
    var look = Optional.of(new LastLook(before.manifest().infoHash(), heard));
    var takeover =
        Takeover.of(release.manifest(), dest.toString(), NOW, new Noting()).after(look).inPlace();
    try (Destination destination =
        DestinationOpening.of(release.manifest(), dest.toString(), watcher)
            .standing(takeover)
            .open()) {
      Feeding.all(destination, release);
      watcher.awaitComplete();
      Deviations all = destination.deviations(Heard.ANYTHING);
      assertEquals(destination.deviations(Heard.of(heardMeanwhile)), all);
      return all;
    }
  }

  @Test
  void whatSomebodyChangedIsLookedAtWhereItWasHeardOfOrTheReleaseChangesIt() throws Exception {
    for (int i = 1; i < 6; i++) write("d/" + i, i);
    TestRelease first = mirror();
    Files.writeString(dest.resolve("d/1"), "mine");
    Files.writeString(dest.resolve("d/2"), "mine");
    Files.delete(dest.resolve("d/3"));
    write("d/2", 12);
    Deviations after = next(first, Heard.of(Set.of("d/1", "d/3")), Set.of());
    assertTrue(after.isEmpty(), after.words());
    assertEquals(List.of("trashed d/1", "trashed d/2"), witnessed);
    assertEquals(tree(source), tree(dest));
  }

  @Test
  void whatNobodyHeardOfIsFoundByTheNextLook() throws Exception {
    for (int i = 1; i < 6; i++) write("d/" + i, i);
    TestRelease first = mirror();
    Files.writeString(dest.resolve("d/1"), "mine");
    Files.delete(dest.resolve("d/3"));
    write("d/2", 12);
    Deviations after = next(first, Heard.of(Set.of()), Set.of("d/1", "d/3"));
    assertEquals(List.of("d/1", "d/3"), after.named());
    mirror();
    assertEquals(List.of("trashed d/1"), witnessed);
  }

  @Test
  void whenItMayBeAnythingAllIsLookedAt() throws Exception {
    write("a", 1);
    write("b", 2);
    TestRelease first = mirror();
    Files.writeString(dest.resolve("a"), "mine");
    write("b", 3);
    assertEquals(0, next(first, Heard.ANYTHING, Set.of()).count());
    assertEquals(List.of("trashed a"), witnessed);
  }

  /// Neither does a file vouch for others that is no longer what it was.
  @Test
  void whatNobodyHeardOfIsNotCopied() throws Exception {
    write("a", 1);
    write("b", 2);
    TestRelease first = mirror();
    Files.write(dest.resolve("a"), TestRelease.noise(3, PIECE + 1));
    write("copy", 1);
    var refused =
        assertThrows(
            DestinationRefusedException.class, () -> next(first, Heard.of(Set.of()), Set.of()));
    assertTrue(refused.getMessage().contains("somebody changed it"), refused.getMessage());
    mirror();
    assertEquals(List.of("trashed a"), witnessed);
  }

  /// Of a release that was being put in place there is no last look, and no journal that says so.
  @Test
  void theLookOfAnotherReleaseIsNone() throws Exception {
    write("a", 1);
    write("b", 2);
    mirror();
    Files.writeString(dest.resolve("a"), "mine");
    write("b", 3);
    next(scan(), Heard.of(Set.of()), Set.of());
    assertEquals(List.of("trashed a"), witnessed);
    assertEquals(tree(source), tree(dest));
  }

  @Test
  void whatWasHeardOfIsAllThatDeviates() throws Exception {
    for (int i = 1; i < 8; i++) write("d/" + i, i);
    write("e/1", 9);
    Files.createSymbolicLink(source.resolve("link"), Path.of("d"));
    TestRelease release = scan();
    Watcher watcher = new Watcher();
    try (Destination destination = opening(release, watcher).open()) {
      Feeding.all(destination, release);
      watcher.awaitComplete();
      FileTime then = Files.getLastModifiedTime(dest.resolve("d/1"));
      Files.write(dest.resolve("d/1"), TestRelease.noise(10, PIECE + 1));
      Files.setLastModifiedTime(dest.resolve("d/1"), then);
      setMode(dest.resolve("d/2"), "rwxrwxrwx");
      Files.delete(dest.resolve("d/3"));
      Files.createSymbolicLink(dest.resolve("d/3"), Path.of("1"));
      Files.move(dest.resolve("d/4"), dest.resolve("d/new"));
      Files.delete(dest.resolve("link"));
      Files.createSymbolicLink(dest.resolve("link"), Path.of("e"));
      setMode(dest.resolve("e"), "rwx------");
      Set<String> heard =
          Set.of("d/1", "d/2", "d/3", "d/4", "d/5", "d/new", "d/gone", "link", "e", ".freshet");
      Deviations found = destination.deviations(Heard.of(heard));
      assertEquals(7, found.count(), found.words());
      assertEquals(7, destination.deviations(Heard.ANYTHING).count());
    }
  }

  @Test
  void attributesChangeWithoutAByteTravelling() throws Exception {
    write("a", 1);
    write("b", 2);
    Files.createSymbolicLink(source.resolve("link"), Path.of("a"));
    mirror();
    Files.getFileAttributeView(
            source.resolve("link"),
            java.nio.file.attribute.BasicFileAttributeView.class,
            LinkOption.NOFOLLOW_LINKS)
        .setTimes(FileTime.from(Instant.parse("2019-01-02T03:04:05.987654321Z")), null, null);
    Files.setLastModifiedTime(
        source.resolve("a"), FileTime.from(Instant.parse("2020-01-02T03:04:05.123456789Z")));
    Files.setPosixFilePermissions(
        source.resolve("b"), PosixFilePermissions.fromString("rwxr-x---"));
    Files.setPosixFilePermissions(source, PosixFilePermissions.fromString("rwxr-x--x"));
    TestRelease second = scan();
    Watcher watcher = new Watcher();
    try (Destination destination = opening(second, watcher).open()) {
      assertEquals(0, destination.bytesToFetch());
      watcher.awaitComplete();
      assertEquals(List.of(), watcher.withdrawn());
      Feeding.all(destination, second);
    }
    assertEquals(tree(source), tree(dest));
    EarlierReleases.forget(second.manifest(), dest.toString());
    // They are still known to be no one else's.
    Files.delete(source.resolve("a"));
    Files.delete(source.resolve("b"));
    mirror();
    assertEquals(List.of("deleted a", "deleted b"), witnessed);
  }

  @Test
  void stickyAndSetGroupFoldersArriveAndGo() throws Exception {
    Path shared = Files.createDirectory(source.resolve("shared"));
    Files.setAttribute(shared, "unix:mode", 01777);
    Files.setAttribute(Files.createDirectory(source.resolve("group")), "unix:mode", 02775);
    write("shared/a", 1);
    mirror();
    Files.setAttribute(shared, "unix:mode", 0777);
    mirror();
    Files.setAttribute(source, "unix:mode", 03755);
    mirror();
  }

  @Test
  void attributesOfAReleaseThatWasOvertakenAreNotTakenForDone() throws Exception {
    write("a", 1);
    write("b", 2);
    mirror();
    Files.setPosixFilePermissions(
        source.resolve("a"), PosixFilePermissions.fromString("rwx------"));
    write("b", 3);
    // It never comes to its swap, but its journal knows that the bytes of `a` are right.
    try (Destination overtaken = opening(scan(), new Watcher()).open()) {
      assertFalse(overtaken.isFilled());
    }
    write("b", 4);
    mirror();
    Files.setPosixFilePermissions(
        source.resolve("a"), PosixFilePermissions.fromString("rw-rw----"));
    mirror();
  }

  @Test
  void whatIsSomebodysGoesToTheTrash() throws Exception {
    write("a", 1);
    write("b", 2);
    write("c", 3);
    mirror();
    Files.writeString(dest.resolve("a"), "changed by hand");
    Files.writeString(dest.resolve("b"), "this too");
    Files.createDirectories(dest.resolve("own/deep"));
    Files.writeString(dest.resolve("own/deep/file"), "somebody's");
    Files.createSymbolicLink(dest.resolve("own/link"), Path.of("deep"));
    Files.createDirectory(dest.resolve("own/empty"));
    write("a", 4);
    Files.delete(source.resolve("b"));
    Files.delete(source.resolve("c"));
    write("own", 5);
    mirror();
    assertEquals("changed by hand", Files.readString(dest.resolve(TRASH + "a")));
    assertEquals("this too", Files.readString(dest.resolve(TRASH + "b")));
    assertEquals("somebody's", Files.readString(dest.resolve(TRASH + "own/deep/file")));
    assertEquals(Path.of("deep"), Files.readSymbolicLink(dest.resolve(TRASH + "own/link")));
    assertFalse(Files.exists(dest.resolve(TRASH + "c")), "a release had put it there");
    assertTrue(Files.isDirectory(dest.resolve(TRASH + "own/empty")));
    assertEquals(
        List.of("deleted c", "trashed a", "trashed b", "trashed own"),
        witnessed.stream().sorted().toList());
  }

  /// No string of Java's is such a name.
  @Test
  void whatHasANameThatIsNotUtf8GoesToTheTrash() throws Exception {
    write("sub/a", 1);
    write("sub/?", 2);
    mirror();
    shell(
        "cd sub; a=$(printf '\\377') b=$(printf 'n\\376');"
            + " echo 1 >\"$a\"; mkdir \"$b\"; echo 2 >\"$b/$a\"");
    write("new", 3);
    mirror();
    assertEquals("1\n", Files.readString(dest.resolve(TRASH + "sub/?~2")));
    assertTrue(Files.isDirectory(dest.resolve(TRASH + "sub/n?")), "with what is in it");
  }

  @Test
  void namesThatAreNotUtf8AndAsLongAsCanBeGoToTheTrash() throws Exception {
    write("sub/a", 1);
    mirror();
    for (String octal : List.of("377", "376")) {
      shell("cd sub; echo 1 >\"$(printf '\\" + octal + "%.0s' $(seq 253))é\"");
    }
    write("new", 3);
    mirror();
    for (String name : List.of("?".repeat(253) + "é", "?".repeat(252) + "~2")) {
      assertTrue(Files.exists(dest.resolve(TRASH + "sub/" + name)), name);
    }
  }

  private void shell(String command) throws Exception {
    var shell = new ProcessBuilder("sh", "-c", command).directory(dest.toFile()).inheritIO();
    assertEquals(0, shell.start().waitFor());
  }

  /// `cp -a` from the trash puts it back as it was.
  @Test
  void aFolderOfSomebodysGoesToTheTrashAsItIs() throws Exception {
    write("sub/a", 1);
    mirror();
    Files.createDirectories(dest.resolve("sub/own/shut/empty"));
    Path shut = dest.resolve("sub/own/shut");
    Files.writeString(shut.resolve("file"), "somebody's");
    setMode(shut, "r-xr-x---");
    setMode(dest.resolve("sub/own"), "r-x-----x");
    var then = FileTime.from(Instant.parse("2001-02-03T04:05:06.123456789Z"));
    Files.setLastModifiedTime(dest.resolve("sub/own"), then);
    Files.writeString(dest.resolve("sub/mine"), "mine");
    setMode(dest.resolve("sub"), "rwx------");
    var before = tree(dest.resolve("sub/own"));
    write("sub/a", 2);
    mirror();
    assertEquals(before, tree(dest.resolve(TRASH + "sub/own")));
    assertEquals("mine", Files.readString(dest.resolve(TRASH + "sub/mine")));
    assertEquals("rwx------", mode(dest.resolve(TRASH + "sub")), "nobody else could look in");
    var day = Duration.ofDays(1);
    TrashBin.expire(dest, NOW.plus(day), day);
    assertFalse(Files.exists(dest.resolve(TRASH)), "read-only folders, too");
  }

  private static void setMode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void nothingChangesBeforeEverythingIsThere() throws Exception {
    write("a", 1);
    write("b", 2);
    write("gone", 3);
    mirror();
    var before = tree(dest);
    write("a", 4);
    write("b", 5);
    Files.delete(source.resolve("gone"));
    write("new/c", 6);
    TestRelease second = scan();
    try (Destination destination = opening(second, new Watcher()).open()) {
      for (int piece = 1; piece < second.manifest().pieces().count(); piece++) {
        if (destination.lacks(piece)) Feeding.piece(destination, piece, second.piece(piece));
      }
    }
    assertEquals(before, tree(dest));
    Watcher watcher = new Watcher();
    try (Destination destination = opening(second, watcher).open()) {
      assertTrue(destination.bytesToFetch() <= second.manifest().pieceLength());
      Feeding.all(destination, second);
      watcher.awaitComplete();
    }
    assertEquals(tree(source), tree(dest));
  }

  @Test
  void whatIsUnsettledStaysAsItIs() throws Exception {
    write("a", 1);
    write("busy/x", 2);
    write("gone", 3);
    mirror();
    Files.delete(source.resolve("busy/x"));
    Files.delete(source.resolve("gone"));
    // Rules that cannot be read: nobody knows what of the folder is meant.
    Files.write(source.resolve("busy/.freshetignore"), new byte[] {(byte) 0xff});
    var scanned = Scanner.scan(source, OPTIONS);
    assertEquals(List.of("busy"), scanned.manifest().unsettled());
    var second = new TestRelease(source, scanned.manifest(), scanned.fingerprints());
    witnessed.clear();
    Watcher watcher = new Watcher();
    try (Destination destination = opening(second, watcher).open()) {
      assertEquals(0, destination.bytesToFetch());
      watcher.awaitComplete();
    }
    assertEquals(List.of("deleted gone"), witnessed);
    assertTrue(Files.exists(dest.resolve("busy/x")));
  }

  @Test
  void whatWasUnsettledForAWhileIsNotSomebodys() throws Exception {
    write("busy/x", 1);
    write("busy/y", 2);
    write("a", 3);
    mirror();
    for (int release = 0; release < 2; release++) {
      Files.write(source.resolve("busy/.freshetignore"), new byte[] {(byte) 0xff});
      write("a", 4 + release);
      var scanned = Scanner.scan(source, OPTIONS);
      var unsettled = new TestRelease(source, scanned.manifest(), scanned.fingerprints());
      Watcher watcher = new Watcher();
      try (Destination destination = opening(unsettled, watcher).open()) {
        Feeding.all(destination, unsettled);
        watcher.awaitComplete();
      }
      EarlierReleases.forget(unsettled.manifest(), dest.toString());
      try (var kept = Files.list(dest.resolve(".freshet/kept"))) {
        assertEquals(1, kept.count());
      }
    }
    Files.delete(source.resolve("busy/.freshetignore"));
    Files.delete(source.resolve("busy/x"));
    write("busy/y", 9);
    mirror();
    assertEquals(List.of("deleted busy/x"), witnessed);
    assertFalse(Files.exists(dest.resolve(".freshet/trash")));
    try (var kept = Files.list(dest.resolve(".freshet/kept"))) {
      assertEquals(0, kept.count());
    }
  }

  private List<String> preview(TestRelease release) throws Exception {
    List<String> said = new ArrayList<>();
    Preview.of(
        new ChannelName("c"),
        release.manifest(),
        dest.toString(),
        List.of(),
        (change, path) -> said.add(change + " " + path));
    return said.stream().sorted().toList();
  }

  @Test
  void whatWouldHappenIsSaidAndNothingWritten() throws Exception {
    write("a", 1);
    write("b", 2);
    write("folder/c", 3);
    write("dressed", 4);
    TestRelease first = scan();
    assertEquals(List.of("ADDED a", "ADDED b", "ADDED dressed", "ADDED folder/c"), preview(first));
    assertFalse(Files.exists(dest));
    mirror();
    assertEquals(List.of(), preview(first));
    Files.writeString(dest.resolve("b"), "changed by hand");
    Files.writeString(dest.resolve("own"), "somebody's");
    write("a", 5);
    Files.delete(source.resolve("folder/c"));
    Files.delete(source.resolve("folder"));
    write("folder", 6);
    Files.setPosixFilePermissions(
        source.resolve("dressed"), PosixFilePermissions.fromString("rwx------"));
    TestRelease second = scan();
    var before = tree(dest);
    assertEquals(
        List.of(
            "ADDED folder",
            "CHANGED a",
            "CHANGED b",
            "DELETED folder/",
            "DELETED folder/c",
            "REDRESSED dressed",
            "TRASHED b",
            "TRASHED own"),
        preview(second));
    assertEquals(before, tree(dest));
    assertEquals(1, EarlierReleases.allNotes(dest).size());
    mirror();
    assertEquals(List.of(), preview(second));
  }

  @Test
  void somethingIsLeftOfTheDisk() throws Exception {
    write("a", 1);
    TestRelease release = scan();
    var takeover =
        Takeover.of(release.manifest(), dest.toString(), NOW, new Noting())
            .keepingFree(Long.MAX_VALUE);
    var opening =
        DestinationOpening.of(release.manifest(), dest.toString(), new Watcher())
            .standing(takeover);
    var refused =
        org.junit.jupiter.api.Assertions.assertThrows(
            DestinationRefusedException.class, opening::open);
    assertTrue(
        refused.isFull() && refused.getMessage().contains("kept free"), refused.getMessage());
  }

  @Test
  void aSingleFileLeavesItsFolderAlone() throws Exception {
    Path file = TestRelease.write(source, "model", TestRelease.noise(1, 3 * PIECE));
    Path folder = Files.createDirectory(temp.resolve("models"));
    Files.writeString(folder.resolve("own"), "somebody's");
    for (int seed = 1; seed < 3; seed++) {
      TestRelease.write(source, "model", TestRelease.noise(seed, 3 * PIECE));
      TestRelease release = TestRelease.scan(file);
      String there = folder.resolve("model").toString();
      Watcher watcher = new Watcher();
      var takeover = Takeover.of(release.manifest(), there, NOW, new Noting());
      try (Destination destination =
          DestinationOpening.of(release.manifest(), there, watcher).standing(takeover).open()) {
        Feeding.all(destination, release);
        watcher.awaitComplete();
      }
      EarlierReleases.forget(release.manifest(), there);
    }
    assertEquals(-1, Files.mismatch(file, folder.resolve("model")));
    assertEquals("somebody's", Files.readString(folder.resolve("own")));
    assertEquals(List.of(), witnessed);
  }

  @Test
  void theTrashIsEmptiedInTime() throws Exception {
    Path old = Files.createDirectories(dest.resolve(TRASH + "deep"));
    Files.writeString(old.resolve("file"), "x");
    Path other = Files.createDirectories(dest.resolve(".freshet/trash/somebody's"));
    Path outside = Files.createDirectory(temp.resolve("outside"));
    Files.writeString(outside.resolve("x"), "x");
    Files.createSymbolicLink(old.resolve("link"), outside);
    var week = Duration.ofDays(7);
    Instant at = Instant.parse("2026-11-21T13:40:05Z");
    TrashBin.expire(dest, at.plus(week).minusSeconds(1), week);
    assertTrue(Files.exists(old.resolve("file")));
    TrashBin.expire(dest, at.plus(week), week);
    assertFalse(Files.exists(dest.resolve(TRASH)));
    assertTrue(Files.exists(other) && Files.exists(outside.resolve("x")));
  }
}
