package io.freshet.engine.planning;

import static io.freshet.engine.Pictures.node;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.engine.Failure;
import io.freshet.engine.NodeId;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AvoidanceTest {
  private static final long SECOND = 1_000_000_000L;
  private static final NodeId SOURCE = node('a');

  @Test
  void theTimeDoublesWithEachFurtherFailureUpToALimit() {
    Avoidance avoidance = new Avoidance();
    long nowNanos = 0;
    for (int seconds : new int[] {2, 4, 8, 8, 8}) {
      avoidance.failed(SOURCE, Failure.BROKEN, nowNanos);
      nowNanos += seconds * SECOND;
      assertTrue(avoidance.avoids(SOURCE, nowNanos - 1));
      assertFalse(avoidance.avoids(SOURCE, nowNanos));
    }
  }

  @Test
  void failuresWhileItIsAvoidedAreTheSameFailure() {
    Avoidance avoidance = new Avoidance();
    for (int request = 0; request < 8; request++) {
      avoidance.failed(SOURCE, Failure.STALLED, 0);
    }
    assertFalse(avoidance.avoids(SOURCE, 5 * SECOND));
  }

  @Test
  void whoDoesNothingButLieIsHardlyEverAskedButNotBannedForEver() {
    Avoidance avoidance = new Avoidance();
    long nowNanos = 0;
    for (int seconds : new int[] {10, 20, 40, 80, 160, 320, 320}) {
      avoidance.failed(SOURCE, Failure.CORRUPT, nowNanos);
      nowNanos += seconds * SECOND;
      assertTrue(avoidance.avoids(SOURCE, nowNanos - 1));
      assertFalse(avoidance.avoids(SOURCE, nowNanos));
    }
  }

  @Test
  void aBrokenConnectionBetweenTwoLiesHidesNone() {
    Avoidance avoidance = new Avoidance();
    avoidance.failed(SOURCE, Failure.CORRUPT, 0);
    avoidance.failed(SOURCE, Failure.BROKEN, 10 * SECOND);
    avoidance.delivered(SOURCE);
    avoidance.failed(SOURCE, Failure.CORRUPT, 20 * SECOND);
    assertTrue(avoidance.avoids(SOURCE, 40 * SECOND - 1));
  }

  @Test
  void aBadConnectionMakesNoLiar() {
    Avoidance avoidance = new Avoidance();
    for (long i = 0; i < 5; i++) {
      avoidance.failed(SOURCE, Failure.STALLED, i * 100 * SECOND);
    }
    avoidance.failed(SOURCE, Failure.CORRUPT, 1000 * SECOND);
    assertFalse(avoidance.avoids(SOURCE, 1010 * SECOND));
  }

  @Test
  void muchThatIsProvenMakesGoodForALie() {
    Avoidance avoidance = new Avoidance();
    long nowNanos = 0;
    for (int lie = 0; lie < 20; lie++) {
      avoidance.failed(SOURCE, Failure.CORRUPT, nowNanos);
      nowNanos += 10 * SECOND;
      assertFalse(avoidance.avoids(SOURCE, nowNanos));
      for (int extent = 0; extent < 64; extent++) {
        avoidance.delivered(SOURCE);
      }
    }
    avoidance.failed(SOURCE, Failure.CORRUPT, nowNanos);
    nowNanos += 10 * SECOND;
    for (int extent = 0; extent < 63; extent++) {
      avoidance.delivered(SOURCE);
    }
    avoidance.failed(SOURCE, Failure.CORRUPT, nowNanos);
    assertTrue(avoidance.avoids(SOURCE, nowNanos + 20 * SECOND - 1));
  }

  @Test
  void aWorseFailureCountsAtOnce() {
    Avoidance avoidance = new Avoidance();
    avoidance.failed(SOURCE, Failure.BUSY, 0);
    avoidance.failed(SOURCE, Failure.CORRUPT, 0);
    assertEquals(Map.of(SOURCE, Failure.CORRUPT), avoidance.current(9 * SECOND));
    avoidance.failed(SOURCE, Failure.BUSY, 9 * SECOND);
    assertEquals(Map.of(SOURCE, Failure.CORRUPT), avoidance.current(9 * SECOND));
  }

  @Test
  void aDeliveryMakesGoodButForLies() {
    Avoidance avoidance = new Avoidance();
    avoidance.failed(SOURCE, Failure.STALLED, 0);
    avoidance.delivered(SOURCE);
    assertFalse(avoidance.avoids(SOURCE, 0));
    avoidance.failed(SOURCE, Failure.CORRUPT, 0);
    avoidance.delivered(SOURCE);
    assertTrue(avoidance.avoids(SOURCE, 0));
  }

  @Test
  void ofMoreSourcesThanOneHasWhoWouldBeTriedFirstIsForgotten() {
    Avoidance avoidance = new Avoidance();
    avoidance.failed(SOURCE, Failure.CORRUPT, 0);
    for (int i = 0; i < 100_000; i++) {
      avoidance.failed(new NodeId(i), Failure.STALLED, i);
    }
    assertEquals(64, avoidance.current(100_000).size());
    assertTrue(avoidance.avoids(SOURCE, 100_000));
    assertTrue(avoidance.avoids(new NodeId(99_999), 100_000));
    avoidance.failed(node('b'), Failure.BUSY, 100_000);
    assertTrue(avoidance.avoids(node('b'), 100_000));
  }
}
