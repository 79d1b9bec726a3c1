package io.freshet.content;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// A SHA-256 value: 32 bytes, kept as four big-endian longs so that it is compared and hashed
/// without an array.
///
/// @param a bytes 0–7
/// @param b bytes 8–15
/// @param c bytes 16–23
/// @param d bytes 24–31
public record Hash(long a, long b, long c, long d) implements Comparable<Hash> {
  public static final int BYTES = 32;

  /// The hash whose value is these 32 bytes (not the hash *of* these bytes: that is [#sha256]).
  public static Hash of(byte[] value) {
    if (value.length != BYTES) {
      throw new IllegalArgumentException("a SHA-256 value has 32 bytes, not " + value.length);
    }
    return copy(value, 0);
  }

  /// The hash whose value is the 32 bytes at `offset`.
  public static Hash copy(byte[] source, int offset) {
    ByteBuffer bytes = ByteBuffer.wrap(source, offset, BYTES);
    return new Hash(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
  }

  /// The SHA-256 of these bytes.
  public static Hash sha256(byte[] content) {
    return of(newDigest().digest(content));
  }

  /// The hash that these 64 hexadecimal digits spell.
  public static Hash parse(String hex) {
    if (hex.length() != 2 * BYTES) {
      throw new IllegalArgumentException(
          "a SHA-256 value has 64 hexadecimal digits, not " + hex.length() + ": " + hex);
    }
    return of(HexFormat.of().parseHex(hex));
  }

  /// A SHA-256 digest; every JDK has it.
  public static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
    }
  }

  /// Are the 32 bytes at `offset` this value?
  public boolean matches(byte[] source, int offset) {
    ByteBuffer bytes = ByteBuffer.wrap(source, offset, BYTES);
    return a == bytes.getLong()
        && b == bytes.getLong()
        && c == bytes.getLong()
        && d == bytes.getLong();
  }

  public void copyTo(byte[] target, int offset) {
    ByteBuffer.wrap(target, offset, BYTES).putLong(a).putLong(b).putLong(c).putLong(d);
  }

  public byte[] bytes() {
    byte[] bytes = new byte[BYTES];
    copyTo(bytes, 0);
    return bytes;
  }

  public String hex() {
    return HexFormat.of().formatHex(bytes());
  }

  /// The order of the raw bytes.
  // A record's own methods are made when they are first called, some ms of a command's start. Any
  // 32
  // bits of a SHA-256 value are spread evenly.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Hash hash && a == hash.a && b == hash.b && c == hash.c && d == hash.d;
  }

  @Override
  public int hashCode() {
    return (int) d;
  }

  @Override
  public int compareTo(Hash other) {
    int order = Long.compareUnsigned(a, other.a);
    if (order == 0) order = Long.compareUnsigned(b, other.b);
    if (order == 0) order = Long.compareUnsigned(c, other.c);
    if (order == 0) order = Long.compareUnsigned(d, other.d);
    return order;
  }

  @Override
  public String toString() {
    return hex();
  }
}
