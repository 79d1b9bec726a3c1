package io.freshet.node.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.Manifest;
import io.freshet.engine.durability.Limits;
import io.freshet.engine.durability.ReleaseShape;
import io.freshet.engine.durability.Reopening;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A process that fetches is killed (SIGKILL) at any moment: what it held is held again, and
/// nothing else.
final class CrashTest {
  private static final int PIECE = TestRelease.PIECE;

  @TempDir Path temp;
  private Path source;
  private Path dest;
  private TestRelease release;
  private Manifest manifest;

  @BeforeEach
  void scan() throws Exception {
    source = Files.createDirectory(temp.resolve("source"));
    dest = temp.resolve("dest");
    TestRelease.write(source, "large", TestRelease.noise(1, 1500 * PIECE + 1));
    for (int i = 0; i < 100; i++) {
      TestRelease.write(source, "small/" + i, TestRelease.noise(i % 90, 100 * i));
    }
    release = TestRelease.scan(source);
    manifest = release.manifest();
  }

  private record Said(BitSet held, BitSet settled) {}

  /// Runs a victim until it has said so many lines, then kills it.
  private Said runAndKill(long seed, int lines) throws Exception {
    Path file = CrashVictim.writeManifest(temp, manifest);
    Process victim = CrashVictim.start(file, source, dest, seed);
    Said said = new Said(new BitSet(), new BitSet());
    try (var out = victim.inputReader()) {
      for (int i = 0; i < lines; i++) {
        String line = out.readLine();
        if (line == null || line.equals("complete")) break;
        int number = Integer.parseInt(line.substring(line.indexOf(' ') + 1));
        if (line.startsWith("held")) said.held.set(number);
        else said.settled.set(number);
      }
      victim.destroyForcibly().waitFor();
    }
    return said;
  }

  private Destination open(Watcher watcher, AtomicLong hashed) throws Exception {
    return DestinationOpening.of(manifest, dest.toString(), watcher)
        .reportingTo(hashed::addAndGet)
        .open();
  }

  private void checkEverythingHeld(Destination destination) throws IOException {
    for (int piece = 0; piece < manifest.pieces().count(); piece++) {
      if (!destination.holds(piece)) continue;
      try (var reading = destination.read(piece).orElseThrow()) {
        ByteBuffer bytes = ByteBuffer.allocate(reading.remaining());
        while (reading.remaining() > 0) reading.fill(bytes);
        assertArrayEquals(release.piece(piece), bytes.array(), "piece " + piece);
      }
    }
  }

  private void finish(Destination destination, Watcher watcher) throws Exception {
    Feeding.all(destination, release);
    watcher.awaitComplete();
  }

  private void checkCopy() throws Exception {
    assertTrue(Verification.of(manifest, dest, Selection.all(manifest), bytes -> {}).isClean());
  }

  @ParameterizedTest(name = "-Dseed={0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void killedAnywhere(long seed) throws Exception {
    int lines = (int) (seed * 270 - 200);
    Said said = runAndKill(seed, lines);
    Watcher watcher = new Watcher();
    try (Destination destination = open(watcher, new AtomicLong())) {
      long forgotten = 0;
      for (int piece = said.held.nextSetBit(0);
          piece >= 0;
          piece = said.held.nextSetBit(piece + 1)) {
        if (!destination.holds(piece)) forgotten += manifest.pieces().length(piece);
      }
      assertTrue(forgotten <= Limits.STANDARD.hintBytes(), forgotten + " bytes were forgotten");
      checkEverythingHeld(destination);
      finish(destination, watcher);
    }
    checkCopy();
  }

  @Test
  void aSecondProcessIsRefusedAndToldWhoIsThere() throws Exception {
    Path file = CrashVictim.writeManifest(temp, manifest);
    Process first = CrashVictim.start(file, source, dest, 11);
    try (var out = first.inputReader()) {
      assertTrue(String.valueOf(out.readLine()).startsWith("held"));
      assertEquals(
          0, new ProcessBuilder("kill", "-STOP", Long.toString(first.pid())).start().waitFor());
      var refused =
          assertThrows(
              DestinationRefusedException.class, () -> open(new Watcher(), new AtomicLong()));
      assertTrue(
          refused.getMessage().contains("(process " + first.pid() + ")"), refused.getMessage());
    } finally {
      first.destroyForcibly().waitFor();
    }
    open(new Watcher(), new AtomicLong()).close();
  }

