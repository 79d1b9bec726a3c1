package io.freshet.node.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.node.Patience;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class OutboxTest {

  private static final long LONG_NANOS = Patience.DURATION.toNanos();

  private static List<String> drain(Outbox<String> outbox) throws InterruptedException {
    List<String> all = new ArrayList<>();
    for (String next = outbox.take(() -> true, 0);
        next != null;
        next = outbox.take(() -> true, 0)) {
      all.add(next);
    }
    return all;
  }

  @Test
  void aFullOneSaysSo() throws InterruptedException {
    var outbox = new Outbox<String>(2);
    assertTrue(outbox.offer("a"));
    assertTrue(outbox.offer("b"));
    assertFalse(outbox.offer("c"));
    assertEquals(List.of("a", "b"), drain(outbox));
    assertTrue(outbox.offer("c"));
  }

  @Test
  void aClosedOneTakesAllAndKeepsNothing() throws InterruptedException {
    var outbox = new Outbox<String>(1);
    assertTrue(outbox.offer("a"));
    outbox.close();
    assertTrue(outbox.offer("b"));
    assertTrue(outbox.offer("c"));
    assertNull(outbox.take(() -> true, LONG_NANOS));
  }

  @Test
  void theLatestThatTakesAMessageHasItMerged() throws InterruptedException {
    var outbox = new Outbox<String>(5);
    for (String one : List.of("x1", "y1", "x2", "z1")) {
      assertTrue(outbox.offer(one));
    }
    assertTrue(
        outbox.offerMerged(
            "x3", earlier -> earlier.startsWith("x") ? earlier + "+x3" : null, _ -> false));
    assertTrue(
        outbox.offerMerged(
            "y2", earlier -> earlier.startsWith("y") ? earlier + "+y2" : null, "x2+x3"::equals));
    assertEquals(List.of("x1", "y1", "x2+x3", "z1", "y2"), drain(outbox));
  }

  @Test
  void mergingNeedsNoRoom() throws InterruptedException {
    var outbox = new Outbox<String>(1);
    assertTrue(outbox.offer("x"));
    assertTrue(outbox.offerMerged("x", earlier -> earlier + "x", _ -> false));
    assertFalse(outbox.offerMerged("y", _ -> null, _ -> false));
    assertEquals(List.of("xx"), drain(outbox));
  }

  @Test
  void nothingIsTakenBeforeThePeerIsReady() throws Exception {
    var outbox = new Outbox<String>(1);
    var ready = new AtomicBoolean();
    var asked = new CountDownLatch(1);
    assertTrue(outbox.offer("a"));
    assertNull(outbox.take(ready::get, 0));
    var taken = new CompletableFuture<String>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                String message =
                    outbox.take(
                        () -> {
                          asked.countDown();
                          return ready.get();
                        },
                        LONG_NANOS);
                taken.complete(String.valueOf(message));
              } catch (InterruptedException e) {
                taken.completeExceptionally(e);
              }
            });
    assertTrue(asked.await(Patience.SECONDS, TimeUnit.SECONDS));
    ready.set(true);
    outbox.wake();
    assertEquals("a", taken.get(Patience.SECONDS, TimeUnit.SECONDS));
  }
}
