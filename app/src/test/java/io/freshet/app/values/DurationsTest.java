package io.freshet.app.values;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "0s, PT0S",
    "90s, PT1M30S",
    "10m, PT10M",
    "2h, PT2H",
    "7d, P7D",
    "1h30m, PT1H30M",
    "1d2h3m4s, P1DT2H3M4S",
    "250ms, PT0.25S",
    "200us, PT0.0002S",
    "999999999d, PT23999999976H"
  })
  void reads(String text, Duration duration) {
    assertEquals(duration, Durations.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "90", "s", "-1s", "1.5h", "1m1h", "1w", "10 m", "1s1s", "9999999999d"})
  void refuses(String text) {
    assertThrows(IllegalArgumentException.class, () -> Durations.parse(text));
  }
}
