package io.freshet.content.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.Attributes;
import io.freshet.content.FileEntry;
import io.freshet.content.FileEntry.Kind;
import io.freshet.content.FolderEntry;
import io.freshet.content.Manifest;
import io.freshet.content.PieceLength;
import io.freshet.content.scan.ScanOptions.Keep;
import io.freshet.content.scan.Skipped.Reason;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a scan takes of a tree, what it leaves out, and what it calls that.
final class ScannerTest {
  @TempDir Path folder;
  private Tree tree;

  @BeforeEach
  void openTree() {
    tree = new Tree(folder);
  }

  @Test
  void filesAndLinksComeInTreeOrderWithTheirFingerprints() throws Exception {
    tree.file("r/b", 3).executable("r/a/x", 5).file("r/a-b", 4).link("r/a/l", "../b");
    ScanResult result = scan(ScanOptions.PLAIN);
    Manifest manifest = result.manifest();
    assertEquals(List.of("a/l", "a/x", "a-b", "b"), paths(manifest));
    assertEquals("r", manifest.name());
    assertEquals(12, manifest.totalBytes());
    assertEquals(PieceLength.AUTO_MIN, manifest.pieceLength());
    assertFalse(manifest.keepsAttributes());
    assertEquals(List.of(), manifest.folders());
    FileEntry link = manifest.file(0);
    assertEquals(Kind.LINK, link.kind());
    assertEquals("../b", link.linkTarget());
    assertTrue(manifest.file(1).executable());
    assertFalse(manifest.file(3).executable());
    assertEquals(List.of(), result.skipped());
    assertEquals(4, result.fingerprints().count());
    for (int file = 0; file < 4; file++) {
      Path place = folder.resolve("r").resolve(manifest.path(file));
      assertEquals(Fingerprints.at(place), result.fingerprints().of(file));
    }
  }

  @Test
  void equalContentHasOneNameWhereverItLiesAndWhenever() throws Exception {
    tree.file("1/r/a", 100_000).file("1/r/b/c", 5);
    tree.file("2/r/b/c", 5).file("2/r/a", 100_000).mtime("2/r/a", Instant.EPOCH);
    Manifest one = Scanner.scan(folder.resolve("1/r"), ScanOptions.PLAIN).manifest();
    Manifest two = Scanner.scan(folder.resolve("2/r"), ScanOptions.PLAIN).manifest();
    assertEquals(one.infoHash(), two.infoHash());
    ScanOptions keeping = ScanOptions.PLAIN.keeping(Keep.ATTRIBUTES);
    assertNotEquals(
        Scanner.scan(folder.resolve("1/r"), keeping).manifest().infoHash(),
        Scanner.scan(folder.resolve("2/r"), keeping).manifest().infoHash());
  }

  @Test
  void modesAndTimesAreKeptOfFilesLinksAndFolders() throws Exception {
    var time = Instant.ofEpochSecond(1_234_567_890, 987_654_321);
    var early = Instant.ofEpochSecond(-86_400, 1);
    tree.file("r/f/a", 5).mode("r/f/a", "rw-r-----").mtime("r/f/a", time);
    tree.link("r/l", "f/a").folder("r/e").mode("r/f", "rwx------");
    // The JDK reads times before 1970 and cannot set them.
    run("touch", "-d", early.toString(), folder.resolve("r/f").toString());
    Manifest manifest = scan(ScanOptions.PLAIN.keeping(Keep.ATTRIBUTES)).manifest();
    assertTrue(manifest.keepsAttributes());
    assertEquals(
        new Attributes.Kept(0640, time, Attributes.Owner.UNKNOWN), manifest.file(0).attributes());
    assertInstanceOf(Attributes.Kept.class, manifest.file(1).attributes());
    assertEquals(
        List.of("", "e", "f"), manifest.folders().stream().map(FolderEntry::path).toList());
    assertEquals(
        new Attributes.Kept(0700, early, Attributes.Owner.UNKNOWN),
        manifest.folders().get(2).attributes());
  }

  @Test
  void ownersAreKeptWhereAsked() throws Exception {
    tree.file("r/a", 5);
    Manifest manifest = scan(ScanOptions.PLAIN.keeping(Keep.ATTRIBUTES_AND_OWNERS)).manifest();
    var kept = assertInstanceOf(Attributes.Kept.class, manifest.file(0).attributes());
    var owner = assertInstanceOf(Attributes.Owner.Known.class, kept.owner());
    int uid = (int) Files.getAttribute(folder.resolve("r/a"), "unix:uid");
    assertEquals(uid, owner.uid());
    assertEquals(Files.getOwner(folder.resolve("r/a")).getName(), owner.user());
  }

  @Test
  void emptyFoldersAreListed() throws Exception {
    tree.file("r/a", 1).folder("r/e/f").folder("r/g");
    Manifest manifest = scan(ScanOptions.PLAIN).manifest();
    assertEquals(List.of("e/f", "g"), manifest.folders().stream().map(FolderEntry::path).toList());
    assertEquals(Attributes.NONE, manifest.folders().getFirst().attributes());
  }

