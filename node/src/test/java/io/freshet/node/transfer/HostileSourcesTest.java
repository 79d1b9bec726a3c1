package io.freshet.node.transfer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.engine.NodeId;
import io.freshet.node.Patience;
import io.freshet.node.disk.Destination;
import io.freshet.node.disk.DestinationOpening;
import io.freshet.node.disk.LiveSource;
import io.freshet.node.disk.TestRelease;
import io.freshet.node.disk.Watcher;
import io.freshet.node.transfer.HostileSource.Behaviour;
import io.freshet.node.transfer.HostileSource.Connection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The client against sources that lie, stall, break and babble: nothing wrong is held, and each is
/// named for what it did.
final class HostileSourcesTest {
  private static final int PIECE = TestRelease.PIECE;

  private static final int EXTENT = 16 * PIECE;

  /// What the impatient client waits for: a tenth of what is waited for outside of tests. The other
  /// client has patience, so that a starved machine is not taken for a stalled source.
  private static final long STALL_NANOS = PieceClient.STALL_NANOS / 10;

  @TempDir Path temp;
  private TestRelease release;
  private Destination destination;
  private PieceClient client;
  private PieceClient impatient;
  private long requests;
  private final Hearing hearing = new Hearing();
  private final Watcher watcher = new Watcher();

  @BeforeEach
  void open() throws Exception {
    Path source = Files.createDirectory(temp.resolve("source"));
    TestRelease.write(source, "file", TestRelease.noise(1, 160 * PIECE));
    release = TestRelease.scan(source);
    destination =
        DestinationOpening.of(release.manifest(), temp.resolve("dest").toString(), watcher).open();
    client = client(Patience.DURATION.toNanos());
    impatient = client(STALL_NANOS);
  }

  private PieceClient client(long stallNanos) {
    return client(stallNanos, DownloadSlots.unbounded());
  }

  private PieceClient client(long stallNanos, DownloadSlots slots) {
    return new PieceClient(
        destination,
        new NodeId(1),
        RateLimit.unlimited(),
        slots,
        new Traffic(),
        hearing,
        stallNanos);
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    impatient.close();
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

  /// Promises what was asked for, and sends what becomes of it.
  private Behaviour answers(UnaryOperator<byte[]> spoiled, Connection then) {
    return (pieces, out) -> {
      byte[] body = pieces(pieces);
      HostileSource.send(out, HostileSource.ok(pieces, body.length), spoiled.apply(body));
      return then;
    };
  }

  private static UnaryOperator<byte[]> cutTo(int bytes) {
    return body -> Arrays.copyOf(body, bytes);
  }

  private static Behaviour says(String head, String body) {
    return (pieces, out) -> {
      HostileSource.send(out, head, body.getBytes(US_ASCII));
      return Connection.ENDS;
    };
  }

  /// With one slot, the second of two sources is asked when the first has answered.
  @Test
  void whoHasOneSlotFetchesFromOneAfterTheOther() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch mayAnswer = new CountDownLatch(1);
    AtomicBoolean answered = new AtomicBoolean();
    AtomicBoolean early = new AtomicBoolean();
    Behaviour honest = answers(body -> body, Connection.GOES_ON);
    try (PieceClient single = client(Patience.DURATION.toNanos(), new DownloadSlots(1));
        HostileSource first =
            new HostileSource(
                (pieces, out) -> {
                  asked.countDown();
                  try {
                    mayAnswer.await();
                  } catch (InterruptedException e) {
                    return Connection.ENDS;
                  }
                  Connection then = honest.answer(pieces, out);
                  answered.set(true);
                  return then;
                });
        HostileSource second =
            new HostileSource(
                (pieces, out) -> {
                  if (mayAnswer.getCount() > 0) early.set(true);
                  return honest.answer(pieces, out);
                })) {
      single.fetch(1, first.id, first.address(), new int[] {0, 1});
      asked.await();
      single.fetch(2, new NodeId(12), second.address(), new int[] {2});
      // Time in which the second could be asked, too: another client fetches something as a whole.
      try (HostileSource third = new HostileSource(honest)) {
        client.fetch(3, third.id, third.address(), new int[] {3, 4, 5, 6, 7, 8, 9});
        assertEquals(new Outcome.Done(), hearing.await(3));
      }
      mayAnswer.countDown();
      assertEquals(new Outcome.Done(), hearing.await(2));
      assertEquals(new Outcome.Done(), hearing.await(1));
      assertFalse(early.get(), "both were asked at once");
      assertTrue(answered.get());
    }
  }

