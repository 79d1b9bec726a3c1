package io.freshet.node.disk;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who has a destination for himself.
final class NotesLockTest {
  @TempDir Path temp;

  /// With the channel, the lock is gone.
  @Test
  void whoIsInterruptedHasNone() throws IOException {
    try (Tree tree = new Tree(temp)) {
      Thread.currentThread().interrupt();
      assertThrows(ClosedByInterruptException.class, () -> NotesLock.take(tree, "lock", temp));
    } finally {
      assertTrue(Thread.interrupted());
    }
  }
}
