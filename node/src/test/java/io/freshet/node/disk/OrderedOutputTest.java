package io.freshet.node.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.merkle.PieceHasher;
import io.freshet.node.disk.Intake.Opening;
import io.freshet.node.disk.Intake.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One file to a stream: in order, proven, and only so far ahead.
final class OrderedOutputTest {
  private static final int PIECE = TestRelease.PIECE;
  private static final int WINDOW = (int) (OrderedOutput.WINDOW_BYTES / PIECE);

  @TempDir Path temp;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private TestRelease release(byte[] content) throws Exception {
    return TestRelease.scan(TestRelease.write(temp, "file", content));
  }

  private static FutureTask<Boolean> drain(OrderedOutput output) {
    FutureTask<Boolean> draining =
        new FutureTask<>(
            () -> {
              output.drain();
              return true;
            });
    Thread.startVirtualThread(draining);
    return draining;
  }

  @Test
  void piecesInAnyOrderComeOutInTheirs() throws Exception {
    byte[] content = TestRelease.noise(1, 9 * PIECE + 1);
    TestRelease release = release(content);
    try (OrderedOutput output = new OrderedOutput(release.manifest(), 0, out)) {
      var draining = drain(output);
      for (int piece = 9; piece >= 0; piece--) {
        assertEquals(0, out.size());
        assertEquals(Verdict.HELD, Feeding.piece(output, piece, release.piece(piece)));
      }
      assertTrue(draining.get());
    }
    assertArrayEquals(content, out.toByteArray());
  }

  @Test
  void wrongBytesDoNotComeOut() throws Exception {
    byte[] content = TestRelease.noise(1, PIECE);
    TestRelease release = release(content);
    try (OrderedOutput output = new OrderedOutput(release.manifest(), 0, out)) {
      var draining = drain(output);
      assertEquals(Verdict.CORRUPT, Feeding.piece(output, 0, new byte[PIECE]));
      assertTrue(output.lacks(0));
      assertEquals(Verdict.HELD, Feeding.piece(output, 0, content));
      draining.get();
    }
    assertArrayEquals(content, out.toByteArray());
  }

  @Test
  void onlyAWindowIsTaken() throws Exception {
    TestRelease release = release(TestRelease.noise(1, 2 * WINDOW * PIECE));
    try (OrderedOutput output = new OrderedOutput(release.manifest(), 0, out)) {
      int perExtent = 16;
      assertEquals(2 * WINDOW / perExtent, output.wanted().cardinality());
      assertEquals(WINDOW / perExtent, output.allowed().cardinality());
      assertTrue(output.lacks(WINDOW - 1));
      assertFalse(output.lacks(WINDOW));
      assertInstanceOf(Opening.NotNeeded.class, output.open(WINDOW, new PieceHasher()));
      var draining = drain(output);
      Feeding.piece(output, 0, release.piece(0));
      assertEquals(1, output.awaitProgress(0));
      assertTrue(output.lacks(WINDOW));
      assertFalse(output.lacks(0));
      draining.cancel(false);
    }
  }

  @Test
  void whatTheFileHasTwiceIsTakenOnce() throws Exception {
    byte[] content = TestRelease.noise(1, 3 * WINDOW * PIECE);
    for (int i : new int[] {WINDOW, 2 * WINDOW, 3 * WINDOW - 1}) {
      System.arraycopy(content, 0, content, i * PIECE, PIECE);
    }
    java.util.Arrays.fill(content, 5 * PIECE, 7 * PIECE, (byte) 0);
    TestRelease release = release(content);
    int fed = 0;
    try (OrderedOutput output = new OrderedOutput(release.manifest(), 0, out)) {
      var draining = drain(output);
      for (int written = 0; !output.wanted().isEmpty(); ) {
        for (int extent : output.allowed().toArray()) {
          for (int piece : release.manifest().extents().pieces(extent)) {
            if (!output.lacks(piece)) continue;
            Feeding.piece(output, piece, release.piece(piece));
            fed++;
          }
        }
        written = output.awaitProgress(written);
      }
      draining.get();
    }
    assertArrayEquals(content, out.toByteArray());
    assertEquals(3 * WINDOW - 3 - 2, fed);
  }

  @Test
  void closingEndsTheDrain() throws Exception {
    TestRelease release = release(TestRelease.noise(1, PIECE));
    OrderedOutput output = new OrderedOutput(release.manifest(), 0, out);
    var draining = drain(output);
    output.close();
    var failed = assertThrows(ExecutionException.class, draining::get);
    assertInstanceOf(IOException.class, failed.getCause());
    assertInstanceOf(Opening.Unusable.class, output.open(0, new PieceHasher()));
  }
}
