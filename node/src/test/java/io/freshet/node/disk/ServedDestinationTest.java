package io.freshet.node.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is here is served while the rest is fetched, until somebody changes it.
final class ServedDestinationTest {
  private static final int PIECE = TestRelease.PIECE;

  @TempDir Path temp;
  private Path source;
  private Path dest;

  @BeforeEach
  void folders() throws IOException {
    source = Files.createDirectory(temp.resolve("source"));
    dest = temp.resolve("dest");
  }

  @Test
  void whatSomebodyChangesIsWithdrawn() throws Exception {
    TestRelease.write(source, "a", TestRelease.noise(1, 2 * PIECE));
    TestRelease.write(source, "b", TestRelease.noise(2, 20 * PIECE));
    TestRelease release = TestRelease.scan(source);
    Watcher watcher = new Watcher();
    try (Destination destination =
        DestinationOpening.of(release.manifest(), dest.toString(), watcher).open()) {
      Feeding.all(destination, release);
      watcher.awaitComplete();
      assertTrue(destination.haves().snapshot().isAll());
      Files.write(dest.resolve("a"), TestRelease.noise(9, 2 * PIECE));
      assertTrue(destination.read(0).isEmpty());
      assertFalse(destination.holds(1));
      assertTrue(destination.holds(2));
      assertFalse(destination.lacks(0), "the change is somebody's own: it isn't undone");
      assertEquals(List.of("a [0]"), watcher.withdrawn());
      assertFalse(destination.haves().has(0));
    }
  }

  @Test
  void aFileThatChangesWhileItIsReadIsNotPassedOn() throws Exception {
    TestRelease.write(source, "a", TestRelease.noise(1, PIECE));
    TestRelease release = TestRelease.scan(source);
    Watcher watcher = new Watcher();
    try (Destination destination =
        DestinationOpening.of(release.manifest(), dest.toString(), watcher).open()) {
      Feeding.all(destination, release);
      watcher.awaitComplete();
      try (var reading = destination.read(0).orElseThrow()) {
        reading.fill(ByteBuffer.allocate(100));
        Files.setLastModifiedTime(dest.resolve("a"), FileTime.fromMillis(1));
        assertFalse(reading.intact());
      }
      assertFalse(destination.holds(0));
    }
  }

  @Test
  void aPieceIsServedWhileOthersAreFetched() throws Exception {
    TestRelease.write(source, "a", TestRelease.noise(1, 3 * PIECE));
    TestRelease release = TestRelease.scan(source);
    try (Destination destination =
        DestinationOpening.of(release.manifest(), dest.toString(), new Watcher()).open()) {
      assertTrue(destination.read(1).isEmpty());
      Feeding.piece(destination, 1, release.piece(1));
      try (var reading = destination.read(1).orElseThrow()) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * PIECE);
        reading.fill(bytes);
        assertEquals(0, reading.remaining());
        assertEquals(PIECE, bytes.position());
        assertTrue(reading.intact());
        assertEquals(ByteBuffer.wrap(release.piece(1)), bytes.flip());
      }
    }
  }
}
