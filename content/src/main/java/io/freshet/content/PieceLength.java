package io.freshet.content;

/// How long a release's pieces are.
public final class PieceLength {
  /// BEP 52's smallest: one leaf.
  public static final int MIN = 16 << 10;

  /// The largest that Freshet takes. 140 GB make 8,345 pieces of it, and a lost one costs 16 MiB.
  public static final int MAX = 16 << 20;

  /// The smallest that is chosen by itself: below it, hashes (32 bytes a piece) and requests cost
  /// more than they help.
  public static final int AUTO_MIN = 256 << 10;

  /// Pieces that a release should not exceed while its piece length can still grow: a manifest of
  /// some 64 KiB.
  public static final int AUTO_PIECES_MAX = 2048;

  private PieceLength() {}

  public static boolean isValid(long length) {
    return length >= MIN && length <= MAX && Long.bitCount(length) == 1;
  }

  /// The piece length for a release of so many bytes: 512 KiB for 1 GiB, 16 MiB for 140 GB.
  public static int forTotal(long totalBytes) {
    int length = AUTO_MIN;
    while (length < MAX && totalBytes > (long) length * AUTO_PIECES_MAX) length *= 2;
    return length;
  }
}
