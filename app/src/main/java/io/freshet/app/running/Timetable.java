package io.freshet.app.running;

import io.freshet.app.values.Rate;
import io.freshet.app.values.RateSchedule;
import io.freshet.node.transfer.RateLimit;
import java.time.LocalTime;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Sets a node's limits to what the time of day says.
///
/// The clock is looked at again and again instead of waiting for the next change: it may be set,
/// and a machine may have slept. Where no limit depends on it, it is never looked at.
final class Timetable implements AutoCloseable {
  /// A change is felt within a second: half for looking, and less for who waits to move bytes.
  private static final long LOOK_MILLIS = 500;

  private final RateLimit upLimit;
  private final RateLimit downLimit;
  private final Supplier<LocalTime> clock;
  private final CountDownLatch closed = new CountDownLatch(1);
  // Guarded by this.
  private RateSchedule up = RateSchedule.always(Rate.UNLIMITED);
  private RateSchedule down = RateSchedule.always(Rate.UNLIMITED);
  private boolean looking;

  /// @param clock the local time of day, now
  Timetable(RateLimit upLimit, RateLimit downLimit, Supplier<LocalTime> clock) {
    this.upLimit = upLimit;
    this.downLimit = downLimit;
    this.clock = clock;
  }

  synchronized RateSchedule up() {
    return up;
  }

  synchronized RateSchedule down() {
    return down;
  }

  synchronized void up(RateSchedule schedule) {
    up = schedule;
    look();
    keepLooking();
  }

  synchronized void down(RateSchedule schedule) {
    down = schedule;
    look();
    keepLooking();
  }

  /// Has the limits be what they are to be at this time.
  synchronized void look() {
    upLimit.set(now(up));
    downLimit.set(now(down));
  }

  private long now(RateSchedule schedule) {
    Rate rate = schedule.isConstant() ? schedule.otherwise() : schedule.at(clock.get());
    return rate.isLimited() ? rate.bytesPerSecond() : RateLimit.UNLIMITED;
  }

  private void keepLooking() {
    if (looking || (up.isConstant() && down.isConstant())) return;
    looking = true;
    Thread.ofPlatform().daemon().name("freshet-timetable").start(this::run);
  }

  private void run() {
    try {
      while (!closed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) look();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts a timetable", e);
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
