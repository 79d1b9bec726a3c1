package io.freshet.app.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 bytes",
    "1, 1 byte",
    "999, 999 bytes",
    "1023, '1,023 bytes'",
    "1024, 1 KiB",
    "1536, 1.5 KiB",
    "10240, 10 KiB",
    "10200, 9.96 KiB",
    "10239, 10 KiB",
    "102348, 99.9 KiB",
    "102399, 100 KiB",
    "1022976, 999 KiB",
    "1023487, 999 KiB",
    "1023488, 0.98 MiB",
    "536870912, 512 MiB",
    "1342177280, 1.25 GiB",
    "140000000000, 130 GiB",
    "9223372036854775807, 8 EiB"
  })
  void sizes(long bytes, String words) {
    assertEquals(words, Human.size(bytes));
  }

  @ParameterizedTest
  @CsvSource({
    "-5, 0 ms",
    "0, 0 ms",
    "999, 999 ms",
    "1000, 1 s",
    "1250, 1.3 s",
    "9999, 10 s",
    "12345, 12 s",
    "60000, 1 min",
    "125000, 2 min 5 s",
    "3600000, 1 h",
    "4800000, 1 h 20 min",
    "273600000, 3 d 4 h"
  })
  void durations(long millis, String words) {
    assertEquals(words, Human.duration(Duration.ofMillis(millis)));
  }

  @Test
  void counts() {
    assertEquals("0 files", Human.count(0, "file"));
    assertEquals("1 file", Human.count(1, "file"));
    assertEquals("12,345,678 files", Human.count(12_345_678, "file"));
    assertEquals("100 files", Human.count(100, "file"));
  }

  @Test
  void rates() {
    assertEquals("112 MiB/s", Human.rate(112 * 1024 * 1024 + 0.3));
  }

  @Test
  void nothingIsCompleteBeforeItIs() {
    assertEquals("99 %", Human.percent(999_999, 1_000_000));
    assertEquals("100 %", Human.percent(5, 5));
    assertEquals("100 %", Human.percent(0, 0));
    assertEquals("0 %", Human.percent(0, 5));
    assertEquals("33 %", Human.percent(Long.MAX_VALUE / 3, Long.MAX_VALUE));
  }

  @Test
  void aStrangersNameCannotMoveTheCursor() {
    assertEquals("日本 é.txt", Human.printable("日本 é.txt"));
    assertEquals("a\\u001b[2Jb\\u000a", Human.printable("a\u001b[2Jb\n"));
    assertEquals("\\u202egnp.exe", Human.printable("\u202egnp.exe"));
  }
}
