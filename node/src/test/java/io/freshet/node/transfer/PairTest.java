package io.freshet.node.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.Manifest;
import io.freshet.engine.NodeId;
import io.freshet.node.HeldPort;
import io.freshet.node.Patience;
import io.freshet.node.disk.Destination;
import io.freshet.node.disk.DestinationOpening;
import io.freshet.node.disk.Haves;
import io.freshet.node.disk.Holding;
import io.freshet.node.disk.LiveSource;
import io.freshet.node.disk.OrderedOutput;
import io.freshet.node.disk.TestRelease;
import io.freshet.node.disk.Watcher;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Client and server of this package with each other, over real sockets.
final class PairTest {
  private static final int PIECE = TestRelease.PIECE;
  private static final NodeId SELF = new NodeId(1);

  @TempDir Path temp;
  private Path source;
  private Path dest;
  private final Hearing hearing = new Hearing();
  private final Watcher watcher = new Watcher();
  private final Traffic traffic = new Traffic();

  @BeforeEach
  void folders() throws IOException {
    source = Files.createDirectory(temp.resolve("source"));
    dest = temp.resolve("dest");
  }

  private Destination open(TestRelease release) throws Exception {
    return DestinationOpening.of(release.manifest(), dest.toString(), watcher).open();
  }

  private PieceClient client(io.freshet.node.disk.Intake intake) {
    return new PieceClient(
        intake,
        SELF,
        RateLimit.unlimited(),
        DownloadSlots.unbounded(),
        traffic,
        hearing,
        Patience.DURATION.toNanos());
  }

  private static int[] all(TestRelease release) {
    return IntStream.range(0, release.manifest().extents().count()).toArray();
  }

  @Test
  void aWholeReleaseInOneFetch() throws Exception {
    TestRelease.write(source, "large", TestRelease.noise(1, 700 * PIECE + 77));
    for (int i = 0; i < 300; i++) {
      TestRelease.write(source, "small/" + i, TestRelease.noise(i, i * 40));
    }
    TestRelease release = TestRelease.scan(source);
    try (LiveSource live = Serving.live(release);
        Serving serving = Serving.of(2, live);
        Destination destination = open(release);
        PieceClient client = client(destination)) {
      client.fetch(7, serving.id, serving.address(), all(release));
      assertEquals(new Outcome.Done(), hearing.await(7));
      assertEquals(release.manifest().extents().count(), hearing.arrivals(7).size());
      watcher.awaitComplete();
      long bytes = release.manifest().totalBytes();
      assertEquals(bytes, traffic.total().down());
      assertEquals(Map.of(serving.id, new Traffic.Bytes(0, bytes)), traffic.byPeer());
      assertEquals(Map.of(SELF, new Traffic.Bytes(bytes, 0)), serving.traffic.byPeer());
    }
    for (var file : List.of("large", "small/0", "small/299")) {
      assertEquals(-1, Files.mismatch(source.resolve(file), dest.resolve(file)), file);
    }
  }

  @Test
  void whatOneFetchesAnotherCanHaveMeanwhile() throws Exception {
    TestRelease.write(source, "file", TestRelease.noise(1, 64 * PIECE));
    TestRelease release = TestRelease.scan(source);
    Watcher second = new Watcher();
    try (LiveSource live = Serving.live(release);
        Serving serving = Serving.of(2, live);
        Destination destination = open(release);
        Serving relay = Serving.of(3, destination);
        PieceClient client = client(destination);
        Destination further =
            DestinationOpening.of(release.manifest(), temp.resolve("further").toString(), second)
                .open();
        PieceClient furtherClient = client(further)) {
      client.fetch(1, serving.id, serving.address(), new int[] {2});
      assertEquals(new Outcome.Done(), hearing.await(1));
      furtherClient.fetch(2, relay.id, relay.address(), new int[] {1, 2, 3});
      Outcome outcome = hearing.await(2);
      assertArrayEquals(
          new int[] {1, 3}, assertInstanceOf(Outcome.NotHeld.class, outcome).extents());
      assertEquals(List.of(2), hearing.arrivals(2));
    }
  }

