package io.freshet.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class EvenClockTest {
  private static final Instant BEGINNING = Instant.parse("2026-11-21T13:40:05Z");

  @Test
  void whoSetsTheClockChangesNothing() {
    var timeOfDay = new AtomicReference<>(BEGINNING);
    var stopwatch = new AtomicLong(-7);
    var clock = new EvenClock(timeOfDay::get, stopwatch::get);
    for (int days : new int[] {1, -365, 3650}) {
      timeOfDay.set(BEGINNING.plus(Duration.ofDays(days)));
      Instant before = clock.instant();
      stopwatch.addAndGet(TimeUnit.SECONDS.toNanos(3));
      assertEquals(before.plusSeconds(3), clock.instant());
    }
    assertEquals(BEGINNING.plusSeconds(9), clock.instant());
  }
}
