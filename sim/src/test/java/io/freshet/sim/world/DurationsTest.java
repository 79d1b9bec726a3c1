package io.freshet.sim.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DurationsTest {

  @Test
  void aShareOfThemTookNoLonger() {
    Durations durations = new Durations();
    for (int nanos = 1; nanos <= 100_000; nanos++) {
      durations.add(nanos);
    }
    for (double share : new double[] {0.5, 0.9, 0.99, 0.999}) {
      double exact = share * 100_000;
      long said = durations.nanosAt(share);
      assertTrue(said >= exact && said <= exact * 1.126, share + ": " + said);
    }
    assertEquals(100_000, durations.nanosAt(1));
    assertEquals(100_000, durations.most());
  }

  @Test
  void aFewLongOnesAreSeen() {
    Durations durations = new Durations();
    for (int i = 0; i < 997; i++) {
      durations.add(1_000);
    }
    for (int i = 0; i < 3; i++) {
      durations.add(5_000_000_000L);
    }
    assertTrue(durations.nanosAt(0.99) < 1_126);
    assertEquals(5_000_000_000L, durations.nanosAt(0.999));
  }

  @Test
  void nothingTookNothing() {
    assertEquals(0, new Durations().nanosAt(0.999));
  }
}
