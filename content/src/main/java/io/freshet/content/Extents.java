package io.freshet.content;

/// The pieces that travel, cut into the units that are planned, leased and announced.
public final class Extents {
  Extents() {}

  public int count() {
    throw new UnsupportedOperationException();
  }

  /// The travelling pieces of this extent, ascending.
  public int[] pieces(int extent) {
    throw new UnsupportedOperationException();
  }

  /// The extent that brings this piece's content (that of its original); -1 for a piece of zeros,
  /// which doesn't travel.
  public int extentOf(int piece) {
    throw new UnsupportedOperationException();
  }

  public long bytes(int extent) {
    throw new UnsupportedOperationException();
  }
}
