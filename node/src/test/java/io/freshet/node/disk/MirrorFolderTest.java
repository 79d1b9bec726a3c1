package io.freshet.node.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.engine.NodeId;
import io.freshet.engine.durability.Succession;
import io.freshet.node.catalog.ChannelName;
import io.freshet.node.disk.MirrorFolder.Adoption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where a mirror may be, and what it finds there.
final class MirrorFolderTest {
  private static final Instant NOW = Instant.parse("2026-11-21T13:40:05Z");
  private static final ChannelName CHANNEL = new ChannelName("c");
  private static final NodeId NODE = new NodeId(7);

  @TempDir Path temp;
  private Path source;
  private Path dest;
  private Path home;

  @BeforeEach
  void folders() throws IOException {
    source = Files.createDirectory(temp.resolve("source"));
    dest = temp.resolve("dest");
    home = Files.createDirectories(temp.resolve("homes/me"));
  }

  private MirrorFolder open(String destination, Adoption adoption) throws IOException {
    return MirrorFolder.open(destination, adoption, List.of(home));
  }

  private TestRelease release(String... paths) throws Exception {
    for (String path : paths) {
      TestRelease.write(source, path, TestRelease.noise(path.hashCode(), 30_000));
    }
    return TestRelease.scan(source);
  }

  private void refused(String destination, String why) {
    var refused =
        assertThrows(
            DestinationRefusedException.class, () -> open(destination, Adoption.ALLOWED).close());
    assertTrue(refused.getMessage().contains(why), refused.getMessage());
  }

  @Test
  void allOfAMachineOrAPersonIsRefusedHoweverItIsSpelt() throws Exception {
    refused("/", "is the root of all folders");
    refused("/..", "is the root of all folders");
    refused("//", "is the root of all folders");
    refused("~", "write the folder out");
    refused("~/models", "write the folder out");
    refused(home.toString(), "is the home folder");
    refused(home + "/", "is the home folder");
    refused(home + "/x/..", "is the home folder");
    refused(temp.resolve("homes").toString(), "has the home folder in it");
    Path link = Files.createSymbolicLink(temp.resolve("link"), home);
    refused(link.toString(), "is the home folder");
    refused(link + "/../me", "is the home folder");
    open(home.resolve("models").toString(), Adoption.REFUSED).close();
    assertFalse(Files.exists(home.resolve("models")), "nothing was written");
  }

  @Test
  void aFolderWithFilesOfSomebodysIsTakenOverOnlyIfAsked() throws Exception {
    TestRelease release = release("a", "b");
    Files.createDirectories(dest.resolve("deep"));
    for (int i = 0; i < 7; i++) Files.writeString(dest.resolve("deep/own" + i), "mine");
    try (MirrorFolder folder = open(dest.toString(), Adoption.REFUSED)) {
      var refused =
          assertThrows(
              DestinationRefusedException.class,
              () -> folder.claim(CHANNEL, release.manifest(), NODE));
      assertTrue(
          refused
              .getMessage()
              .contains("deep/own0, deep/own1, deep/own2, deep/own3, deep/own4, and 2 more"),
          refused.getMessage());
    }
    try (MirrorFolder folder = open(dest.toString(), Adoption.ALLOWED)) {
      folder.claim(CHANNEL, release.manifest(), NODE);
    }
    try (MirrorFolder folder = open(dest.toString(), Adoption.REFUSED)) {
      folder.claim(CHANNEL, release.manifest(), NODE);
      assertEquals(Optional.of(NODE), folder.node());
    }
  }

  @Test
  void aReleaseComesBackWhoseNotesAreGone() throws Exception {
    TestRelease first = release("a");
    TestRelease second = release("b");
    try (MirrorFolder folder = open(dest.toString(), Adoption.REFUSED)) {
      folder.claim(CHANNEL, first.manifest(), NODE);
      EarlierReleases.forget(second.manifest(), dest.toString());
      folder.claim(CHANNEL, first.manifest(), NODE);
    }
  }

  @Test
  void whatGetPutThereIsNobodyElses() throws Exception {
    TestRelease release = release("a", "b");
    Feeding.fetch(release, dest.toString());
    try (MirrorFolder folder = open(dest.toString(), Adoption.REFUSED)) {
      folder.claim(CHANNEL, release("c").manifest(), NODE);
    }
  }

