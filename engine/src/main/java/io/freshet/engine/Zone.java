package io.freshet.engine;

/// Where a node stands, as a path from the widest to the narrowest place: `eu/hall-2/rack-7`; empty
/// when unknown.
public record Zone(String path) {

  /// A node that did not say where it stands.
  public static final Zone UNKNOWN = new Zone("");

  /// Longest path accepted from a peer: eight places of 31 characters.
  public static final int PATH_LENGTH_MAX = 255;

  public Zone {
    if (path.length() > PATH_LENGTH_MAX) {
      throw new IllegalArgumentException("zone path of " + path.length() + " characters");
    }
  }
}
