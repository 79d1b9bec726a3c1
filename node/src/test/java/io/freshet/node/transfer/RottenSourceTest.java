package io.freshet.node.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.engine.NodeId;
import io.freshet.node.disk.Destination;
import io.freshet.node.disk.DestinationOpening;
import io.freshet.node.disk.LiveSource;
import io.freshet.node.disk.TestRelease;
import io.freshet.node.disk.Watcher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A disk that returns other bytes than it was given, of a file that nobody has changed.
final class RottenSourceTest {
  private static final int PIECE = TestRelease.PIECE;
  private static final int EXTENT_PIECES = 16;
  private static final int PATIENCE_SECONDS = 60;

  @TempDir Path temp;

  @Test
  void whatIsRottenIsNoticedBeforeItIsSentTwice() throws Exception {
    Path source = Files.createDirectory(temp.resolve("source"));
    byte[] content = TestRelease.noise(1, 3 * EXTENT_PIECES * PIECE);
    Path file = TestRelease.write(source, "a", content);
    TestRelease sound = TestRelease.scan(source);
    content[20 * PIECE + 5] ^= 1;
    Files.write(file, content);
    // As it looks now, and as it was hashed before: what rots changes no timestamp.
    TestRelease rotten = TestRelease.scan(source);
    var told = new LinkedBlockingQueue<String>();
    Hearing hearing = new Hearing();
    try (LiveSource live =
            LiveSource.open(
                sound.manifest(),
                source,
                rotten.fingerprints(),
                new LiveSource.Listener() {
                  @Override
                  public void withdrawn(Path path, int[] extents) {
                    told.add("changed: " + path);
                  }

                  @Override
                  public void rotten(Path path, long offset, int[] extents) {
                    told.add(path + " at " + offset + ", " + Arrays.toString(extents));
                  }
                });
        Serving serving = Serving.of(2, live);
        Destination destination =
            DestinationOpening.of(sound.manifest(), temp.resolve("dest").toString(), new Watcher())
                .open();
        PieceClient client =
            new PieceClient(
                destination,
                new NodeId(1),
                RateLimit.unlimited(),
                DownloadSlots.unbounded(),
                new Traffic(),
                hearing)) {
      client.fetch(1, serving.id, serving.address(), new int[] {1});
      var corrupt = assertInstanceOf(Outcome.Corrupt.class, hearing.await(1));
      assertArrayEquals(new int[] {1}, corrupt.extents());
      assertEquals(
          file + " at " + 20 * PIECE + ", [1]", told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
      assertFalse(live.holds(20));
      assertFalse(live.haves().has(1));
      assertTrue(live.holds(21), "the rest is right");
      client.fetch(2, serving.id, serving.address(), new int[] {1});
      assertInstanceOf(Outcome.NotHeld.class, hearing.await(2));
      client.fetch(3, serving.id, serving.address(), new int[] {0, 2});
      assertEquals(new Outcome.Done(), hearing.await(3));
    }
  }
}