  @Test
  void ofASingleFileOnlyItsNameCounts() throws Exception {
    Files.createDirectory(dest);
    Files.writeString(dest.resolve("other"), "mine");
    Path file = TestRelease.write(source, "model", TestRelease.noise(1, 30_000));
    TestRelease release = TestRelease.scan(file);
    try (MirrorFolder folder = open(dest.resolve("model").toString(), Adoption.REFUSED)) {
      folder.claim(CHANNEL, release.manifest(), NODE);
    }
    Files.writeString(dest.resolve("taken"), "mine");
    try (MirrorFolder folder = open(dest.resolve("taken").toString(), Adoption.REFUSED)) {
      assertThrows(
          DestinationRefusedException.class, () -> folder.claim(CHANNEL, release.manifest(), NODE));
    }
  }

  private void mirrorFile(String channel, String name, int seed, String to) throws Exception {
    Path file = TestRelease.write(source, name, TestRelease.noise(seed, 30_000));
    TestRelease release = TestRelease.scan(file);
    try (MirrorFolder folder = open(to, Adoption.REFUSED)) {
      assertEquals(Optional.empty(), folder.finishSwap(NOW, Succession.Witness.NONE));
      folder.claim(new ChannelName(channel), release.manifest(), NODE);
      put(release, to, Succession.Witness.NONE);
      EarlierReleases.forget(release.manifest(), to);
    }
  }

