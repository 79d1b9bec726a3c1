package io.freshet.content;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Hashes as values: made from bytes, spelled, compared.
final class HashTest {
  private static final String OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void isTheSha256OfTheStandardsExample() {
    assertEquals(OF_ABC, Hash.sha256("abc".getBytes(StandardCharsets.US_ASCII)).hex());
  }

  @Test
  void itsValueIsItsBytes() {
    byte[] bytes = new byte[100];
    new Random(1).nextBytes(bytes);
    byte[] middle = Arrays.copyOfRange(bytes, 7, 39);
    Hash hash = Hash.copy(bytes, 7);
    assertArrayEquals(middle, hash.bytes());
    assertEquals(Hash.of(middle), hash);
    assertEquals(Hash.of(middle).hashCode(), hash.hashCode());
    assertNotEquals(Hash.copy(bytes, 8), hash);
    assertTrue(hash.matches(bytes, 7));
    assertFalse(hash.matches(bytes, 8));
  }

  @Test
  void everyByteCounts() {
    byte[] bytes = new byte[Hash.BYTES];
    Hash hash = Hash.of(bytes);
    for (int i = 0; i < Hash.BYTES; i++) {
      byte[] other = bytes.clone();
      other[i] = (byte) 0x80;
      assertNotEquals(hash, Hash.of(other), "byte " + i);
      assertFalse(hash.matches(other, 0), "byte " + i);
      assertTrue(hash.compareTo(Hash.of(other)) < 0, "byte " + i + " is compared unsigned");
    }
  }

  @Test
  void anInfoHashIsReadAsItIsWritten() {
    assertEquals(OF_ABC, InfoHash.parse(OF_ABC).hex());
    assertEquals(InfoHash.parse(OF_ABC), InfoHash.parse(OF_ABC.toUpperCase(java.util.Locale.ROOT)));
  }

  @Test
  void whatIsNoInfoHashIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> InfoHash.parse(OF_ABC.substring(1)));
    assertThrows(IllegalArgumentException.class, () -> InfoHash.parse("g" + OF_ABC.substring(1)));
    assertThrows(IllegalArgumentException.class, () -> Hash.of(new byte[31]));
  }
}
