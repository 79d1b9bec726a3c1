package io.freshet.app.values;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
  @ParameterizedTest
  @CsvSource({
    "hall, hall, 7070",
    "hall:80, hall, 80",
    "hall.example.org.:7071, hall.example.org., 7071",
    "node_1-a, node_1-a, 7070",
    "10.0.0.1, 10.0.0.1, 7070",
    "0.0.0.0:0, 0.0.0.0, 0",
    "[::1], ::1, 7070",
    "[::1]:7071, ::1, 7071",
    "[2001:db8::7]:65535, 2001:db8::7, 65535",
    "[fe80::1%eth0]:7070, fe80::1%eth0, 7070",
    "[::ffff:10.0.0.1], ::ffff:10.0.0.1, 7070",
    "bücher, bücher, 7070"
  })
  void reads(String text, String host, int port) {
    assertEquals(new Address(host, port), Address.parse(text));
  }

  @ParameterizedTest
  @CsvSource({"hall, hall:7070", "[::1], [::1]:7070", "10.0.0.1:1, 10.0.0.1:1"})
  void isWrittenAsItCanBeRead(String text, String written) {
    assertEquals(written, Address.parse(text).toString());
    assertEquals(Address.parse(text), Address.parse(written));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":7070",
        "hall:",
        "hall:x",
        "hall:-1",
        "hall:65536",
        "hall:123456",
        "-hall",
        "ha ll",
        "hall/x",
        "[]",
        "[::1",
        "[::1]x",
        "[::1]:",
        "[hall]",
        "[::1]7070",
        "http://hall"
      })
  void refuses(String text) {
    assertThrows(IllegalArgumentException.class, () -> Address.parse(text));
  }

  @Test
  void asksForBracketsAroundIpv6() {
    var wrong = assertThrows(IllegalArgumentException.class, () -> Address.parse("::1"));
    assertTrue(wrong.toString().contains("in brackets"), wrong.getMessage());
  }

  @Test
  void alternativesKeepTheirOrder() {
    assertEquals(
        List.of(new Address("b", 7070), new Address("::1", 2), new Address("a", 1)),
        Address.parseAlternatives("b,[::1]:2,a:1"));
  }

  @Test
  void alternativesAreLimited() {
    assertEquals(16, Address.parseAlternatives("a" + ",a".repeat(15)).size());
    assertThrows(
        IllegalArgumentException.class, () -> Address.parseAlternatives("a" + ",a".repeat(16)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a,", ",a", "a,,b", "a, b"})
  void alternativesHaveNoGaps(String text) {
    assertThrows(IllegalArgumentException.class, () -> Address.parseAlternatives(text));
  }
}
