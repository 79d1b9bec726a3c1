package io.freshet.engine.planning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RateMeterTest {
  private static final long MILLI = 1_000_000L;

  /// The youngest of eight slices is not over yet: the rate may read so much too low.
  private static final double LOW = 8;

  @Test
  void aSteadyStreamIsItsRate() {
    RateMeter meter = new RateMeter();
    for (int i = 1; i <= 1_000; i++) {
      meter.record(1_000, 10 * MILLI * i);
    }
    assertEquals(100_000, meter.bytesPerSecond(10_000 * MILLI), 100_000 / LOW);
  }

  @Test
  void aChangeIsSeenWithinASecond() {
    RateMeter meter = new RateMeter();
    for (int i = 1; i <= 200; i++) {
      meter.record(i <= 100 ? 1_000 : 10_000, 10 * MILLI * i);
    }
    assertEquals(1_000_000, meter.bytesPerSecond(2_000 * MILLI), 1_000_000 / LOW);
  }

  @Test
  void largeLumpsAreRememberedBetween() {
    RateMeter meter = new RateMeter();
    for (int i = 0; i < 10; i++) {
      meter.record(8 << 20, 7_000 * MILLI * i);
    }
    double between = meter.bytesPerSecond(66_000 * MILLI);
    assertTrue(between > 600_000, "rate " + between);
    assertTrue(meter.bytesPerSecond(600_000 * MILLI) < 1, "forgotten in the end");
  }

  @Test
  void oneLumpInHalfASecondIsNoRate() {
    RateMeter meter = new RateMeter();
    for (int i = 0; i < 20; i++) {
      meter.record(16 << 20, 3_000 * MILLI * i);
    }
    double justAfter = meter.steadyBytesPerSecond(57_000 * MILLI);
    assertEquals((16 << 20) / 3.0, justAfter, 2e6);
    assertTrue(meter.bytesPerSecond(57_000 * MILLI) > 33e6, "what the short window alone says");
    for (int i = 1; i <= 100; i++) {
      meter.record(1 << 20, 60_000 * MILLI + 10 * MILLI * i);
    }
    assertEquals(105e6, meter.steadyBytesPerSecond(61_000 * MILLI), 105e6 / LOW);
  }
}