  /// Who waits for a slot can be closed.
  @Test
  void whoWaitsForASlotLetsNobodyWait() throws Exception {
    DownloadSlots slots = new DownloadSlots(1);
    try (HostileSource silent = new HostileSource((_, _) -> Connection.FALLS_SILENT);
        HostileSource other = new HostileSource(answers(body -> body, Connection.GOES_ON))) {
      try (PieceClient single = client(Patience.DURATION.toNanos(), slots)) {
        single.fetch(1, silent.id, silent.address(), new int[] {0});
        silent.firstRequest.await();
        single.fetch(2, new NodeId(12), other.address(), new int[] {1});
      }
      assertEquals(new Outcome.Cancelled(), hearing.await(1));
      assertEquals(new Outcome.Cancelled(), hearing.await(2));
      try (PieceClient next = client(Patience.DURATION.toNanos(), slots)) {
        next.fetch(3, new NodeId(12), other.address(), new int[] {1});
        assertEquals(new Outcome.Done(), hearing.await(3), "the slot is free again");
      }
    }
  }

  private Outcome fetch(Behaviour behaviour, int... extents) throws Exception {
    return fetch(client, behaviour, extents);
  }

  private Outcome fetch(PieceClient by, Behaviour behaviour, int... extents) throws Exception {
    try (HostileSource source = new HostileSource(behaviour)) {
      by.fetch(++requests, source.id, source.address(), extents);
      return hearing.await(requests);
    }
  }

  private void assertBroken(Behaviour behaviour, String what) throws Exception {
    assertInstanceOf(Outcome.Broken.class, fetch(behaviour, 0), what);
  }

  /// Whatever happened, an honest source brings the rest.
  private void assertStillWhole() throws Exception {
    for (int piece = 0; piece < 160; piece++) {
      if (!destination.holds(piece)) continue;
      try (var reading = destination.read(piece).orElseThrow()) {
        var bytes = ByteBuffer.allocate(reading.remaining());
        while (reading.remaining() > 0) reading.fill(bytes);
        assertArrayEquals(release.piece(piece), bytes.array(), "piece " + piece);
      }
    }
    try (LiveSource live = Serving.live(release);
        Serving honest = Serving.of(2, live)) {
      client.fetch(++requests, honest.id, honest.address(), destination.wanted().toArray());
      assertEquals(new Outcome.Done(), hearing.await(requests));
      watcher.awaitComplete();
    }
  }

  @Test
  void wrongBytesAreCorruption() throws Exception {
    Outcome outcome =
        fetch(
            answers(
                body -> {
                  body[20 * PIECE] ^= 1;
                  return body;
                },
                Connection.GOES_ON),
            0,
            1,
            2);
    assertArrayEquals(new int[] {1}, assertInstanceOf(Outcome.Corrupt.class, outcome).extents());
    assertEquals(List.of(0), hearing.arrivals(requests));
    assertTrue(destination.holds(19));
    assertFalse(destination.holds(20));
    assertStillWhole();
  }

  @Test
  void anotherPieceOfTheReleaseIsCorruptionToo() throws Exception {
    Outcome outcome = fetch(answers(_ -> pieces("16-31"), Connection.GOES_ON), 0);
    assertInstanceOf(Outcome.Corrupt.class, outcome);
    assertStillWhole();
  }

  @Test
  void tooFewBytesAreABreak() throws Exception {
    assertBroken(answers(cutTo(5 * PIECE + 7), Connection.ENDS), "too few");
    assertTrue(destination.holds(4));
    assertFalse(destination.holds(5));
    assertStillWhole();
  }

  @Test
  void tooManyBytesAreNoAnswerToTheNextRequest() throws Exception {
    Outcome outcome = fetch(answers(cutTo(EXTENT + 100), Connection.GOES_ON), 0);
    assertEquals(new Outcome.Done(), outcome);
    assertStillWhole();
  }

  @Test
  void answersThatPromiseSomethingElseAreRefused() throws Exception {
    for (String head :
        List.of(
            HostileSource.ok("0-15", EXTENT + 1),
            HostileSource.ok("0-15", 0),
            HostileSource.ok("0-16", 17L * PIECE),
            HostileSource.ok("1-15", 15L * PIECE),
            HostileSource.ok("none", 0),
            HostileSource.ok("", EXTENT),
            HostileSource.ok("0-159,0-159", EXTENT),
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
            "220 smtp.example ESMTP\n")) {
      assertBroken(says(head, ""), head);
    }
    assertStillWhole();
  }

