package io.freshet.app.values;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {
  @ParameterizedTest
  @CsvSource({
    "0.0.0.0:0, 0.0.0.0, 0",
    "[::1]:0, ::1, 0",
    "localhost:7071, localhost, 7071",
    "localhost, localhost, 7070",
    "[::], ::, 7070"
  })
  void reads(String text, String host, int port) {
    assertEquals(new ListenAddress(host, port), ListenAddress.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":0", "::0", "[::1", "a:b:0", "a:00", "7070:"})
  void refuses(String text) {
    assertThrows(IllegalArgumentException.class, () -> ListenAddress.parse(text));
  }
}
