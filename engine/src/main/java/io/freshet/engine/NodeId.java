package io.freshet.engine;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// The name of one running node: random, new for each incarnation, never reused.
public record NodeId(long value) implements Comparable<NodeId> {

  /// The node's name as 16 hex digits: how people and messages write it.
  public String hex() {
    return HexFormat.of().toHexDigits(value);
  }

  /// Reads what [#hex()] writes; throws [IllegalArgumentException] for anything else.
  public static NodeId parse(String hex) {
    if (hex.length() != 16) {
      throw new IllegalArgumentException("a node id has 16 hex digits, not " + hex.length());
    }
    return new NodeId(HexFormat.fromHexDigitsToLong(hex));
  }

  // A record's own methods are made when they are first called, some ms of a command's start.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NodeId id && value == id.value;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(value);
  }

  @Override
  public int compareTo(NodeId other) {
    return Long.compareUnsigned(value, other.value);
  }

  @Override
  public String toString() {
    return hex();
  }
}