  /// What it sends is right, but not what it was asked for.
  @Test
  void otherPiecesThanWereAskedForAreRefused() throws Exception {
    for (String others : List.of("16-31", "0-31")) {
      byte[] body = pieces(others);
      assertBroken(
          (pieces, out) -> {
            HostileSource.send(out, HostileSource.ok(others, body.length), body);
            return Connection.GOES_ON;
          },
          others);
    }
    assertStillWhole();
  }

  @Test
  void aRefusalOfManyWordsIsNotListenedTo() throws Exception {
    assertBroken(says("HTTP/1.1 404 No\nContent-Length: 70000\n", "x".repeat(70_000)), "70,000");
  }

  @Test
  void aLengthThatContradictsThePiecesIsRefusedThoughTheBytesAreRight() throws Exception {
    assertBroken(
        (pieces, out) -> {
          HostileSource.send(out, HostileSource.ok(pieces, EXTENT - 1), pieces(pieces));
          return Connection.GOES_ON;
        },
        "one byte less is promised");
    assertFalse(destination.holds(0));
  }

  @Test
  void aHeadWithoutEndIsCut() throws Exception {
    assertBroken(
        (pieces, out) -> {
          out.write("HTTP/1.1 200 OK\r\n".getBytes(US_ASCII));
          while (true) out.write("x: y\r\n".getBytes(US_ASCII));
        },
        "a head without end");
  }