  @Test
  void aSourceThatDoesNotKnowTheRelease() throws Exception {
    TestRelease.write(source, "file", TestRelease.noise(1, 64 * PIECE));
    TestRelease release = TestRelease.scan(source);
    try (Serving serving = Serving.of(2);
        Destination destination = open(release);
        PieceClient client = client(destination)) {
      client.fetch(1, serving.id, serving.address(), new int[] {0, 1, 2});
      assertArrayEquals(
          new int[] {0, 1, 2}, assertInstanceOf(Outcome.NotHeld.class, hearing.await(1)).extents());
    }
  }

  @Test
  void nobodyListens() throws Exception {
    TestRelease.write(source, "file", TestRelease.noise(1, PIECE));
    TestRelease release = TestRelease.scan(source);
    NodeId nobody = new NodeId(2);
    try (HeldPort gone = new HeldPort();
        Destination destination = open(release);
        PieceClient client = client(destination)) {
      client.fetch(1, nobody, gone.address(), new int[] {0});
      var broken = assertInstanceOf(Outcome.Broken.class, hearing.await(1));
      assertTrue(broken.reason().contains("cannot connect to "), broken.reason());
      // And again: a source that failed is not remembered.
      client.fetch(2, nobody, gone.address(), new int[] {0});
      assertInstanceOf(Outcome.Broken.class, hearing.await(2));
    }
  }

  @Test
  void whatIsHereAlreadyIsDoneWithoutABytesTravelling() throws Exception {
    TestRelease.write(source, "file", TestRelease.noise(1, 20 * PIECE));
    TestRelease release = TestRelease.scan(source);
    try (LiveSource live = Serving.live(release);
        Serving serving = Serving.of(2, live);
        Destination destination = open(release);
        PieceClient client = client(destination)) {
      client.fetch(1, serving.id, serving.address(), all(release));
      hearing.await(1);
      client.fetch(2, serving.id, serving.address(), all(release));
      assertEquals(new Outcome.Done(), hearing.await(2));
      client.fetch(3, serving.id, serving.address(), new int[0]);
      assertEquals(new Outcome.Done(), hearing.await(3));
      assertEquals(20L * PIECE, traffic.total().down());
    }
  }

  @Test
  void aSourceThatChangedWithdrawsAndGivesTheRest() throws Exception {
    Path file = TestRelease.write(source, "file", TestRelease.noise(1, 64 * PIECE));
    TestRelease.write(source, "other", TestRelease.noise(2, 64 * PIECE));
    TestRelease release = TestRelease.scan(source);
    try (LiveSource live = Serving.live(release);
        Serving serving = Serving.of(2, live);
        Destination destination = open(release);
        PieceClient client = client(destination)) {
      Files.write(file, TestRelease.noise(3, 64 * PIECE));
      client.fetch(1, serving.id, serving.address(), all(release));
      // The server notices before it has sent a byte, and is asked once more: by then it knows what
      // it has lost.
      assertArrayEquals(
          new int[] {0, 1, 2, 3},
          assertInstanceOf(Outcome.NotHeld.class, hearing.await(1)).extents());
      assertEquals(4, destination.haves().snapshot().cardinality());
    }
  }

  /// The answer is cut within the piece whose file changed while it was read: its last bytes never
  /// leave.
  @Test
  void aFileThatChangesWhileItIsSentCutsTheConnection() throws Exception {
    TestRelease.write(source, "file", TestRelease.noise(1, 64 * PIECE));
    TestRelease release = TestRelease.scan(source);
    try (LiveSource live = Serving.live(release);
        Serving serving = Serving.of(2, new Unsettled(live, 40));
        Destination destination = open(release);
        PieceClient client = client(destination)) {
      client.fetch(1, serving.id, serving.address(), all(release));
      assertInstanceOf(Outcome.Broken.class, hearing.await(1));
      assertFalse(destination.holds(40));
    }
  }

