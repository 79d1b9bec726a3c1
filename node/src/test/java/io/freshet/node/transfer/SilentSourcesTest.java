package io.freshet.node.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.engine.NodeId;
import io.freshet.node.Patience;
import io.freshet.node.disk.TestRelease;
import io.freshet.node.transfer.HostileSource.Behaviour;
import io.freshet.node.transfer.HostileSource.Connection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The client against sources that stall, are busy or are not wanted any more: nobody waits for
/// them, and no slot is kept for them.
final class SilentSourcesTest {
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

  /// With one slot, the second of two sources is asked when the first has answered.
  @Test
  void whoHasOneSlotFetchesFromOneAfterTheOther() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch mayAnswer = new CountDownLatch(1);
    AtomicBoolean answered = new AtomicBoolean();
    AtomicBoolean early = new AtomicBoolean();
    Behaviour honest = here.answers(body -> body, Connection.GOES_ON);
    try (PieceClient single = here.client(Patience.DURATION.toNanos(), new DownloadSlots(1));
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
        here.client.fetch(3, third.id, third.address(), new int[] {3, 4, 5, 6, 7, 8, 9});
        assertEquals(new Outcome.Done(), here.hearing.await(3));
      }
      mayAnswer.countDown();
      assertEquals(new Outcome.Done(), here.hearing.await(2));
      assertEquals(new Outcome.Done(), here.hearing.await(1));
      assertFalse(early.get(), "both were asked at once");
      assertTrue(answered.get());
    }
  }

  /// Who waits for a slot can be closed.
  @Test
  void whoWaitsForASlotLetsNobodyWait() throws Exception {
    DownloadSlots slots = new DownloadSlots(1);
    try (HostileSource silent = new HostileSource((_, _) -> Connection.FALLS_SILENT);
        HostileSource other = new HostileSource(here.answers(body -> body, Connection.GOES_ON))) {
      try (PieceClient single = here.client(Patience.DURATION.toNanos(), slots)) {
        single.fetch(1, silent.id, silent.address(), new int[] {0});
        silent.firstRequest.await();
        single.fetch(2, new NodeId(12), other.address(), new int[] {1});
      }
      assertEquals(new Outcome.Cancelled(), here.hearing.await(1));
      assertEquals(new Outcome.Cancelled(), here.hearing.await(2));
      try (PieceClient next = here.client(Patience.DURATION.toNanos(), slots)) {
        next.fetch(3, new NodeId(12), other.address(), new int[] {1});
        assertEquals(new Outcome.Done(), here.hearing.await(3), "the slot is free again");
      }
    }
  }

  @Test
  void whoSendsNothingIsStalled() throws Exception {
    Outcome outcome = here.fetch(here.impatient, (pieces, out) -> Connection.FALLS_SILENT, 0);
    assertEquals(new Outcome.Stalled(), outcome);
    here.assertStillWhole();
  }

  /// What waits for its turn behind a stall would only stall after it: it is not tried. Repeated,
  /// because the two connections stall at one moment in every second run only.
  @RepeatedTest(5)
  void whatWaitsForAStalledSourceIsNotTried() throws Exception {
    try (HostileSource source = new HostileSource((pieces, out) -> Connection.FALLS_SILENT)) {
      for (int extent = 0; extent < 9; extent++) {
        here.impatient.fetch(extent, source.id, source.address(), new int[] {extent});
      }
      for (int extent = 0; extent < 9; extent++) {
        assertEquals(new Outcome.Stalled(), here.hearing.await(extent));
      }
      here.requests = 9;
      // A starved machine may not have accepted what connected; more than two is one too many.
      assertTrue(source.connections.get() <= 2, "connections: " + source.connections);
    }
    here.assertStillWhole();
  }

  /// On a starved machine, the source may be given up before its three pieces have come: then it is
  /// asked again.
  @Test
  @Timeout(Patience.SECONDS)
  void whoStopsInTheMiddleIsStalled() throws Exception {
    Behaviour stops = here.answers(Fetching.cutTo(3 * PIECE), Connection.FALLS_SILENT);
    do {
      assertEquals(new Outcome.Stalled(), here.fetch(here.impatient, stops, 0));
    } while (!here.destination.holds(2));
    here.assertStillWhole();
  }

  @Test
  void whoIsBusySaysForHowLong() throws Exception {
    Outcome outcome =
        here.fetch(
            Fetching.says("HTTP/1.1 503 Busy\nRetry-After: 7\nContent-Length: 4\n", "busy"), 0);
    assertEquals(new Outcome.Busy(Duration.ofSeconds(7)), outcome);
  }

  @Test
  void retryAfterIsNotBelievedForEver() throws Exception {
    Outcome outcome =
        here.fetch(Fetching.says("HTTP/1.1 503 Busy\nRetry-After: 999999999\n", ""), 0);
    assertEquals(new Outcome.Busy(Duration.ofSeconds(60)), outcome);
  }

  @Test
  void aCancelledFetchLeavesASourceThatIsSilent() throws Exception {
    try (HostileSource source = new HostileSource((pieces, out) -> Connection.FALLS_SILENT)) {
      here.client.fetch(1, source.id, source.address(), new int[] {0});
      source.firstRequest.await();
      here.client.cancel(1);
      assertEquals(new Outcome.Cancelled(), here.hearing.await(1));
      here.client.fetch(2, source.id, source.address(), new int[] {1});
      here.client.close();
      assertEquals(new Outcome.Cancelled(), here.hearing.await(2));
      here.client.fetch(3, source.id, source.address(), new int[] {1});
      assertEquals(new Outcome.Cancelled(), here.hearing.await(3));
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
              byte[] body = here.pieces(pieces);
              HostileSource.send(
                  out, HostileSource.ok(pieces, body.length), Arrays.copyOf(body, PIECE));
              sentSome.countDown();
              await(goOn);
              out.write(body, PIECE, body.length - PIECE);
              return Connection.GOES_ON;
            })) {
      here.client.fetch(++here.requests, source.id, source.address(), cancelled);
      sentSome.await();
      here.client.cancel(here.requests);
      goOn.countDown();
      here.client.fetch(++here.requests, source.id, source.address(), new int[] {behind});
      assertEquals(new Outcome.Done(), here.hearing.await(here.requests));
      return source.connections.get();
    }
  }

  /// One that has given and falls silent is no source any more, long before it counts as stalled.
  @Test
  void whoGaveNothingForThreeSecondsIsNoSource() throws Exception {
    long before = System.nanoTime();
    // The head alone, which comes in one go: nothing moves once it has been seen to.
    Behaviour beginsOnly =
        (pieces, out) -> {
          HostileSource.send(out, HostileSource.ok(pieces, Fetching.EXTENT), new byte[0]);
          return Connection.FALLS_SILENT;
        };
    try (HostileSource source = new HostileSource(beginsOnly)) {
      here.client.fetch(1, source.id, source.address(), new int[] {0});
      Patience.until(() -> here.client.givingSources(before) > 0, () -> "it never began");
      assertEquals(
          0, here.client.givingSources(System.nanoTime() + Duration.ofSeconds(3).toNanos()));
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
