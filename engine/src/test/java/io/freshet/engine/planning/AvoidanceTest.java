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
    for (int seconds : new int[] {2, 4, 8, 16, 32, 64, 64, 64}) {
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
    assertFalse(avoidance.avoids(SOURCE, 10 * SECOND));
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
}
