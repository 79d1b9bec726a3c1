package io.freshet.node.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.scan.ScanOptions;
import io.freshet.content.scan.Scanner;
import io.freshet.engine.NodeId;
import io.freshet.engine.durability.Succession;
import io.freshet.node.catalog.ChannelName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Versions beside each other: what they share, and what they don't.
final class VersionedFolderTest {
  private static final ScanOptions OPTIONS =
      ScanOptions.PLAIN.keeping(ScanOptions.Keep.ATTRIBUTES).withPieceLength(TestRelease.PIECE);
  private static final Instant NOW = Instant.parse("2026-11-21T13:40:05Z");
  private static final ChannelName CHANNEL = new ChannelName("c");
  private static final NodeId NODE = new NodeId(7);

  @TempDir Path temp;
  private Path source;
  private Path dest;
  private final List<String> witnessed = new ArrayList<>();
  private long fetched;

  @BeforeEach
  void folders() throws IOException {
    source = Files.createDirectory(temp.resolve("source"));
    dest = temp.resolve("dest");
  }

  private final class Noting implements Succession.Witness {
    @Override
    public void deleted(String path) {}

    @Override
    public void trashed(String path, String to) {
      witnessed.add(path + " to " + to);
    }
  }

  private VersionedFolder open(int kept) throws IOException {
    return VersionedFolder.open(dest.toString(), kept, List.of(temp.resolve("home")));
  }

  private TestRelease mirror(int version, int kept) throws Exception {
    TestRelease release = TestRelease.scan(source, OPTIONS);
    try (VersionedFolder folder = open(kept)) {
      folder.finish(NOW, new Noting());
      folder.claim(CHANNEL, release.manifest(), NODE);
      fill(release, folder.open(version, release.manifest()));
      if (folder.awaitsPlace()) folder.place(version, NOW, new Noting());
    }
    assertEquals(Mirroring.tree(source), Mirroring.tree(dest.resolve("current").toRealPath()));
    return release;
  }

  private void fill(TestRelease release, String place) throws Exception {
    Watcher watcher = new Watcher();
    var takeover = Takeover.of(release.manifest(), place, NOW, new Noting());
    try (Destination destination =
        DestinationOpening.of(release.manifest(), place, watcher).standing(takeover).open()) {
      fetched = destination.bytesToFetch();
      Feeding.all(destination, release);
      watcher.awaitComplete();
    }
    EarlierReleases.forget(release.manifest(), place);
  }

  private Path write(String path, int seed) throws IOException {
    return TestRelease.write(source, path, TestRelease.noise(seed, 40_000 + seed));
  }

  private Object inode(String path) throws IOException {
    return Files.getAttribute(dest.resolve(path), "unix:ino");
  }

  private Set<String> names() throws IOException {
    Set<String> names = new TreeSet<>();
    try (var entries = Files.list(dest)) {
      entries.forEach(entry -> names.add(entry.getFileName().toString()));
    }
    return names;
  }

  @Test
  void whoeverIsKilledWhilePuttingAVersionRightGoesOnWithIt() throws Exception {
    write("file", 1);
    TestRelease release = mirror(1, 9);
    Path version = dest.resolve("v1");
    Path journal = Path.of(version.toString(), Layout.NOTES, release.manifest().infoHash().hex());
    Files.write(journal.resolve("journal"), TestRelease.SWAPPING, StandardOpenOption.APPEND);
    assertTrue(PlacedVersion.in(version).isEmpty(), "it is begun, and not done");
    try (VersionedFolder folder = open(9)) {
      String place = folder.open(1, release.manifest());
      assertFalse(folder.awaitsPlace());
      fill(release, place);
    }
    assertEquals(0, fetched);
    assertTrue(PlacedVersion.in(version).isPresent());
    Files.write(journal.resolve("journal"), TestRelease.SWAPPING, StandardOpenOption.APPEND);
    mirror(1, 9);
    assertTrue(PlacedVersion.in(version).isPresent());
  }

  @Test
  void whatIsTheSameIsOneFileAndTheRestIsNot() throws Exception {
    write("same", 1);
    write("sub/same", 2);
    write("changed", 3);
    write("gone", 4);
    Files.createSymbolicLink(source.resolve("link"), Path.of("same"));
    Files.createDirectory(source.resolve("empty"));
    mirror(1, 9);
    assertEquals("v1", Files.readSymbolicLink(dest.resolve("current")).toString());
    byte[] before = Files.readAllBytes(source.resolve("changed"));
    write("changed", 5);
    Files.delete(source.resolve("gone"));
    mirror(2, 9);
    assertEquals("v2", Files.readSymbolicLink(dest.resolve("current")).toString());
    assertEquals(inode("v1/same"), inode("v2/same"));
    assertEquals(inode("v1/sub/same"), inode("v2/sub/same"));
    assertNotEquals(inode("v1/changed"), inode("v2/changed"));
    assertEquals(
        -1, Files.mismatch(dest.resolve("v1/changed"), Files.write(temp.resolve("was"), before)));
    assertTrue(Files.exists(dest.resolve("v1/gone")), "v1 stays what it was");
    assertEquals(Set.of(".freshet", "current", "v1", "v2"), names());
    assertEquals(List.of(), witnessed);
  }