  @Test
  void killedAgainAndAgain() throws Exception {
    for (int round = 1; round <= 4; round++) runAndKill(round, 350);
    Watcher watcher = new Watcher();
    try (Destination destination = open(watcher, new AtomicLong())) {
      assertTrue(destination.bytesToFetch() < manifest.totalBytes() - Limits.STANDARD.hintBytes());
      checkEverythingHeld(destination);
      finish(destination, watcher);
    }
    checkCopy();
  }

  @Test
  void killedAfterTheEndNothingIsHashedAgain() throws Exception {
    runAndKill(7, Integer.MAX_VALUE);
    AtomicLong hashed = new AtomicLong();
    Watcher watcher = new Watcher();
    try (Destination destination = open(watcher, hashed)) {
      assertEquals(0, destination.bytesToFetch());
      watcher.awaitComplete();
    }
    assertEquals(0, hashed.get());
    checkCopy();
  }

  /// Stops in the middle in good order, so that everything held is in the journal.
  private void fetchHalf() throws Exception {
    try (Destination destination = open(new Watcher(), new AtomicLong())) {
      for (int piece = 0; piece < 700; piece++) {
        Feeding.piece(destination, piece, release.piece(piece));
      }
    }
  }

  private Path notes() {
    return dest.resolve(".freshet").resolve(manifest.infoHash().hex());
  }

  @Test
  void whatTheJournalSaysIsNotHashed() throws Exception {
    fetchHalf();
    AtomicLong hashed = new AtomicLong();
    Watcher watcher = new Watcher();
    try (Destination destination = open(watcher, hashed)) {
      assertEquals(0, hashed.get());
      for (int piece = 0; piece < 700; piece++) assertTrue(destination.holds(piece));
      finish(destination, watcher);
    }
    checkCopy();
  }

  @Test
  void aLostJournalCostsHashingNotFetching() throws Exception {
    fetchHalf();
    Files.delete(notes().resolve("journal"));
    AtomicLong hashed = new AtomicLong();
    Watcher watcher = new Watcher();
    try (Destination destination = open(watcher, hashed)) {
      assertTrue(hashed.get() > 0);
      for (int piece = 0; piece < 700; piece++) assertTrue(destination.holds(piece));
      finish(destination, watcher);
    }
    checkCopy();
  }

  @Test
  void aJournalOfAnotherVersionCostsHashing() throws Exception {
    fetchHalf();
    try (FileChannel journal =
        FileChannel.open(notes().resolve("journal"), StandardOpenOption.WRITE)) {
      journal.write(ByteBuffer.wrap(new byte[] {0, 0, 0, 99}), 8);
    }
    Watcher watcher = new Watcher();
    try (Destination destination = open(watcher, new AtomicLong())) {
      for (int piece = 0; piece < 700; piece++) assertTrue(destination.holds(piece));
      finish(destination, watcher);
    }
    checkCopy();
  }

  /// After a power cut, what was not synced may be anything: here, the last pieces before the kill
  /// are zeros.
  @Test
  void whatTheJournalOnlyHintsAtIsChecked() throws Exception {
    Said said = runAndKill(8, 600);
    BitSet unsynced = doubtful();
    int spoiled = 0;
    for (int piece = unsynced.nextSetBit(0); piece >= 0; piece = unsynced.nextSetBit(piece + 1)) {
      Path staged = notes().resolve("staging/" + manifest.pieces().fileOf(piece));
      if (!Files.exists(staged)) continue;
      try (FileChannel file = FileChannel.open(staged, StandardOpenOption.WRITE)) {
        file.write(
            ByteBuffer.allocate(manifest.pieces().length(piece)),
            manifest.pieces().offsetInFile(piece));
      }
      spoiled++;
    }
    assertTrue(said.held.cardinality() > 0 && spoiled > 0, "nothing was unsynced");
    Watcher watcher = new Watcher();
    try (Destination destination = open(watcher, new AtomicLong())) {
      checkEverythingHeld(destination);
      finish(destination, watcher);
    }
    checkCopy();
  }

  private BitSet doubtful() throws IOException {
    Layout layout = Layout.of(manifest, dest.toString());
    try (Tree tree = new Tree(dest);
        FolderDisk disk = new FolderDisk(tree, OwnTouches.none(tree))) {
      var reopened = Reopening.read(disk, ReleaseShape.of(manifest), layout, Long.MAX_VALUE);
      for (int file = 0; file < manifest.fileCount(); file++) reopened.lookAtStaged(file);
      return reopened.doubtful();
    }
  }

