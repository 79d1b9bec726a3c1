package io.freshet.content;

import java.util.Arrays;

/// The pieces that travel, cut into the units that are planned, leased and announced.
///
/// The rule is fixed, for every node must cut alike: in order, as many pieces as fit into max(piece
/// length, 256 KiB). Copies and zeros don't travel and are in no extent.
public final class Extents {
  /// Small files travel some 60 to an extent, so that an announcement or assignment covers about
  /// what one of a large file does.
  public static final int BYTES_MIN = 256 << 10;

  private final PieceGeometry pieces;
  private final int[] firstPiece;
  private final int[] bytes;

  Extents(PieceGeometry pieces, int pieceLength) {
    this.pieces = pieces;
    int bytesMax = Math.max(pieceLength, BYTES_MIN);
    int[] firsts = new int[16];
    int[] sizes = new int[16];
    int count = 0;
    for (int piece = 0; piece < pieces.count(); piece++) {
      if (!pieces.travels(piece)) continue;
      int length = pieces.length(piece);
      if (count == 0 || sizes[count - 1] + length > bytesMax) {
        if (count == firsts.length) {
          firsts = Arrays.copyOf(firsts, 2 * count);
          sizes = Arrays.copyOf(sizes, 2 * count);
        }
        firsts[count] = piece;
        sizes[count++] = 0;
      }
      sizes[count - 1] += length;
    }
    firstPiece = Arrays.copyOf(firsts, count);
    bytes = Arrays.copyOf(sizes, count);
  }

  public int count() {
    return firstPiece.length;
  }

  /// The travelling pieces of this extent, ascending.
  public int[] pieces(int extent) {
    int end = extent + 1 < count() ? firstPiece[extent + 1] : pieces.count();
    int size = 0;
    int[] travelling = new int[end - firstPiece[extent]];
    for (int piece = firstPiece[extent]; piece < end; piece++) {
      if (pieces.travels(piece)) travelling[size++] = piece;
    }
    return Arrays.copyOf(travelling, size);
  }

  /// The extent that brings this piece's content (that of its original); -1 for a piece of zeros,
  /// which doesn't travel.
  public int extentOf(int piece) {
    if (pieces.isZero(piece)) return -1;
    int index = Arrays.binarySearch(firstPiece, pieces.original(piece));
    return index >= 0 ? index : -index - 2;
  }

  public long bytes(int extent) {
    return bytes[extent];
  }

  long columnBytes() {
    return 2L * Integer.BYTES * count();
  }
}
