package io.freshet.node.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.scan.Scanner;
import io.freshet.node.catalog.ChannelName;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A destination becomes one release after the other, exactly.
final class TakeoverTest extends Mirroring {
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
}
