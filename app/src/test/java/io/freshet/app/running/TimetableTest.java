package io.freshet.app.running;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.app.values.RateSchedule;
import io.freshet.node.transfer.RateLimit;
import java.time.LocalTime;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class TimetableTest {
  private static final RateSchedule BY_DAY =
      RateSchedule.parse("08:00-18:00=20MB/s,else=unlimited");

  private final RateLimit up = RateLimit.unlimited();
  private final RateLimit down = RateLimit.unlimited();
  private final AtomicReference<LocalTime> clock = new AtomicReference<>(LocalTime.of(7, 59, 59));

  @Test
  void setsTheLimitsAsTheTimeSays() {
    try (var timetable = new Timetable(up, down, clock::get)) {
      timetable.up(BY_DAY);
      timetable.down(RateSchedule.parse("1MB/s"));
      assertEquals(RateLimit.UNLIMITED, up.bytesPerSecond());
      assertEquals(1_000_000, down.bytesPerSecond());

      clock.set(LocalTime.of(8, 0));
      timetable.look();
      assertEquals(20_000_000, up.bytesPerSecond());

      clock.set(LocalTime.of(18, 0));
      timetable.look();
      assertEquals(RateLimit.UNLIMITED, up.bytesPerSecond());
      assertEquals(1_000_000, down.bytesPerSecond());
    }
  }

  @Test
  void aNewScheduleCountsAtOnce() {
    clock.set(LocalTime.of(9, 0));
    try (var timetable = new Timetable(up, down, clock::get)) {
      timetable.down(BY_DAY);
      assertEquals(20_000_000, down.bytesPerSecond());
      timetable.down(RateSchedule.parse("unlimited"));
      assertEquals(RateLimit.UNLIMITED, down.bytesPerSecond());
    }
  }

  @Test
  void looksAtTheClockByItself() throws InterruptedException {
    var asked = new Semaphore(0);
    Supplier<LocalTime> counted =
        () -> {
          asked.release();
          return clock.get();
        };
    try (var timetable = new Timetable(up, down, counted)) {
      timetable.up(BY_DAY);
      clock.set(LocalTime.of(8, 0));
      asked.drainPermits();
      // When it asks once more after that, it has done what it was told the time before.
      assertTrue(asked.tryAcquire(3, 10, TimeUnit.MINUTES), "it does not look");
      assertEquals(20_000_000, up.bytesPerSecond());
    }
  }

  @Test
  void whereNothingDependsOnTheTimeItIsNotAsked() {
    var timetable =
        new Timetable(
            up,
            down,
            () -> {
              throw new AssertionError("asked for the time");
            });
    try (timetable) {
      timetable.up(RateSchedule.parse("3MB/s"));
      assertEquals(3_000_000, up.bytesPerSecond());
    }
  }
}
