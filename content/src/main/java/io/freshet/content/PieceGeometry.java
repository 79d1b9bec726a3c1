package io.freshet.content;

import io.freshet.content.merkle.MerkleTree;
import java.util.Arrays;

/// Where each piece of a release lies, what it hashes to, and which pieces are equal.
///
/// Pieces are numbered through all files that are not empty, in tree order (BEP 52): each file
/// begins with a piece of its own.
///
/// Pieces are equal when length, hash *and* width of the tree agree. A Merkle hash alone names
/// nothing, for the tree doesn't tell leaves from nodes; and length and hash are not enough either:
/// a file of 64 bytes, being two hashes, can have the root that the 64-byte tail of a larger file
/// has, whose tree is wider. With one length and one width, trees have one shape, and then SHA-256
/// decides.
public final class PieceGeometry {
  private final FileColumns files;
  private final int pieceLength;
  private final int count;
  private final int[] fileOf;

  /// The first piece with the same content; its complement (`~`) where that content is nothing but
  /// zeros.
  private final int[] original;

  /// The next piece with the same content, ascending, or 0 (which is nobody's copy).
  private final int[] nextCopy;

  PieceGeometry(FileColumns files, int count, int pieceLength, InfoHash seed) {
    this.files = files;
    this.count = count;
    this.pieceLength = pieceLength;
    fileOf = new int[count];
    for (int file = 0; file < files.fileCount; file++) {
      int first = files.firstPiece(file);
      Arrays.fill(fileOf, first, first + pieceCount(file), file);
    }
    original = originals(seed.hash());
    nextCopy = new int[count];
    for (int piece = count - 1; piece >= 0; piece--) {
      int first = original[piece];
      if (first == piece) continue;
      nextCopy[piece] = nextCopy[first];
      nextCopy[first] = piece;
    }
    markZeros();
  }

  public int count() {
    return count;
  }

  /// The index of the file that this piece is part of.
  public int fileOf(int piece) {
    return fileOf[piece];
  }

  /// The hashes of a file's pieces, 32 bytes each.
  public byte[] hashes(int file) {
    int at = files.hashAt(file);
    return files.torrent.copy(at, Hash.BYTES * pieceCount(file));
  }

  public long offsetInFile(int piece) {
    return (long) (piece - files.firstPiece(fileOf[piece])) * pieceLength;
  }

  public int length(int piece) {
    long behind = files.length(fileOf[piece]) - offsetInFile(piece);
    return (int) Math.min(behind, pieceLength);
  }

  /// The root of the piece's Merkle tree, as [io.freshet.content.merkle.PieceHasher] computes it
  /// from `length` and `leafWidth`.
  public Hash hash(int piece) {
    return files.torrent.hash(hashAt(piece));
  }

  /// Is this the piece's hash?
  public boolean hashMatches(int piece, Hash hash) {
    return files.torrent.isHash(hash, hashAt(piece));
  }

  /// The number of leaves that the piece's tree is padded to: in a file of several pieces as many
  /// as a whole piece has, in a file of one piece the next power of two.
  public int leafWidth(int piece) {
    long length = files.length(fileOf[piece]);
    return (int)
        MerkleTree.width(MerkleTree.leafCount(length > pieceLength ? pieceLength : length));
  }

  /// Is every byte of the piece zero? Known from its hash and length.
  public boolean isZero(int piece) {
    return original[piece] < 0;
  }

  /// The first piece with the same content as this one: itself, if it is the first.
  public int original(int piece) {
    int first = original[piece];
    return first < 0 ? ~first : first;
  }

  /// The other pieces with the content of this original, ascending.
  public int[] copies(int original) {
    if (original(original) != original) {
      throw new IllegalArgumentException("piece " + original + " is a copy itself");
    }
    int size = 0;
    for (int piece = nextCopy[original]; piece != 0; piece = nextCopy[piece]) size++;
    int[] copies = new int[size];
    int at = 0;
    for (int piece = nextCopy[original]; piece != 0; piece = nextCopy[piece]) copies[at++] = piece;
    return copies;
  }

  /// Does this piece travel? Copies and zeros don't.
  boolean travels(int piece) {
    return original[piece] == piece;
  }

  int pieceCount(int file) {
    long length = files.length(file);
    return length == 0 ? 0 : (int) ((length - 1) / pieceLength) + 1;
  }

  long columnBytes() {
    return 3L * Integer.BYTES * count;
  }

  private int hashAt(int piece) {
    int file = fileOf[piece];
    return files.hashAt(file) + Hash.BYTES * (piece - files.firstPiece(file));
  }

  // An open hash table of pieces, twice as large as it must be. Its seed is the info hash: whoever
  // chooses the hashes of a torrent
  // cannot choose them so that they collide here, for each choice is another seed.
  private int[] originals(Hash seed) {
    int[] originals = new int[count];
    int[] table = new int[Math.max(2, Integer.highestOneBit(Math.max(1, count)) * 4)];
    for (int piece = 0; piece < count; piece++) {
      int slot = (int) (spread(hash(piece), length(piece), seed) >>> 32) & table.length - 1;
      while (table[slot] != 0 && !sameContent(table[slot] - 1, piece))
        slot = slot + 1 & table.length - 1;
      if (table[slot] == 0) table[slot] = piece + 1;
      originals[piece] = table[slot] - 1;
    }
    return originals;
  }

  private boolean sameContent(int one, int other) {
    return hashMatches(one, hash(other))
        && length(one) == length(other)
        && leafWidth(one) == leafWidth(other);
  }

  static long spread(Hash hash, int length, Hash seed) {
    return fold(hash.a() ^ seed.a(), hash.b() ^ seed.b())
        ^ fold(hash.c() ^ seed.c(), hash.d() ^ seed.d() ^ length);
  }

  private static long fold(long x, long y) {
    return x * y ^ Math.unsignedMultiplyHigh(x, y);
  }

  private void markZeros() {
    var zeros = new ZeroHashes();
    for (int piece = 0; piece < count; piece++) {
      int first = original[piece];
      boolean zero =
          first == piece
              ? hashMatches(piece, zeros.hash(length(piece), leafWidth(piece)))
              : original[first] < 0;
      if (zero) original[piece] = ~first;
    }
  }
}
