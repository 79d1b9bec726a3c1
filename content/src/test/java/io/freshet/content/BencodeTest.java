package io.freshet.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Canonical bencoding: what is read, what is refused, what is written.
final class BencodeTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "i0e",
        "i-1e",
        "i9223372036854775807e",
        "i-9223372036854775808e",
        "0:",
        "4:spam",
        "le",
        "de",
        "d3:cow3:moo4:spam4:eggse",
        "d0:0:1:ai1ee",
        "ll1:aed1:xleee",
        "d1:a0:2:aa0:1:b0:e"
      })
  void canonicalValuesAreRead(String text) throws BencodeException {
    BencodeReader reader = reader(text);
    reader.skip();
    reader.finish();
    assertEquals(0, reader.depth());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "i",
        "ie",
        "i-e",
        "i1",
        "i01e",
        "i00e",
        "i-0e",
        "i-01e",
        "i+1e",
        "i1.5e",
        "i 1e",
        "i9223372036854775808e",
        "i-9223372036854775809e",
        "i99999999999999999999e",
        "1",
        "1:",
        "3:ab",
        "01:a",
        "00:",
        "-1:a",
        "4294967297:a",
        "99999999999999999999:a",
        ":",
        "l",
        "li1e",
        "d",
        "d1:a",
        "d1:ae",
        "d1:a0:",
        "di1ei2ee",
        "dle0:e",
        "e",
        "x",
        "d1:b0:1:a0:e",
        "d1:a0:1:a0:e",
        "d2:aa0:1:a0:e",
        "lde",
        "ld1:ali1eeed1:ae"
      })
  void anythingElseIsRefused(String text) {
    assertThrows(
        BencodeException.class,
        () -> {
          BencodeReader reader = reader(text);
          reader.skip();
          reader.finish();
        });
  }

  @Test
  void keysAreSortedByUnsignedBytes() throws BencodeException {
    reader("d1:z0:2:\u00c3\u00bc0:e").skip();
    assertThrows(BencodeException.class, () -> reader("d2:\u00c3\u00bc0:1:z0:e").skip());
  }

  @Test
  void whatFollowsTheEndIsRefused() throws BencodeException {
    BencodeReader reader = reader("i1ei2e");
    reader.skip();
    assertThrows(BencodeException.class, reader::finish);
  }

  @Test
  void aHundredValuesInsideValuesAndNoMore() throws BencodeException {
    reader("l".repeat(100) + "e".repeat(100)).skip();
    assertThrows(BencodeException.class, () -> reader("l".repeat(101) + "e".repeat(101)).skip());
    assertThrows(BencodeException.class, () -> reader("l".repeat(10_000_000)).skip());
    assertThrows(BencodeException.class, () -> reader("d1:a".repeat(1_000_000)).skip());
  }

  @Test
  void aReaderStaysInsideItsPart() {
    byte[] bytes = "i1e4:spam".getBytes(StandardCharsets.US_ASCII);
    assertThrows(BencodeException.class, () -> new BencodeReader(bytes, 3, 8).string());
    assertThrows(BencodeException.class, () -> new BencodeReader(bytes, 0, 2).integer());
  }

  @Test
  void aDictionaryIsReadKeyByKey() throws BencodeException {
    BencodeReader reader = reader("d4:listl1:a2:bbe3:sumi-42ee");
    reader.enterDictionary();
    assertTrue(reader.hasNext());
    reader.key();
    assertTrue(reader.is("list"));
    assertFalse(reader.is("lisp"));
    assertEquals(BencodeReader.Type.LIST, reader.type());
    reader.enterList();
    assertTrue(reader.hasNext());
    reader.string();
    assertTrue(reader.hasNext());
    reader.string();
    assertEquals(2, reader.stringLength());
    assertFalse(reader.hasNext());
    assertTrue(reader.hasNext());
    reader.key();
    assertTrue(reader.is("sum"));
    assertEquals(-42, reader.integer());
    assertFalse(reader.hasNext());
    reader.finish();
  }

  @Test
  void whatIsWrittenIsCanonical() throws BencodeException {
    byte[] bytes =
        new BencodeWriter()
            .dictionary()
            .key("a")
            .list()
            .integer(Long.MIN_VALUE)
            .string("\u00fc")
            .end()
            .key("b")
            .dictionary()
            .end()
            .end()
            .bytes();
    assertEquals(
        "d1:ali-9223372036854775808e2:\u00fce1:bdee", new String(bytes, StandardCharsets.UTF_8));
    var reader = new BencodeReader(bytes);
    reader.skip();
    reader.finish();
  }

  @Test
  void aWriterRefusesWhatWouldNotBeCanonical() {
    var writer = new BencodeWriter().dictionary().key("b").integer(1);
    assertThrows(IllegalArgumentException.class, () -> writer.key("b"));
    var other = new BencodeWriter().dictionary().key("b").integer(1);
    assertThrows(IllegalArgumentException.class, () -> other.key("a"));
    assertThrows(IllegalStateException.class, () -> new BencodeWriter().list().bytes());
    assertThrows(IllegalStateException.class, () -> new BencodeWriter().list().key("a"));
  }

  private static BencodeReader reader(String latin1) {
    return new BencodeReader(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }
}
