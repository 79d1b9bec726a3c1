package io.freshet.node.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// How long requests take.
class RequestTimesTest {
  private final RequestTimes times = new RequestTimes();

  @Test
  void percentilesAreAtMostAnEighthTooLarge() {
    for (int i = 1; i <= 1000; i++) {
      times.asked(i, 0);
      times.ended(i, i * 1_000_000L);
    }
    assertEquals(1000, times.count());
    for (int percent : new int[] {1, 50, 95, 99, 100}) {
      long exact = percent * 10_000_000L;
      long told = times.nanos(percent);
      assertTrue(told >= exact && told <= exact * 9 / 8, percent + " %: " + told);
    }
  }

  @Test
  void everyTimeThereIsHasAClass() {
    long[] nanos = {0, 1, 7, 8, 9, 15, 16, 17, 1L << 40, Long.MAX_VALUE, -5};
    for (long each : nanos) {
      RequestTimes one = new RequestTimes();
      one.asked(1, 0);
      one.ended(1, each);
      assertTrue(one.nanos(50) >= each, each + " became " + one.nanos(50));
    }
  }

  @Test
  void mostAtOnceIsRemembered() {
    times.asked(1, 0);
    times.asked(2, 0);
    times.ended(1, 5);
    times.asked(3, 6);
    times.ended(9, 7);
    assertEquals(2, times.inFlightMax());
    assertEquals(1, times.count());
  }

  @Test
  void nothingTookNoTime() {
    assertEquals(0, times.nanos(99));
  }
}
