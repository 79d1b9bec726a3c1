package io.freshet.content;

import java.util.BitSet;

/// Finds contents of a release by what names them: length, width of the tree, and hash.
///
/// The other side may be any file that was hashed with the same length and width, or another
/// release: what is found has the same bytes, whatever the piece length there.
public final class ContentIndex {
  private static final int NOTHING = -1;

  private final PieceGeometry pieces;
  private final Hash seed;

  // An open hash table, at least twice as large as what is in it: a piece's number and 1, or 0.
  private final int[] table;

  /// @param originals what is looked for: the first pieces of their contents
  public ContentIndex(Manifest manifest, BitSet originals) {
    pieces = manifest.pieces();
    seed = manifest.infoHash().hash();
    table = new int[Math.max(2, Integer.highestOneBit(Math.max(1, originals.cardinality())) * 4)];
    for (int piece = originals.nextSetBit(0); piece >= 0; piece = originals.nextSetBit(piece + 1)) {
      int slot = slot(pieces.hash(piece), pieces.length(piece));
      while (table[slot] != 0) slot = slot + 1 & table.length - 1;
      table[slot] = piece + 1;
    }
  }

  private int slot(Hash hash, int length) {
    return (int) (PieceGeometry.spread(hash, length, seed) >>> 32) & table.length - 1;
  }

  /// The content of this length, width and hash, by its original; -1 if none is looked for.
  public int find(Hash hash, int length, int leafWidth) {
    for (int slot = slot(hash, length); table[slot] != 0; slot = slot + 1 & table.length - 1) {
      int piece = table[slot] - 1;
      if (pieces.hashMatches(piece, hash)
          && pieces.length(piece) == length
          && pieces.leafWidth(piece) == leafWidth) {
        return piece;
      }
    }
    return NOTHING;
  }
}
