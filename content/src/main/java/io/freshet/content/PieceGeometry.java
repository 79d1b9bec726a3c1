package io.freshet.content;

/// Where each piece of a release lies, what it hashes to, and which pieces are equal.
public final class PieceGeometry {
  PieceGeometry() {}

  public int count() {
    throw new UnsupportedOperationException();
  }

  /// The index of the file that this piece is part of.
  public int fileOf(int piece) {
    throw new UnsupportedOperationException();
  }

  public long offsetInFile(int piece) {
    throw new UnsupportedOperationException();
  }

  public int length(int piece) {
    throw new UnsupportedOperationException();
  }

  /// The root of the piece's Merkle tree, as [io.freshet.content.merkle.PieceHasher] computes it
  /// from `length` and `leafWidth`.
  public Hash hash(int piece) {
    throw new UnsupportedOperationException();
  }

  public boolean hashMatches(int piece, Hash hash) {
    throw new UnsupportedOperationException();
  }

  /// The number of leaves that the piece's tree is padded to.
  public int leafWidth(int piece) {
    throw new UnsupportedOperationException();
  }

  /// Is every byte of the piece zero? Known from its hash and length.
  public boolean isZero(int piece) {
    throw new UnsupportedOperationException();
  }

  /// The first piece with the same content as this one: itself, if it is the first.
  public int original(int piece) {
    throw new UnsupportedOperationException();
  }

  /// The other pieces with the content of this original, ascending.
  public int[] copies(int original) {
    throw new UnsupportedOperationException();
  }
}
