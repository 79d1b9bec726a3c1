package io.freshet.node.transfer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.node.disk.TestRelease;
import io.freshet.node.transfer.HostileSource.Behaviour;
import io.freshet.node.transfer.HostileSource.Connection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The client against sources that lie, break and babble: nothing wrong is held, and each is named
/// for what it did.
final class LyingSourcesTest {
  private static final int PIECE = TestRelease.PIECE;

  @TempDir Path temp;
  private Fetching here;

  @BeforeEach
  void open() throws Exception {
    here = new Fetching(temp);
  }

  @AfterEach
  void close() throws Exception {
    here.close();
  }

  private void assertBroken(Behaviour behaviour, String what) throws Exception {
    assertInstanceOf(Outcome.Broken.class, here.fetch(behaviour, 0), what);
  }

  @Test
  void wrongBytesAreCorruption() throws Exception {
    Outcome outcome =
        here.fetch(
            here.answers(
                body -> {
                  body[20 * PIECE] ^= 1;
                  return body;
                },
                Connection.GOES_ON),
            0,
            1,
            2);
    assertArrayEquals(new int[] {1}, assertInstanceOf(Outcome.Corrupt.class, outcome).extents());
    assertEquals(List.of(0), here.hearing.arrivals(here.requests));
    assertTrue(here.destination.holds(19));
    assertFalse(here.destination.holds(20));
    here.assertStillWhole();
  }

  @Test
  void anotherPieceOfTheReleaseIsCorruptionToo() throws Exception {
    Outcome outcome = here.fetch(here.answers(_ -> here.pieces("16-31"), Connection.GOES_ON), 0);
    assertInstanceOf(Outcome.Corrupt.class, outcome);
    here.assertStillWhole();
  }

  @Test
  void tooFewBytesAreABreak() throws Exception {
    assertBroken(here.answers(Fetching.cutTo(5 * PIECE + 7), Connection.ENDS), "too few");
    assertTrue(here.destination.holds(4));
    assertFalse(here.destination.holds(5));
    here.assertStillWhole();
  }

  @Test
  void tooManyBytesAreNoAnswerToTheNextRequest() throws Exception {
    Outcome outcome =
        here.fetch(here.answers(Fetching.cutTo(Fetching.EXTENT + 100), Connection.GOES_ON), 0);
    assertEquals(new Outcome.Done(), outcome);
    here.assertStillWhole();
  }

  @Test
  void answersThatPromiseSomethingElseAreRefused() throws Exception {
    for (String head :
        List.of(
            HostileSource.ok("0-15", Fetching.EXTENT + 1),
            HostileSource.ok("0-15", 0),
            HostileSource.ok("0-16", 17L * PIECE),
            HostileSource.ok("1-15", 15L * PIECE),
            HostileSource.ok("none", 0),
            HostileSource.ok("", Fetching.EXTENT),
            HostileSource.ok("0-159,0-159", Fetching.EXTENT),
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
      assertBroken(Fetching.says(head, ""), head);
    }
    here.assertStillWhole();
  }

  /// What it sends is right, but not what it was asked for.
  @Test
  void otherPiecesThanWereAskedForAreRefused() throws Exception {
    for (String others : List.of("16-31", "0-31")) {
      byte[] body = here.pieces(others);
      assertBroken(
          (pieces, out) -> {
            HostileSource.send(out, HostileSource.ok(others, body.length), body);
            return Connection.GOES_ON;
          },
          others);
    }
    here.assertStillWhole();
  }

  @Test
  void aRefusalOfManyWordsIsNotListenedTo() throws Exception {
    assertBroken(
        Fetching.says("HTTP/1.1 404 No\nContent-Length: 70000\n", "x".repeat(70_000)), "70,000");
  }

  @Test
  void aLengthThatContradictsThePiecesIsRefusedThoughTheBytesAreRight() throws Exception {
    assertBroken(
        (pieces, out) -> {
          HostileSource.send(
              out, HostileSource.ok(pieces, Fetching.EXTENT - 1), here.pieces(pieces));
          return Connection.GOES_ON;
        },
        "one byte less is promised");
    assertFalse(here.destination.holds(0));
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
    here.assertStillWhole();
  }

  @Test
  void whoClosesWithoutAWordIsAskedTwiceAndNotMore() throws Exception {
    try (HostileSource source = new HostileSource((pieces, out) -> Connection.ENDS)) {
      here.client.fetch(1, source.id, source.address(), new int[] {0});
      assertInstanceOf(Outcome.Broken.class, here.hearing.await(1));
      assertEquals(2, source.connections.get());
    }
  }

  @Test
  void afterTooManyBytesTheConnectionIsNotUsedAgain() throws Exception {
    try (HostileSource source =
        new HostileSource(
            here.answers(Fetching.cutTo(Fetching.EXTENT + 100), Connection.GOES_ON))) {
      for (int extent = 0; extent < 3; extent++) {
        here.client.fetch(extent, source.id, source.address(), new int[] {extent});
        here.hearing.await(extent);
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
    try (HostileSource source = new HostileSource(here.answers(first, Connection.GOES_ON))) {
      here.client.fetch(1, source.id, source.address(), new int[] {0});
      assertInstanceOf(Outcome.Corrupt.class, here.hearing.await(1));
      here.client.fetch(2, source.id, source.address(), new int[] {1});
      assertEquals(new Outcome.Done(), here.hearing.await(2));
      assertEquals(2, source.connections.get());
    }
  }

  /// A server closes a connection after each answer, as some do: the requests behind them are sent
  /// again.
  @Test
  void aConnectionThatEndsBetweenAnswersCostsNothing() throws Exception {
    try (HostileSource source =
        new HostileSource(here.answers(UnaryOperator.identity(), Connection.ENDS))) {
      for (int extent = 0; extent < 10; extent++) {
        here.client.fetch(extent, source.id, source.address(), new int[] {extent});
      }
      for (int extent = 0; extent < 10; extent++) {
        assertEquals(new Outcome.Done(), here.hearing.await(extent), "extent " + extent);
      }
    }
    here.watcher.awaitComplete();
  }

  @Test
  void aFullDiskBlamesNobody() throws Exception {
    // The staging folder is taken away, so that nothing can be written any more.
    Path notes = temp.resolve("dest/.freshet").resolve(here.release.manifest().infoHash().hex());
    Files.delete(notes.resolve("staging"));
    Files.writeString(notes.resolve("staging"), "in the way");
    Outcome outcome = here.fetch(here.answers(UnaryOperator.identity(), Connection.GOES_ON), 0);
    assertInstanceOf(Outcome.RefusedDisk.class, outcome);
  }
}