  @Test
  void whatWasRenamedIsOneFileInBoth() throws Exception {
    Path old = write("old", 1);
    mirror(1, 2);
    Files.move(old, source.resolve("new"));
    mirror(2, 2);
    assertEquals(0, fetched);
    assertEquals(inode("v1/old"), inode("v2/new"));
    assertFalse(Files.exists(dest.resolve("v2/old")));
    Files.move(source.resolve("new"), source.resolve("newer"));
    mirror(3, 2);
    assertEquals(0, fetched);
    assertEquals(inode("v2/new"), inode("v3/newer"));
    assertEquals(Set.of(".freshet", "current", "v2", "v3"), names());
  }

  @Test
  void whatIsUnsettledIsInEachVersionThatFollows() throws Exception {
    write("busy/deep/x", 1);
    Files.createSymbolicLink(source.resolve("busy/link"), Path.of("deep"));
    Files.createDirectory(source.resolve("busy/empty"));
    write("a", 2);
    mirror(1, 9);
    // Rules that cannot be read: nobody knows what of the folder is meant.
    Files.write(source.resolve("busy/.freshetignore"), new byte[] {(byte) 0xff});
    for (int version = 2; version <= 4; version++) {
      write("a", 1 + version);
      var scanned = Scanner.scan(source, OPTIONS);
      assertEquals(List.of("busy"), scanned.manifest().unsettled());
      var release = new TestRelease(source, scanned.manifest(), scanned.fingerprints());
      try (VersionedFolder folder = open(9)) {
        folder.claim(CHANNEL, release.manifest(), NODE);
        fill(release, folder.open(version, release.manifest()));
        folder.place(version, NOW, new Noting());
      }
      assertEquals(
          -1,
          Files.mismatch(
              source.resolve("busy/deep/x"), dest.resolve("current").resolve("busy/deep/x")));
      assertEquals(
          Path.of("deep"), Files.readSymbolicLink(dest.resolve("current").resolve("busy/link")));
      assertTrue(Files.isDirectory(dest.resolve("current").resolve("busy/empty")));
    }
  }

  @Test
  void anotherModeOrTimeMakesAFileOfItsOwn() throws Exception {
    Path file = write("file", 1);
    mirror(1, 9);
    var then = Files.getLastModifiedTime(dest.resolve("v1/file"));
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
    mirror(2, 9);
    assertEquals(0, fetched);
    assertEquals(then, Files.getLastModifiedTime(dest.resolve("v1/file")));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    mirror(3, 9);
    assertEquals(0, fetched);
    assertNotEquals(
        Files.getPosixFilePermissions(dest.resolve("v2/file")),
        Files.getPosixFilePermissions(dest.resolve("v3/file")));
  }

  @Test
  void theNewestAreKeptAndTheRestStillVouchedFor() throws Exception {
    write("same", 1);
    for (int version = 1; version <= 4; version++) {
      write("changed", version);
      mirror(version, 2);
    }
    assertEquals(Set.of(".freshet", "current", "v3", "v4"), names());
    assertEquals(inode("v3/same"), inode("v4/same"));
    // Two links have been made and two deleted: nothing of it is taken for somebody's change.
    assertEquals(
        Set.of("changed", "same"), new TreeSet<>(untouched(dest.resolve("v4"))), "by the journal");
    mirror(4, 1);
    assertEquals(Set.of(".freshet", "current", "v4"), names());
    assertEquals(Set.of("changed", "same"), new TreeSet<>(untouched(dest.resolve("v4"))));
    assertEquals(List.of(), witnessed);
  }

  /// They have a version's name, and are not counted among those that are kept.
  @Test
  void whatSomebodyCallsLikeAVersionIsNone() throws Exception {
    write("file", 1);
    mirror(1, 2);
    Files.createDirectory(dest.resolve("v99"));
    Files.createSymbolicLink(dest.resolve("v98"), Path.of("v1"));
    for (int version = 2; version <= 3; version++) {
      write("file", version);
      mirror(version, 2);
    }
    assertEquals(Set.of(".freshet", "current", "v2", "v3", "v98", "v99"), names());
  }

