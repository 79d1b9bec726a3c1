package io.freshet.content;

/// Makes a manifest from files whose pieces are already hashed (by a scan, or invented by a
/// simulation).
public final class ManifestWriter {

  public ManifestWriter(String name, int pieceLength) {}

  /// Adds a file with its piece hashes, 32 bytes a piece; an empty file has none. Files may be
  /// added in any order.
  public ManifestWriter file(String path, long length, byte[] pieceHashes) {
    throw new UnsupportedOperationException();
  }

  public byte[] torrent() {
    throw new UnsupportedOperationException();
  }
}
