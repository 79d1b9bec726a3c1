package io.freshet.node.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.merkle.PieceHasher;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a person is told when a disk takes nothing more, and what goes on then. Disks that are full
/// indeed are `FullDiskTest`'s.
final class FailingDiskTest {
  private static final Need SOME = new Need(300L << 20, 7);

  @TempDir Path temp;
  private Path source;
  private Path dest;

  @BeforeEach
  void folders() throws IOException {
    source = Files.createDirectory(temp.resolve("source"));
    dest = temp.resolve("dest");
    TestRelease.write(source, "a", TestRelease.noise(1, 3 * TestRelease.PIECE));
    TestRelease.write(source, "b", TestRelease.noise(2, 1));
    TestRelease.write(source, "zeros", new byte[5 * TestRelease.PIECE]);
  }

  @Test
  void whatIsNeededIsCountedInBlocksWithoutHoles() throws Exception {
    var manifest = TestRelease.scan(source).manifest();
    Need all = Need.of(manifest, Selection.all(manifest), piece -> false, file -> false);
    assertEquals(new Need(3 * TestRelease.PIECE + 4096, 3), all);
    Need rest = Need.of(manifest, Selection.all(manifest), piece -> piece < 3, file -> file == 0);
    assertEquals(new Need(4096, 2), rest);
  }

  @Test
  void howMuchIsMissingIsSaid() {
    Room room = new Room(100L << 20, OptionalLong.of(7));
    assertEquals(
        "/d: no room for 300.0 MiB more: its file system has 100.0 MiB free, 200.0 MiB are missing",
        SOME.lacking(Path.of("/d"), room));
    assertEquals(
        "/d: no room for 7 more files, of which its file system can hold 6",
        SOME.lacking(Path.of("/d"), new Room(1L << 40, OptionalLong.of(6))));
    assertEquals("/d: its file system is full", new Need(0, 0).lacking(Path.of("/d"), room));
    assertTrue(new Room(300L << 20, OptionalLong.of(7)).holds(SOME));
    assertTrue(new Room(300L << 20, OptionalLong.empty()).holds(SOME));
  }

  @Test
  void noRoomIsToldFromWhatNeedsAHand() {
    assertInstanceOf(DiskFailure.Full.class, failure("No space left on device"));
    DiskFailure quota = failure("Disk quota exceeded");
    assertInstanceOf(DiskFailure.Full.class, quota);
    assertEquals(
        temp + ": your disk quota is used up, and 300.0 MiB more are needed", quota.sentence());
    DiskFailure readOnly = failure("Read-only file system");
    assertInstanceOf(DiskFailure.Broken.class, readOnly);
    assertEquals(
        temp
            + " cannot be used: Read-only file system (/d/x); mount it writable; what has arrived is"
            + " kept, and the same command goes on from there",
        readOnly.sentence());
    String denied = DiskFailure.of(new AccessDeniedException("/d/x"), temp, SOME).sentence();
    assertTrue(denied.contains("no permission (/d/x); check its permissions"), denied);
  }

  private DiskFailure failure(String reason) {
    return DiskFailure.of(new FileSystemException("/d/x", null, reason), temp, SOME);
  }

  @Test
  void whatCannotBeWrittenOnceIsNotTriedAgainAndWhatIsHeldIsServed() throws Exception {
    TestRelease release = TestRelease.scan(source);
    Watcher watcher = new Watcher();
    try (Destination destination =
        DestinationOpening.of(release.manifest(), dest.toString(), watcher).open()) {
      Feeding.piece(destination, 0, release.piece(0));
      int piece = release.manifest().file(1).firstPiece();
      Path staged =
          dest.resolve(".freshet")
              .resolve(release.manifest().infoHash().hex())
              .resolve("staging")
              .resolve("1");
      Files.createDirectory(staged);
      assertThrows(
          IOException.class, () -> Feeding.piece(destination, piece, release.piece(piece)));
      String why = watcher.awaitFailure();
      assertTrue(why.contains("something is in the way (" + staged), why);
      assertEquals(new Intake.Opening.Unusable(why), destination.open(piece, new PieceHasher()));
      assertTrue(destination.holds(0));
      assertArrayEquals(
          new Object[] {"a", "b"}, destination.lacking().names().toArray(), "what is not here");
    }
  }
}
