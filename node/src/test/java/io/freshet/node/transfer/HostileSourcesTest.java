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
import io.freshet.node.transfer.HostileSource.Connection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The client against sources that lie, stall, break and babble: nothing wrong is held, and each is
/// named for what it did.
final class HostileSourcesTest {
  private static final int PIECE = TestRelease.PIECE;

  /// A tenth of what is waited for outside of tests.
  private static final long STALL_NANOS = PieceClient.STALL_NANOS / 10;

  @TempDir Path temp;
  private TestRelease release;
  private Destination destination;
  private PieceClient client;
  private final Hearing hearing = new Hearing();
  private final Watcher watcher = new Watcher();

  @BeforeEach
  void open() throws Exception {
    Path source = Files.createDirectory(temp.resolve("source"));
    TestRelease.write(source, "file", TestRelease.noise(1, 160 * PIECE));
    release = TestRelease.scan(source);
    destination =
        DestinationOpening.of(release.manifest(), temp.resolve("dest").toString(), watcher).open();
    client =
        new PieceClient(
            destination, new NodeId(1), RateLimit.unlimited(), new Traffic(), hearing, STALL_NANOS);
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    destination.close();
  }

  private byte[] pieces(String runs) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    PieceRuns parsed = PieceRuns.parse(runs, 160);
    for (int run = 0; run < parsed.firsts().length; run++) {
      for (int i = 0; i < parsed.counts()[run]; i++) {
        all.writeBytes(release.piece(parsed.firsts()[run] + i));
      }
    }
    return all.toByteArray();
  }

  private Outcome fetch(HostileSource.Behaviour behaviour, int... extents) throws Exception {
    try (HostileSource source = new HostileSource(behaviour)) {
      client.fetch(1, source.id, source.address(), extents);
      return hearing.await(1);
    }
  }

  /// Whatever happened, an honest source brings the rest.
  private void assertStillWhole() throws Exception {
    for (int piece = 0; piece < 160; piece++) {
      if (!destination.holds(piece)) continue;
      try (var reading = destination.read(piece).orElseThrow()) {
        var bytes = java.nio.ByteBuffer.allocate(reading.remaining());
        while (reading.remaining() > 0) reading.fill(bytes);
        assertArrayEquals(release.piece(piece), bytes.array(), "piece " + piece);
      }
    }
    try (LiveSource live = Serving.live(release);
        Serving honest = Serving.of(2, live)) {
      client.fetch(99, honest.id, honest.address(), destination.wanted().toArray());
      assertEquals(new Outcome.Done(), hearing.await(99));
      watcher.awaitComplete();
    }
  }

  @Test
  void wrongBytesAreCorruption() throws Exception {
    Outcome outcome =
        fetch(
            (pieces, out) -> {
              byte[] body = pieces(pieces);
              body[20 * PIECE] ^= 1;
              HostileSource.send(out, HostileSource.ok(pieces, body.length), body);
              return Connection.GOES_ON;
            },
            0,
            1,
            2);
    assertArrayEquals(new int[] {1}, assertInstanceOf(Outcome.Corrupt.class, outcome).extents());
    assertEquals(List.of(0), hearing.arrivals(1));
    assertTrue(destination.holds(19));
    assertFalse(destination.holds(20));
    assertStillWhole();
  }

  @Test
  void anotherPieceOfTheReleaseIsCorruptionToo() throws Exception {
    Outcome outcome =
        fetch(
            (pieces, out) -> {
              HostileSource.send(out, HostileSource.ok(pieces, 16L * PIECE), pieces("16-31"));
              return Connection.GOES_ON;
            },
            0);
    assertInstanceOf(Outcome.Corrupt.class, outcome);
    assertStillWhole();
  }

  @Test
  void tooFewBytesAreABreak() throws Exception {
    Outcome outcome =
        fetch(
            (pieces, out) -> {
              byte[] body = Arrays.copyOf(pieces(pieces), 5 * PIECE + 7);
              HostileSource.send(out, HostileSource.ok(pieces, 16L * PIECE), body);
              return Connection.ENDS;
            },
            0);
    assertInstanceOf(Outcome.Broken.class, outcome);
    assertTrue(destination.holds(4));
    assertFalse(destination.holds(5));
    assertStillWhole();
  }

  @Test
  void tooManyBytesAreNoAnswerToTheNextRequest() throws Exception {
    Outcome outcome =
        fetch(
            (pieces, out) -> {
              byte[] body = Arrays.copyOf(pieces(pieces), 16 * PIECE + 100);
              HostileSource.send(out, HostileSource.ok(pieces, 16L * PIECE), body);
              return Connection.GOES_ON;
            },
            0);
    assertEquals(new Outcome.Done(), outcome);
    assertStillWhole();
  }

  @Test
  void answersThatPromiseSomethingElseAreRefused() throws Exception {
    List<String> heads =
        List.of(
            HostileSource.ok("0-15", 16L * PIECE + 1),
            HostileSource.ok("0-15", 0),
            HostileSource.ok("0-16", 17L * PIECE),
            HostileSource.ok("1-15", 15L * PIECE),
            HostileSource.ok("none", 0),
            HostileSource.ok("", 16L * PIECE),
            HostileSource.ok("0-159,0-159", 16L * PIECE),
            "HTTP/1.1 200 OK\nContent-Length: 5\n",
            "HTTP/1.1 200 OK\nFreshet-Pieces: 0-15\nContent-Length: 1e9\n",
            "HTTP/1.1 206 Partial\nFreshet-Pieces: 0-15\nContent-Length: 262144\n",
            "HTTP/1.1 404 No\nContent-Length: 99999999\n",
            "HTTP/1.1 503 No\nContent-Length: 99999999\n",
            "HTTP/1.1 503 No\nRetry-After: soon\n",
            "HTTP/1.1 999 What\n",
            "HTTP/1.1 2x0 OK\n",
            "ICY 200 OK\n",
            "\n",
            "220 smtp.example ESMTP\n");
    for (int i = 0; i < heads.size(); i++) {
      String head = heads.get(i);
      try (HostileSource source =
          new HostileSource(
              (pieces, out) -> {
                HostileSource.send(out, head, new byte[0]);
                return Connection.ENDS;
              })) {
        client.fetch(1000 + i, source.id, source.address(), new int[] {0});
        assertInstanceOf(Outcome.Broken.class, hearing.await(1000 + i), head);
      }
    }
    assertStillWhole();
  }

  @Test
  void aLengthThatContradictsThePiecesIsRefusedThoughTheBytesAreRight() throws Exception {
    Outcome outcome =
        fetch(
            (pieces, out) -> {
              HostileSource.send(out, HostileSource.ok(pieces, 16L * PIECE - 1), pieces(pieces));
              return Connection.GOES_ON;
            },
            0);
    assertInstanceOf(Outcome.Broken.class, outcome);
    assertFalse(destination.holds(0));
  }

  @Test
  void aHeadWithoutEndIsCut() throws Exception {
    Outcome outcome =
        fetch(
            (pieces, out) -> {
              out.write("HTTP/1.1 200 OK\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
              while (true)
                out.write("x: y\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            },
            0);
    assertInstanceOf(Outcome.Broken.class, outcome);
  }

  @Test
  void noiseIsNoAnswer() throws Exception {
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      try (HostileSource source =
          new HostileSource(
              (pieces, out) -> {
                byte[] noise = new byte[random.nextInt(30_000)];
                random.nextBytes(noise);
                out.write(noise);
                return Connection.ENDS;
              })) {
        client.fetch(seed, source.id, source.address(), new int[] {0});
        assertInstanceOf(Outcome.Broken.class, hearing.await(seed), "seed " + seed);
      }
    }
    assertStillWhole();
  }

  @Test
  void whoClosesWithoutAWordIsAskedTwiceAndNotMore() throws Exception {
    try (HostileSource source = new HostileSource((pieces, out) -> Connection.ENDS)) {
      client.fetch(1, source.id, source.address(), new int[] {0});
      assertInstanceOf(Outcome.Broken.class, hearing.await(1));
      assertEquals(2, source.connections.get());
    }
  }

  @Test
  void afterTooManyBytesTheConnectionIsNotUsedAgain() throws Exception {
    try (HostileSource source =
        new HostileSource(
            (pieces, out) -> {
              byte[] body = Arrays.copyOf(pieces(pieces), 16 * PIECE + 100);
              HostileSource.send(out, HostileSource.ok(pieces, 16L * PIECE), body);
              return Connection.GOES_ON;
            })) {
      for (int extent = 0; extent < 3; extent++) {
        client.fetch(extent, source.id, source.address(), new int[] {extent});
        hearing.await(extent);
      }
      assertTrue(source.connections.get() > 1, "one connection for all");
    }
  }

  /// A server closes a connection after some answers, as servers do: the requests behind them are
  /// sent again.
  @Test
  void aConnectionThatEndsBetweenAnswersCostsNothing() throws Exception {
    Outcome outcome =
        fetch(
            (pieces, out) -> {
              byte[] body = pieces(pieces);
              HostileSource.send(out, HostileSource.ok(pieces, body.length), body);
              return Connection.ENDS;
            },
            0,
            1,
            2,
            3,
            4,
            5,
            6,
            7,
            8,
            9);
    assertEquals(new Outcome.Done(), outcome);
    watcher.awaitComplete();
  }

  @Test
  void whoSendsNothingIsStalled() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    Outcome outcome =
        fetch(
            (pieces, out) -> {
              await(over);
              return Connection.ENDS;
            },
            0);
    assertEquals(new Outcome.Stalled(), outcome);
    over.countDown();
    assertStillWhole();
  }

  /// What waits for its turn behind a stall would only stall after it: it is not tried. Repeated,
  /// because the two connections stall at one moment in every second run only.
  @RepeatedTest(5)
  void whatWaitsForAStalledSourceIsNotTried() throws Exception {
    try (HostileSource source = new HostileSource((pieces, out) -> Connection.GOES_ON)) {
      for (int extent = 0; extent < 9; extent++) {
        client.fetch(extent, source.id, source.address(), new int[] {extent});
      }
      for (int extent = 0; extent < 9; extent++) {
        assertEquals(new Outcome.Stalled(), hearing.await(extent));
      }
      assertEquals(2, source.connections.get());
    }
    assertStillWhole();
  }

  @Test
  void whoStopsInTheMiddleIsStalled() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    Outcome outcome =
        fetch(
            (pieces, out) -> {
              HostileSource.send(
                  out,
                  HostileSource.ok(pieces, 16L * PIECE),
                  Arrays.copyOf(pieces(pieces), 3 * PIECE));
              await(over);
              return Connection.ENDS;
            },
            0);
    assertEquals(new Outcome.Stalled(), outcome);
    assertTrue(destination.holds(2));
    over.countDown();
    assertStillWhole();
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void whoIsBusySaysForHowLong() throws Exception {
    Outcome outcome =
        fetch(
            (pieces, out) -> {
              HostileSource.send(
                  out,
                  "HTTP/1.1 503 Busy\nRetry-After: 7\nContent-Length: 4\n",
                  new byte[] {'b', 'u', 's', 'y'});
              return Connection.GOES_ON;
            },
            0);
    assertEquals(new Outcome.Busy(Duration.ofSeconds(7)), outcome);
  }

  @Test
  void retryAfterIsNotBelievedForEver() throws Exception {
    Outcome outcome =
        fetch(
            (pieces, out) -> {
              HostileSource.send(out, "HTTP/1.1 503 Busy\nRetry-After: 999999999\n", new byte[0]);
              return Connection.GOES_ON;
            },
            0);
    assertEquals(new Outcome.Busy(Duration.ofSeconds(60)), outcome);
  }

  @Test
  void aCancelledFetchLeavesASourceThatIsSilent() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (HostileSource source =
        new HostileSource(
            (pieces, out) -> {
              await(over);
              return Connection.ENDS;
            })) {
      client.fetch(1, source.id, source.address(), new int[] {0});
      source.firstRequest.await();
      client.cancel(1);
      assertEquals(new Outcome.Cancelled(), hearing.await(1));
      client.fetch(2, source.id, source.address(), new int[] {1});
      client.close();
      assertEquals(new Outcome.Cancelled(), hearing.await(2));
      client.fetch(3, source.id, source.address(), new int[] {1});
      assertEquals(new Outcome.Cancelled(), hearing.await(3));
      over.countDown();
    }
  }

  /// Of what a cancelled fetch still gets, little is dropped and the connection kept; of much, it
  /// is cut.
  @Test
  void whatIsNotWantedAnyMoreIsDropped() throws Exception {
    CountDownLatch sentSome = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (HostileSource source =
        new HostileSource(
            (pieces, out) -> {
              byte[] body = pieces(pieces);
              HostileSource.send(
                  out, HostileSource.ok(pieces, body.length), Arrays.copyOf(body, PIECE));
              sentSome.countDown();
              await(goOn);
              out.write(body, PIECE, body.length - PIECE);
              return Connection.GOES_ON;
            })) {
      client.fetch(1, source.id, source.address(), new int[] {0});
      sentSome.await();
      client.cancel(1);
      goOn.countDown();
      client.fetch(2, source.id, source.address(), new int[] {1});
      assertEquals(new Outcome.Done(), hearing.await(2));
      assertEquals(1, source.connections.get());
    }
  }

  @Test
  void aFullDiskBlamesNobody() throws Exception {
    // The staging folder is taken away, so that nothing can be written any more.
    Path notes = temp.resolve("dest/.freshet").resolve(release.manifest().infoHash().hex());
    Files.delete(notes.resolve("staging"));
    Files.writeString(notes.resolve("staging"), "in the way");
    Outcome outcome =
        fetch(
            (pieces, out) -> {
              byte[] body = pieces(pieces);
              HostileSource.send(out, HostileSource.ok(pieces, body.length), body);
              return Connection.GOES_ON;
            },
            0);
    assertInstanceOf(Outcome.RefusedDisk.class, outcome);
  }
}
