package io.freshet.node.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class SettlingTest {
  private final Settling settling = new Settling();

  private static long at(long millis) {
    // A clock may begin anywhere.
    return Long.MAX_VALUE - 1_000 + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private long waitMillis(long atMillis) {
    return TimeUnit.NANOSECONDS.toMillis(settling.waitNanos(at(atMillis)));
  }

  @Test
  void withoutAChangeThereIsNothingToWaitFor() {
    assertEquals(0, waitMillis(0));
    assertTrue(settling.isQuiet(at(0)));
    assertFalse(settling.hasBegun());
  }

  @Test
  void halfASecondOfQuietIsWaitedFor() {
    settling.changed(at(0));
    assertEquals(500, waitMillis(0));
    settling.changed(at(400));
    assertEquals(400, waitMillis(500));
    assertFalse(settling.isQuiet(at(899)));
    assertTrue(settling.isQuiet(at(900)));
    assertEquals(0, waitMillis(900));
  }

  @Test
  void aBurstWithoutAnEndIsLookedAtAfterTenSeconds() {
    for (int millis = 0; millis < 10_000; millis += 100) {
      settling.changed(at(millis));
      assertTrue(waitMillis(millis) > 0);
      assertFalse(settling.isLongest(at(millis)));
    }
    assertEquals(100, waitMillis(9_900));
    assertEquals(0, waitMillis(10_000));
    assertFalse(settling.isQuiet(at(10_000)));
    assertTrue(settling.isLongest(at(10_000)));
  }

  @Test
  void whatIsOverBeginsAnew() {
    settling.changed(at(0));
    settling.over();
    assertEquals(0, waitMillis(1));
    settling.changed(at(20_000));
    assertEquals(500, waitMillis(20_000));
    assertFalse(settling.isLongest(at(29_999)));
  }
}
