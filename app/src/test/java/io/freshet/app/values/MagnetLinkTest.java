package io.freshet.app.values;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.freshet.content.InfoHash;
import io.freshet.node.control.Address;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MagnetLinkTest {
  private static final String HEX = "fedcba9876543210".repeat(4);

  @Test
  void isWrittenAsItCanBeRead() {
    var link =
        new MagnetLink(
            InfoHash.parse(HEX),
            "日本 & co",
            List.of(new Address("hall", 7070), new Address("::1", 7071)));
    assertEquals(
        "magnet:?xt=urn:btmh:1220"
            + HEX
            + "&dn=%E6%97%A5%E6%9C%AC%20%26%20co&x.pe=hall:7070&x.pe=[::1]:7071",
        link.toString());
    assertEquals(link, MagnetLink.parse(link.toString()));
  }

  @Test
  void aHybridLinkNamesItsV2Release() {
    var link =
        MagnetLink.parse(
            "magnet:?xt=urn:btih:"
                + "0".repeat(40)
                + "&xt=urn:btmh:1220"
                + HEX
                + "&tr=udp%3A%2F%2Ft&ws");
    assertEquals(HEX, link.infoHash().hex());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "magnet:?",
        "magnet:?xt=urn:btih:0000000000000000000000000000000000000000",
        "magnet:?xt=urn:btmh:122000",
        "magnet:?xt=urn:btmh:1220%zz",
        "magnet:?xt=urn:btmh:1220fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210&x.pe=[",
      })
  void refuses(String text) {
    assertThrows(IllegalArgumentException.class, () -> MagnetLink.parse(text));
  }

  @Test
  void peersAreLimited() {
    String link = "magnet:?xt=urn:btmh:1220" + HEX + "&x.pe=hall".repeat(17);
    assertThrows(IllegalArgumentException.class, () -> MagnetLink.parse(link));
  }
}