  @Test
  void noiseIsNoAnswer() throws Exception {
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      byte[] noise = new byte[random.nextInt(30_000)];
      random.nextBytes(noise);
      assertBroken(
          (pieces, out) -> {
            out.write(noise);
            return Connection.ENDS;
          },
          "seed " + seed);
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
        new HostileSource(answers(cutTo(EXTENT + 100), Connection.GOES_ON))) {
      for (int extent = 0; extent < 3; extent++) {
        client.fetch(extent, source.id, source.address(), new int[] {extent});
        hearing.await(extent);
      }
      assertTrue(source.connections.get() > 1, "one connection for all");
    }
  }

  @Test
  void afterWrongBytesTheConnectionIsNotUsedAgain() throws Exception {
    AtomicBoolean lies = new AtomicBoolean(true);
    UnaryOperator<byte[]> first =
        body -> {
          if (lies.getAndSet(false)) body[0] ^= 1;
          return body;
        };
    try (HostileSource source = new HostileSource(answers(first, Connection.GOES_ON))) {
      client.fetch(1, source.id, source.address(), new int[] {0});
      assertInstanceOf(Outcome.Corrupt.class, hearing.await(1));
      client.fetch(2, source.id, source.address(), new int[] {1});
      assertEquals(new Outcome.Done(), hearing.await(2));
      assertEquals(2, source.connections.get());
    }
  }

  /// A server closes a connection after each answer, as some do: the requests behind them are sent
  /// again.
  @Test
  void aConnectionThatEndsBetweenAnswersCostsNothing() throws Exception {
    try (HostileSource source =
        new HostileSource(answers(UnaryOperator.identity(), Connection.ENDS))) {
      for (int extent = 0; extent < 10; extent++) {
        client.fetch(extent, source.id, source.address(), new int[] {extent});
      }
      for (int extent = 0; extent < 10; extent++) {
        assertEquals(new Outcome.Done(), hearing.await(extent), "extent " + extent);
      }
    }
    watcher.awaitComplete();
  }

  @Test
  void whoSendsNothingIsStalled() throws Exception {
    Outcome outcome = fetch(impatient, (pieces, out) -> Connection.FALLS_SILENT, 0);
    assertEquals(new Outcome.Stalled(), outcome);
    assertStillWhole();
  }

  /// What waits for its turn behind a stall would only stall after it: it is not tried. Repeated,
  /// because the two connections stall at one moment in every second run only.
  @RepeatedTest(5)
  void whatWaitsForAStalledSourceIsNotTried() throws Exception {
    try (HostileSource source = new HostileSource((pieces, out) -> Connection.FALLS_SILENT)) {
      for (int extent = 0; extent < 9; extent++) {
        impatient.fetch(extent, source.id, source.address(), new int[] {extent});
      }
      for (int extent = 0; extent < 9; extent++) {
        assertEquals(new Outcome.Stalled(), hearing.await(extent));
      }
      requests = 9;
      // A starved machine may not have accepted what connected; more than two is one too many.
      assertTrue(source.connections.get() <= 2, "connections: " + source.connections);
    }
    assertStillWhole();
  }

  /// On a starved machine, the source may be given up before its three pieces have come: then it is
  /// asked again.
  @Test
  @Timeout(Patience.SECONDS)
  void whoStopsInTheMiddleIsStalled() throws Exception {
    Behaviour stops = answers(cutTo(3 * PIECE), Connection.FALLS_SILENT);
    do {
      assertEquals(new Outcome.Stalled(), fetch(impatient, stops, 0));
    } while (!destination.holds(2));
    assertStillWhole();
  }

  @Test
  void whoIsBusySaysForHowLong() throws Exception {
    Outcome outcome =
        fetch(says("HTTP/1.1 503 Busy\nRetry-After: 7\nContent-Length: 4\n", "busy"), 0);
    assertEquals(new Outcome.Busy(Duration.ofSeconds(7)), outcome);
  }

  @Test
  void retryAfterIsNotBelievedForEver() throws Exception {
    Outcome outcome = fetch(says("HTTP/1.1 503 Busy\nRetry-After: 999999999\n", ""), 0);
    assertEquals(new Outcome.Busy(Duration.ofSeconds(60)), outcome);
  }

  @Test
  void aCancelledFetchLeavesASourceThatIsSilent() throws Exception {
    try (HostileSource source = new HostileSource((pieces, out) -> Connection.FALLS_SILENT)) {
      client.fetch(1, source.id, source.address(), new int[] {0});
      source.firstRequest.await();
      client.cancel(1);
      assertEquals(new Outcome.Cancelled(), hearing.await(1));
      client.fetch(2, source.id, source.address(), new int[] {1});
      client.close();
      assertEquals(new Outcome.Cancelled(), hearing.await(2));
      client.fetch(3, source.id, source.address(), new int[] {1});
      assertEquals(new Outcome.Cancelled(), hearing.await(3));
    }
  }

  /// Of what a cancelled fetch still gets, little is dropped and the connection kept; of much, it
  /// is cut.
  @Test
  void whatIsNotWantedAnyMoreIsDropped() throws Exception {
    assertEquals(1, connectionsFor(1, new int[] {0}));
    assertEquals(2, connectionsFor(9, new int[] {2, 3, 4, 5, 6, 7, 8}));
  }

  /// One extent is fetched behind some that are cancelled.
  private int connectionsFor(int behind, int[] cancelled) throws Exception {
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
      client.fetch(++requests, source.id, source.address(), cancelled);
      sentSome.await();
      client.cancel(requests);
      goOn.countDown();
      client.fetch(++requests, source.id, source.address(), new int[] {behind});
      assertEquals(new Outcome.Done(), hearing.await(requests));
      return source.connections.get();
    }
  }

  @Test
  void aFullDiskBlamesNobody() throws Exception {
    // The staging folder is taken away, so that nothing can be written any more.
    Path notes = temp.resolve("dest/.freshet").resolve(release.manifest().infoHash().hex());
    Files.delete(notes.resolve("staging"));
    Files.writeString(notes.resolve("staging"), "in the way");
    Outcome outcome = fetch(answers(UnaryOperator.identity(), Connection.GOES_ON), 0);
    assertInstanceOf(Outcome.RefusedDisk.class, outcome);
  }

  /// One that has given and falls silent is no source any more, long before it counts as stalled.
  @Test
  void whoGaveNothingForThreeSecondsIsNoSource() throws Exception {
    long before = System.nanoTime();
    // The head alone, which comes in one go: nothing moves once it has been seen to.
    Behaviour beginsOnly =
        (pieces, out) -> {
          HostileSource.send(out, HostileSource.ok(pieces, EXTENT), new byte[0]);
          return Connection.FALLS_SILENT;
        };
    try (HostileSource source = new HostileSource(beginsOnly)) {
      client.fetch(1, source.id, source.address(), new int[] {0});
      Patience.until(() -> client.givingSources(before) > 0, () -> "it never began");
      assertEquals(0, client.givingSources(System.nanoTime() + Duration.ofSeconds(3).toNanos()));
    }
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
