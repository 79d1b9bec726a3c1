package io.freshet.node.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressTest {

  @ParameterizedTest
  @CsvSource({
    "tracker, tracker, 7070, tracker:7070",
    "tracker:80, tracker, 80, tracker:80",
    "10.0.0.7:1, 10.0.0.7, 1, 10.0.0.7:1",
    "[::1], ::1, 7070, [::1]:7070",
    "[::1]:65535, ::1, 65535, [::1]:65535",
    "[fe80::1%eth0]:7, fe80::1%eth0, 7, [fe80::1%eth0]:7",
    "a_b.example-1.org., a_b.example-1.org., 7070, a_b.example-1.org.:7070",
    "[2001:db8::7]:65535, 2001:db8::7, 65535, [2001:db8::7]:65535",
    "[::ffff:10.0.0.1], ::ffff:10.0.0.1, 7070, [::ffff:10.0.0.1]:7070",
    "bücher, bücher, 7070, bücher:7070",
  })
  void readsWhatPeopleWrite(String text, String host, int port, String written) {
    Address address = Address.parse(text);
    assertEquals(new Address(host, port), address);
    assertEquals(written, address.toString());
    assertEquals(address, Address.parse(written));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":7070",
        "host:",
        "host:x",
        "host:0",
        "host:65536",
        "host:-1",
        "[::1",
        "[]:1",
        "::1",
        "ho st",
        "host/x",
        "[::1]x:7",
        "a\n",
        "-host",
        "..",
        "[]",
        "[::1]x",
        "[::1]:",
        "[host]",
        "[::1]7070",
        "http://host",
        "host:123456"
      })
  void refusesWhatIsNoAddress(String text) {
    assertThrows(IllegalArgumentException.class, () -> Address.parse(text));
  }

  @Test
  void saysHowToWriteAnIpv6Address() {
    var refusal = assertThrows(IllegalArgumentException.class, () -> Address.parse("::1"));
    assertEquals(
        "`::1` has several colons: write an IPv6 address in brackets, [::1]:7070",
        refusal.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1",
    "0:0:0:0:0:0:0:1, ::1",
    "0:0:0:0:0:0:0:0, ::",
    "fe80:0:0:0:1:0:0:2, fe80::1:0:0:2",
    "2001:db8:0:0:1:0:0:0, 2001:db8:0:0:1::",
    "2001:DB8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
  })
  void writesNumbersAsPeopleDo(String address, String written) {
    assertEquals(written, Address.literal(InetAddress.ofLiteral(address)));
  }

  @Test
  void aTrackersHostIsFilledInByWhoReachedIt() {
    assertEquals(new Address("10.0.0.1", 7), new Address("", 7).orHost("10.0.0.1"));
    assertEquals(new Address("b", 7), new Address("b", 7).orHost("10.0.0.1"));
    assertEquals(":7", new Address("", 7).toString());
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