  private Set<String> names() throws IOException {
    try (var entries = Files.list(dest)) {
      return entries.map(entry -> entry.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  @Test
  void mirrorsOfSingleFilesInOneFolderKeepTheirOwn() throws Exception {
    Files.createDirectory(dest);
    String into = dest + "/";
    mirrorFile("x", "first", 1, into);
    mirrorFile("y", "second", 2, into);
    mirrorFile("z", "third", 3, dest.resolve("renamed").toString());
    assertEquals(Set.of(".freshet", "first", "second", "renamed"), names());
    assertEquals(3, EarlierReleases.allNotes(dest).size());
    // Somebody's change is put right, not refused: it is still its mirror's.
    Files.writeString(dest.resolve("first"), "changed by hand");
    mirrorFile("x", "first", 1, into);
    // The same channel has another file now.
    mirrorFile("x", "newer", 4, into);
    assertEquals(Set.of(".freshet", "newer", "second", "renamed"), names());
    mirrorFile("z", "third", 5, dest.resolve("renamed").toString());
    mirrorFile("y", "second", 6, into);
    assertEquals(Set.of(".freshet", "newer", "second", "renamed"), names());
    assertEquals(3, EarlierReleases.allNotes(dest).size(), "each has the notes of its own");
    mirrorFile("z", "third", 8, dest.resolve("again").toString());
    assertEquals(4, EarlierReleases.allNotes(dest).size(), "and for each of its names");
    Files.delete(dest.resolve("again"));
    Feeding.fetch(TestRelease.scan(source.resolve("first")), into);
    mirrorFile("x", "newest", 7, into);
    assertEquals(Set.of(".freshet", "newest", "second", "renamed", "first"), names(), "from get");
  }

  @Test
  void twoMirrorsWithTheSameFileHaveTwoFiles() throws Exception {
    Files.createDirectory(dest);
    mirrorFile("x", "first", 1, dest + "/");
    mirrorFile("y", "second", 1, dest + "/");
    assertNotEquals(
        Files.getAttribute(dest.resolve("first"), "unix:ino"),
        Files.getAttribute(dest.resolve("second"), "unix:ino"));
  }

  @Test
  void whatAnotherMirrorHadBegunIsLeftToIt() throws Exception {
    Files.createDirectory(dest);
    String first = dest.resolve("first").toString();
    mirrorFile("x", "model", 1, first);
    Path notes = EarlierReleases.allNotes(dest).getFirst();
    // As it is left by who is killed in its swap.
    Files.write(notes.resolve("journal"), TestRelease.SWAPPING, StandardOpenOption.APPEND);
    Files.createDirectories(notes.resolve("staging"));
    Files.move(dest.resolve("first"), notes.resolve("staging/0"));
    mirrorFile("y", "other", 2, dest.resolve("second").toString());
    assertEquals(Set.of(".freshet", "second"), names());
    try (MirrorFolder folder = open(first, Adoption.REFUSED)) {
      assertTrue(folder.finishSwap(NOW, Succession.Witness.NONE).isPresent());
    }
    assertEquals(Set.of(".freshet", "first", "second"), names());
    assertEquals(-1, Files.mismatch(source.resolve("model"), dest.resolve("first")));
  }

  @Test
  void oneMirrorHasItForItself() throws Exception {
    Files.createDirectory(dest);
    TestRelease release = release("a");
    try (MirrorFolder folder = open(dest.toString(), Adoption.REFUSED)) {
      folder.claim(CHANNEL, release.manifest(), NODE);
      refused(dest.toString(), "mirrors a channel into this folder");
      var refused =
          assertThrows(
              DestinationRefusedException.class,
              () ->
                  DestinationOpening.of(release.manifest(), dest.toString(), new Watcher())
                      .open()
                      .close());
      assertTrue(refused.getMessage().contains("mirrors a channel"), refused.getMessage());
    }
    DestinationOpening.of(release.manifest(), dest.toString(), new Watcher()).open().close();
  }

  /// The first thing that goes takes its process along.
  private static final class Deadly implements Succession.Witness {
    @Override
    public void deleted(String path) {
      throw new IllegalStateException("killed when " + path + " had gone, as this test wants it");
    }

    @Override
    public void trashed(String path, String to) {}
  }

  private void put(TestRelease release, Succession.Witness witness) throws Exception {
    put(release, dest.toString(), witness);
  }

  private void put(TestRelease release, String to, Succession.Witness witness) throws Exception {
    Watcher watcher = new Watcher();
    var takeover = Takeover.of(release.manifest(), to, NOW, witness);
    try (Destination destination =
        DestinationOpening.of(release.manifest(), to, watcher).standing(takeover).open()) {
      Feeding.all(destination, release);
      if (witness instanceof Deadly) watcher.awaitFailure();
      else watcher.awaitComplete();
    }
  }

  @Test
  void whatAKilledProcessHadBegunIsFinishedWithoutAnybody() throws Exception {
    put(release("a", "b", "c", "d"), Succession.Witness.NONE);
    Files.delete(source.resolve("b"));
    Files.delete(source.resolve("c"));
    TestRelease second = release("a", "new/e");
    put(second, new Deadly());
    assertTrue(Files.exists(dest.resolve("new/e")) && Files.exists(dest.resolve("c")));
    try (MirrorFolder folder = open(dest.toString(), Adoption.REFUSED)) {
      var finished = folder.finishSwap(NOW, Succession.Witness.NONE);
      assertEquals(second.manifest().infoHash(), finished.orElseThrow().infoHash(), "the release");
      assertEquals(Optional.empty(), folder.finishSwap(NOW, Succession.Witness.NONE));
    }
    assertFalse(Files.exists(dest.resolve("b")) || Files.exists(dest.resolve("c")));
    assertEquals(1, EarlierReleases.allNotes(dest).size(), "the release before is forgotten");
  }

  /// As when a disk is unmounted, and the folder below it comes to light.
  @Test
  void aFolderIsNotMadeAgainOnAnotherDisk() throws Exception {
    var one = release("a");
    Path disk = Files.createDirectory(temp.resolve("disk"));
    Path mount = Files.createSymbolicLink(temp.resolve("mount"), disk);
    try (MirrorFolder folder = open(mount + "/dest/", Adoption.REFUSED)) {
      folder.claim(CHANNEL, one.manifest(), NODE);
      Files.delete(mount);
      Files.createSymbolicLink(mount, Path.of("/dev"));
      var refused =
          assertThrows(IOException.class, () -> folder.claim(CHANNEL, one.manifest(), NODE));
      assertEquals(
          mount.resolve("dest")
              + " cannot be used: the file system that it was on is not there any more; mount that"
              + " again, or stop this and start it anew; what has arrived is kept, and the same"
              + " command goes on from there",
          DiskFailure.of(refused, mount.resolve("dest")).sentence());
      Files.delete(mount);
      Files.createSymbolicLink(mount, disk);
      folder.claim(CHANNEL, one.manifest(), NODE);
    }
  }
}
