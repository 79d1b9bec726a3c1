package io.freshet.content.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.freshet.content.InfoHash;
import io.freshet.content.scan.ScanOptions.Keep;
import io.freshet.content.scan.Skipped.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a second scan of a tree reads, and that it says what a first one would say.
final class RescanTest {
  private static final int KIB = 1 << 10;

  @TempDir Path folder;
  private Tree tree;
  private EarlierScan earlier;
  private long bytesRead;

  @BeforeEach
  void scanOnce() throws Exception {
    tree = new Tree(folder);
    tree.file("r/a", 700 * KIB).file("r/b", 3).file("r/d/c", 600 * KIB).file("r/d/e/f", 5);
    tree.file("r/empty", 0).link("r/l", "a");
    earlier = scan(Repetition.NONE).forTheNext();
    assertEquals(1300 * KIB + 8, bytesRead);
  }

  @Test
  void whatDidNotChangeIsNotRead() throws Exception {
    assertEquals(earlier.manifest().infoHash(), again());
    assertEquals(0, bytesRead);
  }

  @Test
  void onlyWhatChangedIsRead() throws Exception {
    Files.write(place("b"), new byte[1], StandardOpenOption.APPEND);
    tree.file("r/d/new", 7);
    Files.delete(place("d/e/f"));
    agrees();
    assertEquals(4 + 7, bytesRead);
  }

  @Test
  void aMovedFolderIsNotRead() throws Exception {
    Files.move(place("d"), place("x"));
    Files.move(place("x/e"), place("y"));
    agrees();
    assertEquals(0, bytesRead);
  }

  @Test
  void aRenamedFileIsNotRead() throws Exception {
    Files.move(place("a"), place("d/z"));
    agrees();
    assertEquals(0, bytesRead);
  }

  @Test
  void swappedNamesAreNotRead() throws Exception {
    Files.move(place("a"), place("x"));
    Files.move(place("d/c"), place("a"));
    Files.move(place("x"), place("d/c"));
    agrees();
    assertEquals(0, bytesRead);
    // The files themselves are what moved, so the next scan knows them where they are now.
    earlier = scan(Repetition.NONE.after(Optional.of(earlier))).forTheNext();
    agrees();
  }

  @Test
  void bytesThatWereOverwrittenUnderTheOldTimeAreRead() throws Exception {
    var mtime = Files.getLastModifiedTime(place("b"));
    Files.write(place("b"), new byte[] {9, 9, 9});
    Files.setLastModifiedTime(place("b"), mtime);
    InfoHash before = earlier.manifest().infoHash();
    assertNotEquals(before, again());
    agrees();
    assertEquals(3, bytesRead);
  }

  @Test
  void aCopyWithTheSameTimeIsReadForItIsAnotherFile() throws Exception {
    var mtime = Files.getLastModifiedTime(place("b"));
    Files.delete(place("b"));
    tree.file("r/b2", new byte[] {9, 9, 9});
    Files.setLastModifiedTime(place("b2"), mtime);
    agrees();
    assertEquals(3, bytesRead);
  }

  /// As when a build deletes its results and makes others, of one size and all of one mtime.
  @Test
  void aNewFileWithTheInodeOfADeletedOneIsRead() throws Exception {
    tree.file("r/late", new byte[] {9, 9, 9});
    Stat late = Stat.of(place("late"));
    int b = earlier.manifest().indexOf("b");
    List<long[]> columns = earlier.fingerprints().columns();
    long[] looks = {
      3,
      late.fingerprint().mtimeNanos(),
      late.fingerprint().ctimeNanos() - 1,
      late.fingerprint().inode(),
      late.device(),
      late.bornNanos() - 1
    };
    for (int column = 0; column < looks.length; column++) columns.get(column)[b] = looks[column];
    Files.delete(place("b"));
    agrees();
    assertEquals(3, bytesRead);
    // Born at the same time it is the same file.
    columns.getLast()[b]++;
    again();
    assertEquals(0, bytesRead);
  }

  @Test
  void aHardLinkIsReadForNobodyKnowsWhatItsCtimeMeans() throws Exception {
    Files.createLink(place("hard"), place("b"));
    agrees();
    assertEquals(3 + 3, bytesRead);
  }

