package io.freshet.node.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.InfoHash;
import io.freshet.content.Manifest;
import io.freshet.content.PieceLength;
import io.freshet.content.scan.ScanOptions;
import io.freshet.content.scan.ScanResult;
import io.freshet.node.Patience;
import io.freshet.node.folder.WatchedFolder.Deletions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real folder that is watched, and what is published of it.
final class WatchedFolderTest {
  private final BlockingQueue<ScanResult> releases = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> notes = new LinkedBlockingQueue<>();
  private final AtomicLong bytesRead = new AtomicLong();
  private final AtomicLong looks = new AtomicLong();
  private volatile boolean taking = true;
  @TempDir Path folder;
  private Path root;
  private Path data;
  private @Nullable Thread running;

  @BeforeEach
  void fourFiles() throws IOException {
    root = folder.resolve("r");
    Files.createDirectories(root.resolve("d"));
    data = Files.createDirectories(folder.resolve("data"));
    for (String name : List.of("a", "b", "d/c", "d/e")) write(name, "content of " + name);
  }

  @AfterEach
  void stop() throws InterruptedException {
    Thread thread = running;
    if (thread == null) return;
    thread.interrupt();
    thread.join();
  }

  private void start(Deletions deletions) throws IOException {
    FolderMemory memory = FolderMemory.open(data);
    ScanOptions options =
        ScanOptions.PLAIN
            .keeping(ScanOptions.Keep.ATTRIBUTES)
            .reportingTo((hashed, _) -> bytesRead.addAndGet(hashed));
    running =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    WatchedFolder.run(root, options, memory, deletions, new Taken());
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                });
  }

  private final class Taken implements WatchedFolder.Outlet {
    @Override
    public boolean publish(ScanResult scanned) {
      if (taking) releases.add(scanned);
      return taking;
    }

    @Override
    public void announce() {}

    @Override
    public void note(String line) {
      notes.add(line);
    }

    @Override
    public boolean goesOn() {
      looks.incrementAndGet();
      return true;
    }
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(root.resolve(name), text);
  }

  private Manifest next() throws InterruptedException {
    ScanResult release = releases.poll(Patience.SECONDS, TimeUnit.SECONDS);
    assertNotNull(release, "no release");
    return release.manifest();
  }

  private String nextNote() throws InterruptedException {
    String note = notes.poll(Patience.SECONDS, TimeUnit.SECONDS);
    assertNotNull(note, "no note");
    return note;
  }

  /// A machine that stops for half a second in the middle of a change has releases in between.
  private Manifest until(Predicate<Manifest> wanted) throws InterruptedException {
    Manifest release = next();
    while (!wanted.test(release)) release = next();
    return release;
  }

  private String untilNote(String part) throws InterruptedException {
    String note = nextNote();
    while (!note.contains(part)) note = nextNote();
    return note;
  }

  private static List<String> paths(Manifest manifest) {
    return IntStream.range(0, manifest.fileCount()).mapToObj(manifest::path).toList();
  }

  private static Predicate<Manifest> has(String path, int bytes) {
    return manifest ->
        manifest.indexOf(path) >= 0 && manifest.length(manifest.indexOf(path)) == bytes;
  }

  @Test
  void whatIsThereIsPublishedAndThenEachChange() throws Exception {
    start(Deletions.GUARDED);
    assertEquals(List.of("a", "b", "d/c", "d/e"), paths(next()));
    Files.delete(root.resolve("a"));
    assertEquals(List.of("b", "d/c", "d/e"), paths(next()));
    Files.createDirectories(root.resolve("n/ew"));
    write("n/ew/f", "1");
    var _ = until(has("n/ew/f", 1));
    Files.move(root.resolve("d"), root.resolve("x"));
    assertEquals(List.of("b", "n/ew/f", "x/c", "x/e"), paths(next()));
    assertEquals(List.of(), List.copyOf(notes));
  }

  @Test
  void whatChangedBackIsNoRelease() throws Exception {
    start(Deletions.GUARDED);
    var hashes = new ArrayList<InfoHash>();
    hashes.add(next().infoHash());
    long read = bytesRead.get();
    FileTime mtime = Files.getLastModifiedTime(root.resolve("a"));
    write("a", "content of a");
    Files.setLastModifiedTime(root.resolve("a"), mtime);
    Patience.until(() -> bytesRead.get() > read, () -> "nobody read it again");
    long seen = looks.get();
    Patience.until(() -> looks.get() > seen + 1, () -> "it stands still");
    write("b", "other");
    var _ =
        until(
            release -> {
              hashes.add(release.infoHash());
              return has("b", 5).test(release);
            });
    for (int i = 1; i < hashes.size(); i++) assertNotEquals(hashes.get(i - 1), hashes.get(i));
  }

  @Test
  void anEmptiedFolderIsNotPublishedAndRecoversByItself() throws Exception {
    start(Deletions.GUARDED);
    var _ = next();
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    for (String name : List.of("a", "b", "d")) {
      Files.move(root.resolve(name), elsewhere.resolve(name));
    }
    String note = untilNote("it is empty");
    assertTrue(note.contains("--allow-mass-delete"), note);
    for (String name : List.of("a", "b", "d")) {
      Files.move(elsewhere.resolve(name), root.resolve(name));
    }
    write("new", "1");
    var _ = untilNote("all is well again");
    assertEquals(List.of("a", "b", "d/c", "d/e", "new"), paths(until(has("new", 1))));
  }

  @Test
  void whatIsMeantIsPublished() throws Exception {
    start(Deletions.ALLOWED);
    var _ = next();
    for (String name : List.of("a", "b", "d/c", "d/e")) Files.delete(root.resolve(name));
    assertEquals(List.of(), paths(until(release -> release.fileCount() == 0)));
    assertEquals(List.of(), List.copyOf(notes));
  }

  @Test
  void theLastReleaseIsRememberedByTheNextRun() throws Exception {
    start(Deletions.GUARDED);
    var first = next().infoHash();
    Patience.until(() -> looks.get() > 0, () -> "it stands still");
    stop();
    bytesRead.set(0);
    start(Deletions.GUARDED);
    // A new run publishes what it finds: its tracker knows whether that is new.
    assertEquals(first, next().infoHash());
    assertEquals(0, bytesRead.get());
    long seen = looks.get();
    Patience.until(() -> looks.get() > seen, () -> "it stands still");
    stop();
    for (String name : List.of("a", "b", "d/c")) Files.delete(root.resolve(name));
    start(Deletions.GUARDED);
    assertTrue(nextNote().contains("3 of the last release's 4 files are gone"));
    assertTrue(releases.isEmpty());
  }

  @Test
  void aRootThatIsMissingIsWaitedFor() throws Exception {
    start(Deletions.GUARDED);
    var _ = next();
    Files.move(root, folder.resolve("away"));
    var _ = untilNote("is missing: not published");
    Files.move(folder.resolve("away"), root);
    var _ = untilNote("all is well again");
    write("new", "1");
    var _ = until(has("new", 1));
  }

  @Test
  void whatWasNotTakenIsOfferedAgain() throws Exception {
    taking = false;
    start(Deletions.GUARDED);
    Patience.until(() -> looks.get() > 0, () -> "it stands still");
    taking = true;
    assertEquals(4, next().fileCount());
  }

  @Test
  void whatIsSkippedIsNamedOnce() throws Exception {
    Files.write(root.resolve("d/.freshetignore"), new byte[] {(byte) 0xff});
    start(Deletions.GUARDED);
    assertEquals(List.of("d"), next().unsettled());
    assertTrue(nextNote().startsWith("skipped d: its .freshetignore cannot be read"));
    write("a", "other");
    var _ = until(has("a", 5));
    assertEquals(List.of(), List.copyOf(notes));
  }

  @Test
  void oneFileIsWatchedToo() throws Exception {
    root = root.resolve("a");
    start(Deletions.GUARDED);
    Manifest first = next();
    assertTrue(first.isSingleFile());
    Path other = Files.writeString(folder.resolve("other"), "another one");
    // As editors write.
    Files.move(other, root, StandardCopyOption.REPLACE_EXISTING);
    assertEquals(11, next().totalBytes());
  }

  /// A channel takes no other: the folder would never be published again.
  @Test
  void theFirstPieceLengthIsKept() throws Exception {
    start(Deletions.GUARDED);
    int first = next().pieceLength();
    long large = (512L << 20) + 1;
    assertNotEquals(first, PieceLength.forTotal(large));
    try (FileChannel hole =
        FileChannel.open(
            root.resolve("hole"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      hole.write(ByteBuffer.wrap(new byte[1]), large - 1);
    }
    assertEquals(first, next().pieceLength());
  }
}
