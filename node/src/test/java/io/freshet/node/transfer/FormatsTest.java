package io.freshet.node.transfer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.engine.ExtentSet;
import io.freshet.engine.NodeId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The formats of docs/protocol.md, byte by byte, and what is not one of them.
final class FormatsTest {
  private static String hex(HavesFrame frame) {
    ByteBuffer encoded = frame.encoded();
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static Optional<HavesFrame> parse(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    return HavesFrame.parse(Arrays.copyOfRange(bytes, 4, bytes.length), 10);
  }

  @Test
  void framesAreAsDocumented() throws Exception {
    assertEquals(
        "00000007" + "01" + "0000000a" + "8040",
        hex(new HavesFrame.Bitmap(ExtentSet.of(10, 0, 9))));
    assertEquals(
        "00000009" + "02" + "00000003" + "00000001", hex(new HavesFrame.Gained(new int[] {3, 1})));
    assertEquals("00000005" + "03" + "00000009", hex(new HavesFrame.Lost(new int[] {9})));
    assertEquals("00000001" + "05", hex(new HavesFrame.Heartbeat()));
    var nodes =
        List.of(
            new MetNode(new NodeId(5), address("10.1.2.3", 7070)),
            new MetNode(new NodeId(-1), address("fe80::1", 65535)));
    String named =
        "00000033"
            + "04"
            + "0000000000000005"
            + "04"
            + "0a010203"
            + "1b9e"
            + "ffffffffffffffff"
            + "10"
            + "fe800000000000000000000000000001"
            + "ffff";
    assertEquals(named.length() / 2 - 4, 0x2b);
    assertEquals("0000002b" + named.substring(8), hex(new HavesFrame.Nodes(nodes)));
  }

  private static InetSocketAddress address(String host, int port) throws Exception {
    return new InetSocketAddress(InetAddress.getByName(host), port);
  }

  @Test
  void framesAreReadBack() throws Exception {
    var nodes = new HavesFrame.Nodes(List.of(new MetNode(new NodeId(5), address("::1", 1))));
    for (HavesFrame frame :
        List.of(new HavesFrame.Bitmap(ExtentSet.of(10, 2)), new HavesFrame.Heartbeat(), nodes)) {
      assertEquals(Optional.of(frame), parse(hex(frame)));
    }
    assertEquals(Optional.empty(), parse("00000002" + "63" + "00"), "a type of the future");
  }

  @Test
  void framesThatMakeNoSenseAreRefused() {
    for (String frame :
        List.of(
            "00000000",
            "0000000101",
            "00000007" + "01" + "0000000b" + "8040",
            "00000006" + "01" + "0000000a" + "80",
            "00000007" + "01" + "0000000a" + "803f",
            "00000004" + "02" + "000003",
            "00000005" + "02" + "0000000a",
            "00000005" + "02" + "ffffffff",
            "00000005" + "04" + "00000000",
            "00000010" + "04" + "0000000000000005" + "05" + "0a01020304" + "1b9e")) {
      assertThrows(IllegalArgumentException.class, () -> parse(frame), frame);
    }
  }

  @Test
  void noiseIsRefusedOrSkipped() {
    for (long seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      byte[] noise = new byte[random.nextInt(60)];
      random.nextBytes(noise);
      if (noise.length > 0) noise[0] = (byte) random.nextInt(7);
      try {
        assertTrue(HavesFrame.parse(noise, 10) != null);
      } catch (IllegalArgumentException expected) {
        assertTrue(expected.getMessage() != null, "seed " + seed);
      }
    }
  }

  @Test
  void runsOfPieces() {
    for (String text : List.of("0", "3-9,14", "5,4,3", "0-99", "7-8,7")) {
      assertEquals(text, PieceRuns.parse(text, 100).toString());
    }
    assertEquals("3-6,9", PieceRuns.of(3, 4, 5, 6, 9).toString());
    assertEquals("3-4", PieceRuns.parse("3-6,9", 100).prefix(2).toString());
    assertEquals("3-6,9", PieceRuns.parse("3-6,9", 100).prefix(5).toString());
    assertEquals("", PieceRuns.parse("3-6,9", 100).prefix(0).toString());
    assertEquals(5, PieceRuns.parse("3-6,9", 100).count());
    assertEquals("3-6", PieceRuns.parse("3,4,5-6", 100).toString());
    assertEquals(14, PieceRuns.parse("14", 100).onlyPiece());
    assertThrows(
        IllegalArgumentException.class,
        () -> PieceRuns.parse("1,".repeat(PieceRuns.TEXT_MAX), 100));
  }

  @Test
  void heads() throws Exception {
    byte[] bytes = "GET / HTTP/1.1\r\nA: b \r\na:c\nX-y:\r\n\r\nrest".getBytes(ISO_8859_1);
    int end = HttpHead.end(bytes, 0, bytes.length);
    assertEquals(bytes.length - 4, end);
    HttpHead head = HttpHead.parse(bytes, 0, end);
    assertEquals("GET / HTTP/1.1", head.firstLine());
    assertEquals(Map.of("a", "b,c", "x-y", ""), head.headers());
    assertTrue(head.has("a", "C"));
    assertEquals(-1, HttpHead.end(bytes, 0, end - 1));
    assertEquals(-1, HttpHead.end(bytes, 0, 0));
  }

  @Test
  void cards() {
    NodeCard card = new NodeCard(new NodeId(0xabcdefL), 1, "0.1 \"x\"\\");
    assertEquals(new NodeCard(new NodeId(0xabcdefL), 1, "0.1 ?x??"), NodeCard.parse(card.json()));
  }
}
