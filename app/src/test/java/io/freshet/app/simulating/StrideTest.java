package io.freshet.app.simulating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StrideTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void whatIsDearIsCutShortAndWhatIsCheapIsNot() {
    var stride = new Stride(10 * SECOND);
    assertTrue(stride.nanos() <= SECOND / 1_000, "nobody knows yet what it costs");
    for (int i = 0; i < 100; i++) stride.took(SECOND / 1_000);
    assertEquals(10 * SECOND, stride.nanos());
    stride.took(SECOND);
    assertEquals(5 * SECOND, stride.nanos());
    for (int i = 0; i < 100; i++) stride.took(SECOND);
    assertTrue(stride.nanos() > 0);
  }
}