  /// The files that a version's journal vouches for, without a byte being read.
  private static List<String> untouched(Path root) throws IOException {
    PlacedVersion version = PlacedVersion.in(root).orElseThrow();
    List<String> paths = new ArrayList<>();
    try (Tree tree = new Tree(root)) {
      for (int file = 0; file < version.manifest().fileCount(); file++) {
        if (version.untouched(tree, file).isPresent()) paths.add(version.manifest().path(file));
      }
    }
    return paths;
  }

  @Test
  void whatSomebodyWroteIntoASharedFileIsNotInTheNextVersion() throws Exception {
    Path file = write("file", 1);
    write("other", 2);
    mirror(1, 9);
    // With size and mtime as they were: only the ctime tells.
    Path spoiled = dest.resolve("v1/file");
    byte[] wrong = Files.readAllBytes(spoiled);
    wrong[100]++;
    var time = Files.getLastModifiedTime(spoiled);
    Files.write(spoiled, wrong);
    Files.setLastModifiedTime(spoiled, time);
    write("new", 3);
    TestRelease release = mirror(2, 9);
    assertEquals(
        Files.size(file) + Files.size(source.resolve("new")),
        fetched,
        "what was changed is fetched: " + release.manifest().name());
    assertNotEquals(inode("v1/file"), inode("v2/file"));
    assertEquals(inode("v1/other"), inode("v2/other"));
  }

  @Test
  void whatIsSomebodysInAnOldVersionGoesToTheTrash() throws Exception {
    write("file", 1);
    write("kept", 2);
    mirror(1, 1);
    Files.writeString(dest.resolve("v1/mine"), "mine");
    Files.writeString(dest.resolve("v1/file"), "my own text");
    Path older = dest.resolve("v1/.freshet/trash/2026-11-20T00-00-00Z/x");
    Files.createDirectories(older.getParent());
    Files.writeString(older, "older");
    write("new", 3);
    mirror(2, 1);
    assertEquals(Set.of(".freshet", "current", "v2"), names());
    Path trash = dest.resolve(".freshet/trash");
    String now = "2026-11-21T13-40-05Z~v1/";
    assertEquals("mine", Files.readString(trash.resolve(now + "mine")));
    assertEquals("my own text", Files.readString(trash.resolve(now + "file")));
    assertEquals("older", Files.readString(trash.resolve("2026-11-20T00-00-00Z~v1/x")));
    assertFalse(Files.exists(trash.resolve(now + "kept")));
    assertEquals(
        List.of(
            "file to .freshet/trash/2026-11-21T13-40-05Z~v1/file",
            "mine to .freshet/trash/2026-11-21T13-40-05Z~v1/mine"),
        witnessed.stream().sorted().toList());
  }

  @Test
  void aReleaseThatIsOvertakenLeavesWhatItHasToTheNext() throws Exception {
    write("same", 1);
    mirror(1, 9);
    write("large", 2);
    TestRelease overtaken = TestRelease.scan(source, OPTIONS);
    try (VersionedFolder folder = open(9)) {
      folder.claim(CHANNEL, overtaken.manifest(), NODE);
      String place = folder.open(2, overtaken.manifest());
      var takeover = Takeover.of(overtaken.manifest(), place, NOW, new Noting());
      try (Destination destination =
          DestinationOpening.of(overtaken.manifest(), place, new Watcher())
              .standing(takeover)
              .open()) {
        Feeding.extent(destination, overtaken, 0);
      }
    }
    assertEquals(Set.of(".freshet", "current", "v1"), names());
    write("more", 3);
    mirror(3, 9);
    assertEquals(Set.of(".freshet", "current", "v1", "v3"), names());
    assertEquals(inode("v1/same"), inode("v3/same"));
    assertTrue(fetched < Files.size(source.resolve("large")) + Files.size(source.resolve("more")));
  }

  @Test
  void aVersionWithoutItsLinkIsFoundAtTheNextStart() throws Exception {
    write("file", 1);
    mirror(1, 9);
    write("file", 2);
    mirror(2, 9);
    // As a process leaves it that is killed between the two renames.
    Files.delete(dest.resolve("current"));
    Files.createSymbolicLink(dest.resolve("current"), Path.of("v1"));
    Files.createFile(dest.resolve("v2/.freshet/fresh"));
    try (VersionedFolder folder = open(9)) {
      assertEquals(
          List.of("finished what was begun: current is v2"), folder.finish(NOW, new Noting()));
    }
    assertEquals("v2", Files.readSymbolicLink(dest.resolve("current")).toString());
    assertFalse(Files.exists(dest.resolve("v2/.freshet/fresh")));
  }

