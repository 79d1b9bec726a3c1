package io.freshet.node.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.merkle.PieceHasher;
import io.freshet.content.scan.ScanOptions;
import io.freshet.node.disk.Intake.Opening;
import io.freshet.node.disk.Intake.Sink;
import io.freshet.node.disk.Intake.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two connections that bring the same piece: one writer a place, and a proven byte is never
/// overwritten.
final class DuplicatesTest {
  private static final int PIECE = TestRelease.PIECE;

  @TempDir Path temp;
  private TestRelease release;
  private final Watcher watcher = new Watcher();

  @BeforeEach
  void scan() throws Exception {
    Path source = Files.createDirectory(temp.resolve("source"));
    TestRelease.write(source, "a", TestRelease.noise(1, 4 * PIECE));
    release = TestRelease.scan(source);
  }

  private Destination open() throws Exception {
    return DestinationOpening.of(release.manifest(), temp.resolve("dest").toString(), watcher)
        .open();
  }

  private ByteBuffer part(int piece, int from, int to) {
    return ByteBuffer.wrap(release.piece(piece), from, to - from);
  }

  @Test
  void theSecondWinsAndTheFirstWritesNothingMore() throws Exception {
    try (Destination destination = open()) {
      Sink first = Feeding.sink(destination, 0);
      first.write(ByteBuffer.wrap(new byte[100])); // wrong bytes, in place
      assertEquals(Verdict.HELD, Feeding.piece(destination, 0, release.piece(0)));
      first.write(ByteBuffer.wrap(new byte[PIECE - 100])); // would overwrite what is proven
      assertEquals(Verdict.CORRUPT, first.finish());
      first.close();
      assertTrue(destination.holds(0));
      assertArrayEquals(release.piece(0), read(destination, 0));
    }
  }

  private static byte[] read(Destination destination, int piece) throws IOException {
    try (var reading = destination.read(piece).orElseThrow()) {
      ByteBuffer bytes = ByteBuffer.allocate(reading.remaining());
      while (reading.remaining() > 0) reading.fill(bytes);
      return bytes.array();
    }
  }

  @Test
  void theFirstWinsAndTheSecondIsDropped() throws Exception {
    try (Destination destination = open()) {
      try (Sink first = Feeding.sink(destination, 0);
          Sink second = Feeding.sink(destination, 0)) {
        second.write(part(0, 0, PIECE));
        first.write(part(0, 0, PIECE));
        assertEquals(Verdict.HELD, first.finish());
        assertEquals(Verdict.HELD_ALREADY, second.finish());
      }
      assertInstanceOf(Opening.NotNeeded.class, destination.open(0, new PieceHasher()));
    }
  }

  @Test
  void anAbandonedFirstLeavesItsPlaceToTheNext() throws Exception {
    try (Destination destination = open()) {
      Sink first = Feeding.sink(destination, 0);
      Sink second = Feeding.sink(destination, 0);
      first.write(ByteBuffer.wrap(new byte[PIECE / 2]));
      first.close();
      Sink third = Feeding.sink(destination, 0);
      third.write(ByteBuffer.wrap(new byte[PIECE]));
      assertEquals(Verdict.CORRUPT, third.finish());
      third.close();
      assertFalse(destination.holds(0));
      second.write(part(0, 0, PIECE));
      assertEquals(Verdict.HELD, second.finish());
      second.close();
      assertArrayEquals(release.piece(0), read(destination, 0));
    }
  }

  @Test
  void secondCopiesAreBoundedInMemory() throws Exception {
    int piece = 16 << 20;
    Path source = Files.createDirectory(temp.resolve("large"));
    TestRelease.write(source, "a", TestRelease.noise(1, 2 * piece));
    release = TestRelease.scan(source, ScanOptions.PLAIN.withPieceLength(piece));
    try (Destination destination = open()) {
      List<Sink> sinks = new ArrayList<>();
      for (int i = 0; i < 3; i++) sinks.add(Feeding.sink(destination, 0));
      // One in place, two of 16 MiB in memory: a further one is too many, of any piece.
      assertInstanceOf(Opening.NoRoom.class, destination.open(0, new PieceHasher()));
      sinks.add(Feeding.sink(destination, 1));
      assertInstanceOf(Opening.NoRoom.class, destination.open(1, new PieceHasher()));
      sinks.get(1).close();
      sinks.get(1).close();
      sinks.add(Feeding.sink(destination, 1));
      assertInstanceOf(Opening.NoRoom.class, destination.open(1, new PieceHasher()));
      for (Sink sink : sinks) sink.close();
    }
  }

  /// Many threads bring the same pieces, right and wrong, whole and not, in portions of all sizes.
  @Test
  void racesNeverSpoilAPiece() throws Exception {
    try (Destination destination = open();
        var threads = Executors.newFixedThreadPool(8)) {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<?>> bringing = new ArrayList<>();
      for (long seed = 0; seed < 200; seed++) {
        Random random = new Random(seed);
        bringing.add(
            threads.submit(
                () -> {
                  start.await();
                  bring(destination, random);
                  return null;
                }));
      }
      start.countDown();
      for (Future<?> one : bringing) one.get();
      for (int piece = 0; piece < 4; piece++) {
        if (destination.lacks(piece)) Feeding.piece(destination, piece, release.piece(piece));
      }
      watcher.awaitComplete();
    }
    assertEquals(-1, Files.mismatch(temp.resolve("source/a"), temp.resolve("dest/a")));
  }

  private void bring(Destination destination, Random random) throws IOException {
    int piece = random.nextInt(4);
    byte[] content = release.piece(piece);
    if (random.nextInt(3) == 0) content[random.nextInt(PIECE)] ^= 1;
    int end = random.nextInt(4) == 0 ? random.nextInt(PIECE) : PIECE;
    if (!(destination.open(piece, new PieceHasher()) instanceof Opening.Ready(Sink sink))) return;
    try (sink) {
      for (int at = 0; at < end; ) {
        int portion = Math.min(end - at, 1 + random.nextInt(5000));
        sink.write(ByteBuffer.wrap(content, at, portion));
        at += portion;
      }
      if (end == PIECE) {
        Verdict verdict = sink.finish();
        assertEquals(
            java.util.Arrays.equals(content, release.piece(piece)), verdict != Verdict.CORRUPT);
      }
    }
  }
}
