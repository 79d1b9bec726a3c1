package io.freshet.app.values;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1500, 1500",
    "1500B, 1500",
    "1K, 1024",
    "1k, 1024",
    "64KiB, 65536",
    "1.5M, 1572864",
    "1 MiB, 1048576",
    "2G, 2147483648",
    "3T, 3298534883328",
    "1P, 1125899906842624",
    "1kB, 1000",
    "1KB, 1000",
    "20MB, 20000000",
    "1.5GB, 1500000000",
    "4TB, 4000000000000",
    "0.5K, 512",
    "7P, 7881299347898368"
  })
  void reads(String text, long bytes) {
    assertEquals(bytes, Size.parse(text).bytes());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "K",
        "-1",
        "+1",
        "1.5",
        "1..5K",
        "1,5K",
        "12x",
        "1 K B",
        "1Ki",
        "0x10",
        "1e3",
        "9999999999999999999",
        "99999P",
        "١"
      })
  void refuses(String text) {
    var wrong = assertThrows(IllegalArgumentException.class, () -> Size.parse(text));
    assertTrue(wrong.toString().contains("`" + text + "` is not a "), wrong.getMessage());
  }
}
