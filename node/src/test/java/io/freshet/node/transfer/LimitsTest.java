package io.freshet.node.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.node.Patience;
import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Rate limits and stalls, in a time of the test's own.
final class LimitsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int KIB = 1 << 10;

  /// Connections that move portions as the bucket lets them, each waking up a little late.
  private static long movedIn10Seconds(long rate, int connections, Random random) {
    TokenBucket bucket = new TokenBucket(rate, 0);
    long[] ready = new long[connections];
    long moved = 0;
    while (true) {
      int next = 0;
      for (int i = 1; i < connections; i++) if (ready[i] < ready[next]) next = i;
      if (ready[next] >= 10 * SECOND) return moved;
      int bytes = 1 + random.nextInt((int) Math.min(256 * KIB, Math.max(1460, rate / 20)));
      long from = bucket.book(bytes, ready[next]);
      ready[next] = Math.max(ready[next], from) + random.nextInt(3_000_000);
      if (from < 10 * SECOND) moved += bytes;
    }
  }

  @Test
  void aRateHoldsWithOneConnectionAndWithMany() {
    for (long seed = 0; seed < 20; seed++) {
      for (long rate : new long[] {125_000, 1_000_000, 25_000_000, 125_000_000}) {
        for (int connections : new int[] {1, 2, 16}) {
          // One connection that pauses 1.5 ms after each portion can't always fill a fast link.
          if (connections == 1 && rate > 25_000_000) continue;
          double share = movedIn10Seconds(rate, connections, new Random(seed)) / (10.0 * rate);
          assertEquals(1, share, 0.03, "seed " + seed + " rate " + rate + " x " + connections);
        }
      }
    }
  }

  /// The least and the most that is moved in any 10 s of two minutes, as shares of the rate, by who
  /// is kept from it for a while again and again.
  private static double[] sharesOfAnyTenSeconds(long rate, int connections, Random random) {
    TokenBucket bucket = new TokenBucket(rate, 0);
    PriorityQueue<Long> ready = new PriorityQueue<>();
    for (int i = 0; i < connections; i++) ready.add(0L);
    long[] movedUntil = new long[1_200 + 1];
    for (long now = 0; now < 120 * SECOND; ) {
      now = ready.remove();
      int bytes = (int) Math.min(256 * KIB, Math.max(1460, rate / 20));
      long at = Math.max(now, bucket.book(bytes, now));
      // Seldom the machine is busy with something else.
      long late = random.nextInt(1_000_000) + (random.nextInt(100) == 0 ? 150_000_000L : 0);
      ready.add(at + late);
      int tenth = (int) (at / (SECOND / 10)) + 1;
      if (tenth <= 1_200) movedUntil[tenth] += bytes;
    }
    for (int tenth = 1; tenth <= 1_200; tenth++) movedUntil[tenth] += movedUntil[tenth - 1];
    double[] shares = {Double.MAX_VALUE, 0};
    for (int tenth = 0; tenth + 100 <= 1_200; tenth++) {
      double share = (movedUntil[tenth + 100] - movedUntil[tenth]) / (10.0 * rate);
      shares[0] = Math.min(shares[0], share);
      shares[1] = Math.max(shares[1], share);
    }
    return shares;
  }

  @Test
  void anyTenSecondsAreWithinFivePercentOnABusyMachine() {
    for (long seed = 0; seed < 10; seed++) {
      for (long rate : new long[] {125_000, 1_000_000, 12_500_000}) {
        for (int connections : new int[] {1, 16}) {
          double[] shares = sharesOfAnyTenSeconds(rate, connections, new Random(seed));
          String where = "seed " + seed + " rate " + rate + " x " + connections;
          assertTrue(shares[0] > 0.95, where + ": " + shares[0]);
          assertTrue(shares[1] < 1.05, where + ": " + shares[1]);
        }
      }
    }
  }

  @Test
  void aPauseIsNotSavedUp() {
    TokenBucket bucket = new TokenBucket(1000, 0);
    bucket.book(1000, 0);
    // After a minute's pause, one burst is all there is.
    long first = bucket.book(1000, 60 * SECOND);
    assertEquals(60 * SECOND - TokenBucket.BURST_NANOS, first);
    assertEquals(first + SECOND, bucket.book(1, 60 * SECOND));
  }

  @Test
  void anotherRateHoldsAtOnce() {
    TokenBucket bucket = new TokenBucket(1, 0);
    bucket.book(1000, 0);
    bucket.set(1_000_000, SECOND);
    assertEquals(SECOND, bucket.book(1, SECOND));
  }

  /// Else who waits at a low rate would wait for hours after it was raised.
  @Test
  void whoWaitsHearsOfAnotherRate() throws Exception {
    RateLimit limit = new RateLimit(1);
    limit.take(1 << 30);
    Thread waiting =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    limit.take(1);
                  } catch (InterruptedException e) {
                    throw new AssertionError(e);
                  }
                });
    limit.set(2_000_000_000);
    assertTrue(waiting.join(Patience.DURATION), "still waits for the old rate");
  }

  @Test
  void slotsAreAsManyAsTheLimitOfTheMomentAllows() throws Exception {
    UploadSlots slots = new UploadSlots(1);
    UploadSlots.Slot first = slots.take().orElseThrow();
    slots.resize(2);
    UploadSlots.Slot second = slots.take().orElseThrow();
    slots.resize(1);
    first.close();
    assertTrue(slots.take().isEmpty(), "one is out, and there is but one");
    second.close();
    slots.take().orElseThrow().close();
  }

  @Test
  void portionsAreSmallWhereTheRateIs() throws Exception {
    assertEquals(256 * KIB, RateLimit.unlimited().portion(256 * KIB));
    assertEquals(6250, new RateLimit(125_000).portion(256 * KIB));
    assertEquals(1460, new RateLimit(1).portion(256 * KIB));
    assertEquals(10, new RateLimit(1).portion(10));
    RateLimit.unlimited().take(Integer.MAX_VALUE);
  }

  /// At a low rate what waits in the kernel's buffers would be many seconds' worth.
  @Test
  void theKernelTakesInNoMoreAheadThanPassesSoon() {
    assertEquals(25_000, new RateLimit(125_000).receiveBuffer());
    assertEquals(16 << 10, new RateLimit(1_000).receiveBuffer());
    assertEquals(0, new RateLimit(12_500_000).receiveBuffer());
    assertEquals(0, RateLimit.unlimited().receiveBuffer());
  }

  @Test
  void everybodyIsServedInTurn() {
    TokenBucket bucket = new TokenBucket(1_000_000, 0);
    long[] begins = new long[10];
    for (int i = 0; i < begins.length; i++) begins[i] = bucket.book(100_000, 0);
    long[] sorted = begins.clone();
    Arrays.sort(sorted);
    assertEquals(Arrays.toString(sorted), Arrays.toString(begins));
    assertEquals(SECOND / 10, begins[9] - begins[8]);
  }

  /// A slot sends at least 16 KiB/s, or there is but one.
  @Test
  void underALowLimitFewerAnswersAreSentAtOnce() {
    assertEquals(8, PieceDesk.slotsUnder(RateLimit.unlimited(), 8));
    assertEquals(8, PieceDesk.slotsUnder(new RateLimit(128 << 10), 8));
    assertEquals(2, PieceDesk.slotsUnder(new RateLimit(40 << 10), 8));
    assertEquals(1, PieceDesk.slotsUnder(new RateLimit(1 << 10), 8));
  }

  @Test
  void silenceIsAStall() {
    StallWatch watch = new StallWatch(5 * SECOND);
    assertFalse(watch.isStalled(100 * SECOND), "nothing was expected");
    watch.begin(0);
    assertFalse(watch.isStalled(5 * SECOND));
    assertTrue(watch.isStalled(5 * SECOND + 1));
    watch.end();
    assertFalse(watch.isStalled(100 * SECOND));
  }

  @Test
  void aTrickleIsAStallToo() {
    StallWatch watch = new StallWatch(5 * SECOND);
    watch.begin(0);
    for (int i = 1; i <= 5; i++) watch.moved(1, i * SECOND);
    assertTrue(watch.isStalled(5 * SECOND + 1));
  }

  @Test
  void whoKeepsUpIsNone() {
    StallWatch watch = new StallWatch(5 * SECOND);
    watch.begin(0);
    for (int i = 1; i <= 100; i++) {
      watch.moved(4 * KIB, i * SECOND);
      assertFalse(watch.isStalled(i * SECOND + SECOND / 2), "second " + i);
    }
  }

  @Test
  void timeSpentElsewhereDoesNotCount() {
    StallWatch watch = new StallWatch(5 * SECOND);
    watch.begin(0);
    watch.pause(SECOND);
    assertFalse(watch.isStalled(60 * SECOND), "our own disk is slow");
    watch.resume(60 * SECOND);
    assertFalse(watch.isStalled(64 * SECOND));
    assertTrue(watch.isStalled(64 * SECOND + 1));
  }

  @Test
  void aSuspendedProcessBlamesNobody() {
    StallWatch watch = new StallWatch(5 * SECOND);
    watch.begin(0);
    watch.forgive(70 * SECOND);
    assertFalse(watch.isStalled(75 * SECOND));
    assertTrue(watch.isStalled(75 * SECOND + 1));
  }
}
