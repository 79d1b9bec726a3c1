package io.freshet.sim;

import io.freshet.content.Extents;
import io.freshet.content.PieceLength;
import io.freshet.engine.ExtentSizes;

/// What is distributed: a release of one file, cut into pieces and extents as the format cuts it.
public record Payload(long bytes, int pieceLength) {

  /// 16 TiB of the largest extents.
  static final int EXTENTS_MAX = 1 << 20;

  /// A piece's hash in the manifest.
  private static final int HASH_BYTES = 32;

  /// What a manifest of one file has besides hashes, about.
  private static final int MANIFEST_BYTES_MIN = 300;

  public Payload {
    if (bytes < 1) {
      throw new IllegalArgumentException("a release of " + bytes + " bytes");
    }
    if (!PieceLength.isValid(pieceLength)) {
      throw new IllegalArgumentException("pieces of " + pieceLength + " bytes");
    }
    if (count(bytes, extentBytes(pieceLength)) > EXTENTS_MAX) {
      throw new IllegalArgumentException(
          "more than "
              + EXTENTS_MAX
              + " extents: choose "
              + (PieceLength.isValid(2L * pieceLength) ? "longer pieces" : "a smaller release"));
    }
  }

  /// With the piece length that is chosen for so many bytes.
  public static Payload of(long bytes) {
    return new Payload(bytes, PieceLength.forTotal(bytes));
  }

  /// As many pieces as fit into max(piece length, 256 KiB): both are powers of two.
  private static int extentBytes(int pieceLength) {
    return Math.max(pieceLength, Extents.BYTES_MIN);
  }

  private static long count(long bytes, int each) {
    return (bytes + each - 1) / each;
  }

  public int extentBytes() {
    return extentBytes(pieceLength);
  }

  public int extents() {
    return (int) count(bytes, extentBytes());
  }

  public long pieces() {
    return count(bytes, pieceLength);
  }

  long manifestBytes() {
    return MANIFEST_BYTES_MIN + HASH_BYTES * pieces();
  }

  ExtentSizes sizes() {
    int[] sizes = new int[extents()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = (int) Math.min(extentBytes(), bytes - (long) i * extentBytes());
    }
    return ExtentSizes.of(sizes);
  }
}
