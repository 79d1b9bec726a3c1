package io.freshet.app.values;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateTest {
  @ParameterizedTest
  @CsvSource({
    "100/s, 100",
    "512K/s, 524288",
    "20MB/s, 20000000",
    "1.5MiB/s, 1572864",
    "8bit/s, 1",
    "800kbit/s, 100000",
    "100Mbit/s, 12500000",
    "2.5Gbit/s, 312500000"
  })
  void reads(String text, long bytesPerSecond) {
    assertEquals(new Rate(bytesPerSecond), Rate.parse(text));
  }

  @Test
  void unlimitedIsNoLimit() {
    assertFalse(Rate.parse("unlimited").isLimited());
    assertTrue(Rate.parse("1G/s").isLimited());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/s",
        "20MB",
        "20MB/h",
        "20 mbit/s",
        "100Mbit",
        "-1M/s",
        "infinite",
        "5Tbit/s"
      })
  void refuses(String text) {
    var wrong = assertThrows(IllegalArgumentException.class, () -> Rate.parse(text));
    assertTrue(wrong.toString().contains("`" + text + "` is not a rate"), wrong.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0/s", "0MB/s", "7bit/s"})
  void refusesARateAtWhichNothingPasses(String text) {
    var wrong = assertThrows(IllegalArgumentException.class, () -> Rate.parse(text));
    assertTrue(wrong.toString().contains("lets nothing pass"), wrong.getMessage());
  }
}