  @Test
  void anEmptyFolderIsARelease() throws Exception {
    tree.folder("r");
    Manifest manifest = scan(ScanOptions.PLAIN).manifest();
    assertEquals(0, manifest.fileCount());
    assertFalse(manifest.isSingleFile());
  }

  @Test
  void aFolderOfOneFileOfItsNameIsStillAFolder() throws Exception {
    tree.file("r/r", 5);
    assertFalse(scan(ScanOptions.PLAIN).manifest().isSingleFile());
    assertFalse(scan(ScanOptions.PLAIN.keeping(Keep.ATTRIBUTES)).manifest().isSingleFile());
    Path file = folder.resolve("r/r");
    assertTrue(Scanner.scan(file, ScanOptions.PLAIN).manifest().isSingleFile());
    ScanOptions keeping = ScanOptions.PLAIN.keeping(Keep.ATTRIBUTES);
    assertTrue(Scanner.scan(file, keeping).manifest().isSingleFile());
  }

  @Test
  void ourOwnFolderIsNoPartOfARelease() throws Exception {
    tree.file("r/a", 1).file("r/.freshet/journal", 5).file("r/d/.freshet/kept", 5);
    ScanResult result = scan(ScanOptions.PLAIN);
    assertEquals(List.of("a", "d/.freshet/kept"), paths(result.manifest()));
    assertEquals(List.of(), result.skipped());
  }

  @Test
  void whatIsNeitherFileNorLinkIsSkippedAndNamed() throws Exception {
    tree.file("r/a", 1);
    run("mkfifo", folder.resolve("r/pipe").toString());
    try (var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(folder.resolve("r/socket")));
      ScanResult result = scan(ScanOptions.PLAIN);
      assertEquals(List.of("a"), paths(result.manifest()));
      assertEquals(
          List.of(new Skipped("pipe", Reason.PIPE), new Skipped("socket", Reason.SOCKET)),
          result.skipped());
      assertEquals(List.of(), result.changed());
    }
  }

  @Test
  void namesThatAreNotUtf8AreSkippedAndOthersWithTheReplacementCharacterAreNot() throws Exception {
    tree.file("r/\ufffd", 1);
    run("sh", "-c", "cd \"$0\" && : > \"$(printf 'bad\\377')\"", folder.resolve("r").toString());
    run("sh", "-c", "ln -s \"$(printf 'to\\377')\" \"$0\"/link", folder.resolve("r").toString());
    ScanResult result = scan(ScanOptions.PLAIN);
    assertEquals(List.of("\ufffd"), paths(result.manifest()));
    assertEquals(
        List.of(new Skipped("bad\ufffd", Reason.NOT_UTF8), new Skipped("link", Reason.NOT_UTF8)),
        result.skipped());
  }

  @Test
  void whatLiesTooDeepIsSkippedAndNamed() throws Exception {
    String deepest = "r" + "/d".repeat(89);
    tree.file(deepest + "/taken", 1).file(deepest + "/e/not-taken", 1);
    ScanResult result = scan(ScanOptions.PLAIN);
    assertEquals(1, result.manifest().fileCount());
    String tooDeep = (deepest + "/e/not-taken").substring("r/".length());
    assertEquals(List.of(new Skipped(tooDeep, Reason.TOO_DEEP)), result.skipped());
  }

  @Test
  void aRootThatIsALinkIsFollowedAndGivesTheName() throws Exception {
    tree.file("real/a", 1).link("r", "real");
    Manifest manifest = scan(ScanOptions.PLAIN).manifest();
    assertEquals("r", manifest.name());
    assertEquals(List.of("a"), paths(manifest));
  }

  @Test
  void theNameIsTheFoldersHoweverItIsGiven() throws Exception {
    tree.file("r/a", 1).folder("r/d");
    assertEquals("r", nameOf(folder.resolve("r/.")));
    assertEquals("r", nameOf(folder.resolve("r/d/..")));
    assertEquals(
        "x", Scanner.scan(folder.resolve("r"), ScanOptions.PLAIN.named("x")).manifest().name());
    assertThrows(IllegalArgumentException.class, () -> ScanOptions.PLAIN.named("../x"));
  }

  @Test
  void aRootThatIsNotThereIsAnException() {
    assertThrows(NoSuchFileException.class, () -> scan(ScanOptions.PLAIN));
  }

  @Test
  void linksAreNotFollowed() throws Exception {
    tree.file("elsewhere/secret", 5).link("r/out", "../elsewhere").link("r/self", "self");
    Manifest manifest = scan(ScanOptions.PLAIN).manifest();
    assertEquals(List.of("out", "self"), paths(manifest));
    assertEquals(0, manifest.totalBytes());
  }

  private ScanResult scan(ScanOptions options) throws IOException, InterruptedException {
    return Scanner.scan(folder.resolve("r"), options);
  }

  private static String nameOf(Path root) throws IOException, InterruptedException {
    return Scanner.scan(root, ScanOptions.PLAIN).manifest().name();
  }

  private static List<String> paths(Manifest manifest) {
    return IntStream.range(0, manifest.fileCount()).mapToObj(manifest::path).toList();
  }

  private static void run(String... command) throws IOException, InterruptedException {
    assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
  }
}
