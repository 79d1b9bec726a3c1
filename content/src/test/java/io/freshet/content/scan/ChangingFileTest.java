package io.freshet.content.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.Manifest;
import io.freshet.content.scan.ScanOptions.Keep;
import io.freshet.content.scan.Skipped.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that change while they are scanned: progress is reported while a large file is read, and
/// there the test interferes.
final class ChangingFileTest {
  /// Three portions, so that progress is reported before the file has been read.
  private static final int LARGE = 40 << 20;

  @TempDir Path folder;
  private Tree tree;

  @BeforeEach
  void makeFiles() {
    tree = new Tree(folder);
    tree.file("r/large", new byte[LARGE]).file("r/small", 5);
  }

  @Test
  void aFileThatChangedOnceIsReadAgain() throws Exception {
    ScanResult result = scan(1, this::append);
    assertEquals(List.of(), result.skipped());
    assertEquals(LARGE + 1 + 5, result.manifest().totalBytes());
    Manifest again = Scanner.scan(folder.resolve("r"), ScanOptions.PLAIN).manifest();
    assertEquals(again.infoHash(), result.manifest().infoHash());
  }

  @Test
  void aFileThatKeepsChangingIsNamedAndLeftOut() throws Exception {
    ScanResult result = scan(Integer.MAX_VALUE, this::append);
    assertEquals(List.of(new Skipped("large", Reason.CHANGED)), result.skipped());
    assertEquals(result.skipped(), result.changed());
    assertEquals("small", result.manifest().path(0));
    assertEquals(1, result.manifest().fileCount());
    assertEquals(1, result.fingerprints().count());
  }

  @Test
  void whatKeepsChangingIsUnsettledAndWhatIsGoneIsGone() throws Exception {
    ScanResult changing = scan("r", Keep.ATTRIBUTES, Integer.MAX_VALUE, this::append);
    assertEquals(List.of("large"), changing.manifest().unsettled());
    ScanResult plain = scan("r", Keep.NOTHING, Integer.MAX_VALUE, this::append);
    assertEquals(List.of(), plain.manifest().unsettled());
    ScanResult gone = scan("r", Keep.ATTRIBUTES, 1, () -> Files.delete(large()));
    assertEquals(List.of(), gone.manifest().unsettled());
  }

  @Test
  void aFileThatShrinksIsNoticed() throws Exception {
    ScanResult result = scan(1, () -> Files.write(large(), new byte[100]));
    assertEquals(List.of(), result.skipped());
    assertEquals(105, result.manifest().totalBytes());
  }

  @Test
  void aFileThatIsRewrittenWithTheSameSizeAndTimeIsNoticed() throws Exception {
    var mtime = Files.getLastModifiedTime(large());
    byte[] other = new byte[LARGE];
    other[LARGE - 1] = 1;
    ScanResult result =
        scan(
            1,
            () -> {
              Files.write(large(), other);
              Files.setLastModifiedTime(large(), mtime);
            });
    Manifest again = Scanner.scan(folder.resolve("r"), ScanOptions.PLAIN).manifest();
    assertEquals(again.infoHash(), result.manifest().infoHash());
  }

  @Test
  void aFileThatIsReplacedIsNoticed() throws Exception {
    tree.file("other", LARGE);
    ScanResult result =
        scan(
            1,
            () ->
                Files.move(folder.resolve("other"), large(), StandardCopyOption.REPLACE_EXISTING));
    Manifest again = Scanner.scan(folder.resolve("r"), ScanOptions.PLAIN).manifest();
    assertEquals(again.infoHash(), result.manifest().infoHash());
  }

  @Test
  void aFileThatVanishesIsNamed() throws Exception {
    ScanResult result = scan(1, () -> Files.delete(large()));
    assertEquals(List.of(new Skipped("large", Reason.VANISHED)), result.skipped());
  }

  @Test
  void aFileThatBecomesALinkIsNotFollowed() throws Exception {
    ScanResult result =
        scan(
            1,
            () -> {
              Files.delete(large());
              Files.createSymbolicLink(large(), Path.of("small"));
            });
    assertEquals(List.of(new Skipped("large", Reason.CHANGED)), result.skipped());
  }

  @Test
  void aReleaseOfOneFileThatKeepsChangingIsAnError() {
    var error =
        assertThrows(
            IOException.class,
            () -> scan("r/large", Keep.NOTHING, Integer.MAX_VALUE, this::append));
    assertTrue(String.valueOf(error.getMessage()).endsWith("large: it changed while it was read"));
  }

  private Path large() {
    return folder.resolve("r/large");
  }

  private void append() throws IOException {
    Files.write(large(), new byte[1], java.nio.file.StandardOpenOption.APPEND);
  }

  private interface Interference {
    void act() throws IOException;
  }

  private ScanResult scan(int times, Interference interference)
      throws IOException, InterruptedException {
    return scan("r", Keep.NOTHING, times, interference);
  }

  /// Scans, interfering when the first bytes have been hashed: in the first rounds of reading, up
  /// to `times`.
  private ScanResult scan(String path, Keep keep, int times, Interference interference)
      throws IOException, InterruptedException {
    var reports = new AtomicInteger();
    ScanProgress progress =
        (hashed, total) -> {
          if (reports.getAndIncrement() >= times) return;
          try {
            interference.act();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    return Scanner.scan(
        folder.resolve(path), ScanOptions.PLAIN.keeping(keep).reportingTo(progress));
  }
}