  /// Gives all pieces, but one of them is never intact afterwards.
  private record Unsettled(Holding holding, int changing) implements Holding {
    @Override
    public Manifest manifest() {
      return holding.manifest();
    }

    @Override
    public Haves haves() {
      return holding.haves();
    }

    @Override
    public boolean holds(int piece) {
      return holding.holds(piece);
    }

    @Override
    public Optional<Reading> read(int piece) throws IOException {
      return holding
          .read(piece)
          .map(reading -> piece == changing ? new Changing(reading) : reading);
    }

    @Override
    public void rotten(int piece) {
      holding.rotten(piece);
    }
  }

  private record Changing(Holding.Reading reading) implements Holding.Reading {
    @Override
    public int fill(ByteBuffer target) throws IOException {
      return reading.fill(target);
    }

    @Override
    public int remaining() {
      return reading.remaining();
    }

    @Override
    public boolean intact() {
      return false;
    }

    @Override
    public void close() throws IOException {
      reading.close();
    }
  }

  @Test
  void cancelledFetchesEndOnceAndLeaveTheConnectionUsable() throws Exception {
    TestRelease.write(source, "file", TestRelease.noise(1, 640 * PIECE));
    TestRelease release = TestRelease.scan(source);
    try (LiveSource live = Serving.live(release);
        Serving serving = Serving.of(2, live);
        Destination destination = open(release);
        PieceClient client = client(destination)) {
      int[] extents = all(release);
      for (int i = 0; i < extents.length; i++) {
        client.fetch(i, serving.id, serving.address(), new int[] {extents[i]});
        if (i % 2 == 1) client.cancel(i);
      }
      for (int i = 0; i < extents.length; i++) {
        Outcome outcome = hearing.await(i);
        if (i % 2 == 0) assertEquals(new Outcome.Done(), outcome);
      }
      client.fetch(1000, serving.id, serving.address(), extents);
      assertEquals(new Outcome.Done(), hearing.await(1000));
      watcher.awaitComplete();
    }
  }

  @Test
  void twoSourcesBringTheSameAndOneWins() throws Exception {
    TestRelease.write(source, "file", TestRelease.noise(1, 640 * PIECE));
    TestRelease release = TestRelease.scan(source);
    try (LiveSource live = Serving.live(release);
        Serving one = Serving.of(2, live);
        Serving two = Serving.of(3, live);
        Destination destination = open(release);
        PieceClient client = client(destination)) {
      client.fetch(1, one.id, one.address(), all(release));
      client.fetch(2, two.id, two.address(), all(release));
      hearing.await(1);
      hearing.await(2);
      watcher.awaitComplete();
      assertEquals(
          release.manifest().extents().count(),
          hearing.arrivals(1).size() + hearing.arrivals(2).size());
    }
    assertEquals(-1, Files.mismatch(source.resolve("file"), dest.resolve("file")));
  }

  @Test
  void oneFileStreamsInOrder() throws Exception {
    byte[] content = TestRelease.noise(1, 700 * PIECE + 5);
    // Some of it twice, some of it zeros.
    System.arraycopy(content, 0, content, 600 * PIECE, 3 * PIECE);
    java.util.Arrays.fill(content, 100 * PIECE, 200 * PIECE, (byte) 0);
    TestRelease release = TestRelease.scan(TestRelease.write(source, "file", content));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (LiveSource live = Serving.live(release);
        Serving serving = Serving.of(2, live);
        OrderedOutput output = new OrderedOutput(release.manifest(), 0, out);
        PieceClient client = client(output)) {
      Thread drain =
          Thread.startVirtualThread(
              () -> {
                try {
                  output.drain();
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      int written = 0;
      for (long request = 0; !output.wanted().isEmpty(); request++) {
        client.fetch(request, serving.id, serving.address(), output.allowed().toArray());
        hearing.await(request);
        written = output.awaitProgress(written);
      }
      drain.join();
    }
    assertArrayEquals(content, out.toByteArray());
    assertEquals(597L * PIECE + 5, traffic.total().down());
  }
}
