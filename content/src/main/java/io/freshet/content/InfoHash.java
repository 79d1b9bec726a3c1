package io.freshet.content;

import org.jspecify.annotations.Nullable;

/// A release's name: the SHA-256 of its manifest's info dictionary.
public record InfoHash(Hash hash) implements Comparable<InfoHash> {

  /// The info hash that these 64 hexadecimal digits spell; `IllegalArgumentException` says what is
  /// wrong with them.
  public static InfoHash parse(String hex) {
    return new InfoHash(Hash.parse(hex));
  }

  public String hex() {
    return hash.hex();
  }

  // As in Hash.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof InfoHash infoHash && hash.equals(infoHash.hash);
  }

  @Override
  public int hashCode() {
    return hash.hashCode();
  }

  @Override
  public int compareTo(InfoHash other) {
    return hash.compareTo(other.hash);
  }

  @Override
  public String toString() {
    return hex();
  }
}