  @Test
  void anotherPieceLengthNeedsOtherHashes() throws Exception {
    ScanResult result =
        scan(
            options(Repetition.NONE.after(Optional.of(earlier)))
                .withPieceLength(2 * earlier.manifest().pieceLength()));
    assertEquals(1300 * KIB + 8, bytesRead);
    assertEquals(2 * earlier.manifest().pieceLength(), result.manifest().pieceLength());
  }

  @Test
  void whatIsStillBeingWrittenIsUnsettledUnlessItIsKnown() throws Exception {
    tree.file("r/b", 4);
    var repetition =
        Repetition.NONE
            .after(Optional.of(earlier))
            .leavingOutWhatChangedWithin(Duration.ofHours(1));
    ScanResult result = scan(repetition);
    assertEquals(List.of(new Skipped("b", Reason.STILL_WRITTEN)), result.skipped());
    assertEquals(List.of("b"), result.manifest().unsettled());
    assertEquals(0, bytesRead);
    // `a` was written within the hour, too, but has been read since.
    assertNotEquals(-1, result.manifest().indexOf("a"));
  }

  @Test
  void eachFolderIsVisitedBeforeItIsListed() throws Exception {
    var visited = new ArrayList<Path>();
    var repetition =
        Repetition.NONE.visiting(
            (place, inode) -> {
              visited.add(place);
              tree.file(folder.relativize(place) + "/made", 1);
              assertEquals(inodeOf(place), inode);
            });
    var manifest = scan(repetition).manifest();
    assertEquals(List.of(folder.resolve("r"), place("d"), place("d/e")), visited);
    for (String made : List.of("made", "d/made", "d/e/made")) {
      assertNotEquals(-1, manifest.indexOf(made));
    }
  }

  @Test
  void itIsKeptInAFile() throws Exception {
    Path file = folder.resolve("scan");
    assertEquals(Optional.empty(), EarlierScanFile.read(file));
    EarlierScanFile.write(file, earlier);
    earlier = EarlierScanFile.read(file).orElseThrow();
    assertEquals(earlier.manifest().infoHash(), again());
    assertEquals(0, bytesRead);
    tree.file("r/b", 4);
    EarlierScanFile.write(file, scan(Repetition.NONE).forTheNext());
    earlier = EarlierScanFile.read(file).orElseThrow();
    agrees();
    assertEquals(0, bytesRead);
  }

  @Test
  void aFileThatIsDamagedTornOrOfAnotherVersionIsNotBelieved() throws Exception {
    Path file = folder.resolve("scan");
    EarlierScanFile.write(file, earlier);
    byte[] whole = Files.readAllBytes(file);
    for (int at = 0; at < whole.length; at += 3) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 1;
      Files.write(file, damaged);
      assertEquals(Optional.empty(), EarlierScanFile.read(file), "byte " + at);
    }
    for (int length = 0; length < whole.length; length += 13) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertEquals(Optional.empty(), EarlierScanFile.read(file), "the first " + length);
    }
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    assertEquals(Optional.empty(), EarlierScanFile.read(file));
  }

  /// A scan that knows the earlier one says what one says that knows nothing; how much it read is
  /// left in `bytesRead`.
  private void agrees() throws Exception {
    InfoHash fresh = scan(Repetition.NONE).manifest().infoHash();
    assertEquals(fresh, again());
  }

  private InfoHash again() throws Exception {
    return scan(Repetition.NONE.after(Optional.of(earlier))).manifest().infoHash();
  }

  private ScanResult scan(Repetition repetition) throws IOException, InterruptedException {
    return scan(options(repetition));
  }

  private ScanResult scan(ScanOptions options) throws IOException, InterruptedException {
    var total = new AtomicLong();
    ScanResult result =
        Scanner.scan(folder.resolve("r"), options.reportingTo((_, bytes) -> total.set(bytes)));
    bytesRead = total.get();
    return result;
  }

  private static ScanOptions options(Repetition repetition) {
    return ScanOptions.PLAIN.keeping(Keep.ATTRIBUTES).repeating(repetition);
  }

  private Path place(String path) {
    return folder.resolve("r").resolve(path);
  }

  private static long inodeOf(Path place) {
    try {
      return Fingerprints.at(place).inode();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