  @Test
  void linksThatWereBegunAndAVersionThatWasHalfDeletedAreNoObstacle() throws Exception {
    write("a", 1);
    write("b", 2);
    mirror(1, 9);
    write("c", 3);
    mirror(2, 9);
    Path draft = Files.createDirectories(dest.resolve(".freshet/next.new"));
    Path gone = Files.createDirectories(dest.resolve(".freshet/gone")).resolve("v1");
    try (var relinking = PlacedVersion.in(dest.resolve("v2")).orElseThrow().relink()) {
      relinking.touch();
      // Killed while the links were made: the file has one name more, and nothing vouches for it.
      Files.createLink(draft.resolve("a"), dest.resolve("v2/a"));
      // Killed while an old version was deleted.
      Files.move(dest.resolve("v1"), gone);
      Files.delete(gone.resolve("b"));
    }
    write("d", 4);
    mirror(3, 9);
    assertEquals(Files.size(source.resolve("d")), fetched, "nothing else was missing");
    assertEquals(Set.of(".freshet", "current", "v2", "v3"), names());
    assertEquals(inode("v2/a"), inode("v3/a"));
    assertFalse(Files.exists(gone));
    assertEquals(List.of(), witnessed);
  }

  @Test
  void aSingleFileHasVersionsToo() throws Exception {
    Path file = write("model", 1);
    source = file;
    for (int version = 1; version <= 2; version++) {
      TestRelease.write(temp.resolve("source"), "model", TestRelease.noise(version, 50_000));
      TestRelease release = TestRelease.scan(source, OPTIONS);
      try (VersionedFolder folder = open(9)) {
        folder.claim(CHANNEL, release.manifest(), NODE);
        fill(release, folder.open(version, release.manifest()));
        folder.place(version, NOW, new Noting());
      }
      assertEquals(-1, Files.mismatch(file, dest.resolve("current/model")));
    }
    assertEquals(Set.of(".freshet", "current", "v1", "v2"), names());
  }

  @Test
  void aVersionThatLostItsNotesIsNotDeleted() throws Exception {
    TestRelease first = mirrorOf(1);
    mirrorOf(2);
    Files.delete(
        dest.resolve("v1/.freshet/" + first.manifest().infoHash().hex()).resolve("manifest"));
    mirrorOf(3);
    assertEquals(Set.of(".freshet", "current", "v1", "v2", "v3"), names());
    mirrorOf(4);
    assertEquals(Set.of(".freshet", "current", "v1", "v3", "v4"), names());
  }

  private TestRelease mirrorOf(int version) throws Exception {
    write("file", version);
    return mirror(version, 2);
  }

  @Test
  void whatIsNotAMirrorsStaysAndIsRefused() throws Exception {
    write("file", 1);
    Files.createDirectories(dest.resolve("v7"));
    Files.writeString(dest.resolve("v7/mine"), "mine");
    Files.writeString(dest.resolve("notes"), "mine, too");
    mirror(1, 1);
    write("file", 2);
    mirror(2, 1);
    assertEquals(Set.of(".freshet", "current", "notes", "v2", "v7"), names());
    TestRelease release = TestRelease.scan(source, OPTIONS);
    try (VersionedFolder folder = open(1)) {
      assertRefused(
          "v7 is there, and is not this release", () -> folder.open(7, release.manifest()));
    }
    try (MirrorFolder plain =
        MirrorFolder.open(dest.toString(), MirrorFolder.Adoption.ALLOWED, List.of())) {
      assertRefused(
          "has the versions of a mirror", () -> plain.claim(CHANNEL, release.manifest(), NODE));
    }
    Path other = temp.resolve("other");
    try (MirrorFolder plain =
        MirrorFolder.open(other.toString(), MirrorFolder.Adoption.REFUSED, List.of())) {
      plain.claim(CHANNEL, release.manifest(), NODE);
    }
    try (VersionedFolder folder = VersionedFolder.open(other.toString(), 1, List.of())) {
      assertRefused("without --versions", () -> folder.claim(CHANNEL, release.manifest(), NODE));
    }
    Files.writeString(Files.createDirectory(temp.resolve("third")).resolve("current"), "mine");
    try (VersionedFolder folder =
        VersionedFolder.open(temp.resolve("third").toString(), 1, List.of())) {
      assertRefused("no mirror made it", () -> folder.claim(CHANNEL, release.manifest(), NODE));
    }
  }

  private interface Attempt {
    void run() throws Exception;
  }

  private static void assertRefused(String why, Attempt attempt) {
    var refused = assertThrows(DestinationRefusedException.class, attempt::run);
    assertTrue(refused.getMessage().contains(why), refused.getMessage());
  }
}