  @Test
  void aStagedFileThatWasExchangedIsNotBelieved() throws Exception {
    fetchHalf();
    int large = manifest.indexOf("large");
    Path staged = notes().resolve("staging/" + large);
    Path other = Files.write(temp.resolve("other"), new byte[1500 * PIECE]);
    Files.move(other, staged, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Watcher watcher = new Watcher();
    try (Destination destination = open(watcher, new AtomicLong())) {
      assertFalse(destination.holds(manifest.file(large).firstPiece()));
      finish(destination, watcher);
    }
    checkCopy();
  }

  /// One byte, the size and the mtime as they were: only the ctime tells.
  @Test
  void aStagedFileThatSomebodyWroteToIsHashedAgain() throws Exception {
    fetchHalf();
    int large = manifest.indexOf("large");
    Path staged = notes().resolve("staging/" + large);
    var before = Files.getLastModifiedTime(staged);
    waitUntilTheClockHasMoved();
    try (FileChannel file = FileChannel.open(staged, StandardOpenOption.WRITE)) {
      byte wrong = (byte) (release.piece(manifest.file(large).firstPiece())[5] ^ 1);
      file.write(ByteBuffer.wrap(new byte[] {wrong}), 5);
    }
    Files.setLastModifiedTime(staged, before);
    Watcher watcher = new Watcher();
    try (Destination destination = open(watcher, new AtomicLong())) {
      assertFalse(destination.holds(manifest.file(large).firstPiece()));
      assertTrue(destination.holds(manifest.file(large).firstPiece() + 1));
      finish(destination, watcher);
    }
    checkCopy();
  }

  /// The clock was a day ahead while it fetched, and was set right before somebody wrote there.
  @Test
  void whatWasFetchedByAClockThatWasSetBackSinceIsHashedAgain() throws Exception {
    fetchHalf();
    int large = manifest.indexOf("large");
    try (FileChannel touched =
        FileChannel.open(notes().resolve("touched"), StandardOpenOption.WRITE)) {
      long tomorrow = System.currentTimeMillis() + TimeUnit.DAYS.toMillis(1);
      touched.write(ByteBuffer.allocate(8).putLong(tomorrow * 1_000_000).flip(), 0);
    }
    try (FileChannel file =
        FileChannel.open(notes().resolve("staging/" + large), StandardOpenOption.WRITE)) {
      byte wrong = (byte) (release.piece(manifest.file(large).firstPiece())[5] ^ 1);
      file.write(ByteBuffer.wrap(new byte[] {wrong}), 5);
    }
    Watcher watcher = new Watcher();
    try (Destination destination = open(watcher, new AtomicLong())) {
      assertFalse(destination.holds(manifest.file(large).firstPiece()));
      assertTrue(destination.holds(manifest.file(large).firstPiece() + 1));
      finish(destination, watcher);
    }
    checkCopy();
  }

  /// The same after the end, under the final name.
  @Test
  void aFinishedFileThatSomebodyWroteToIsHashedAgain() throws Exception {
    runAndKill(12, Integer.MAX_VALUE);
    Path file = dest.resolve("large");
    var before = Files.getLastModifiedTime(file);
    waitUntilTheClockHasMoved();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      byte wrong =
          (byte) (release.piece(manifest.file(manifest.indexOf("large")).firstPiece())[5] ^ 1);
      channel.write(ByteBuffer.wrap(new byte[] {wrong}), 5);
    }
    Files.setLastModifiedTime(file, before);
    var refused =
        assertThrows(
            DestinationRefusedException.class, () -> open(new Watcher(), new AtomicLong()));
    assertTrue(refused.getMessage().contains("large"), refused.getMessage());
  }

  /// Longer than the time by which a process notes its changes ahead.
  private void waitUntilTheClockHasMoved() throws IOException {
    Path probe = Files.write(temp.resolve("probe"), new byte[1]);
    long end = Files.getLastModifiedTime(probe).toMillis() + 200;
    while (Files.getLastModifiedTime(Files.write(probe, new byte[1])).toMillis() < end) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aFileThatSomebodyChangedMeanwhileIsTheirs() throws Exception {
    runAndKill(9, Integer.MAX_VALUE);
    Files.write(dest.resolve("small/7"), new byte[] {1, 2, 3});
    var refused =
        assertThrows(
            DestinationRefusedException.class, () -> open(new Watcher(), new AtomicLong()));
    assertTrue(refused.getMessage().contains("small/7"), refused.getMessage());
  }

  @Test
  void aFileThatSomebodyDeletedMeanwhileIsFetchedAgain() throws Exception {
    runAndKill(10, Integer.MAX_VALUE);
    Files.delete(dest.resolve("small/7"));
    Watcher watcher = new Watcher();
    try (Destination destination = open(watcher, new AtomicLong())) {
      assertEquals(700, destination.bytesToFetch());
      finish(destination, watcher);
    }
    checkCopy();
  }
}
