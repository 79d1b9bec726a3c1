package io.freshet.content.merkle;

import io.freshet.content.Hash;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/// Hashes one piece at a time from bytes that arrive in any portions. Reusable; for one thread.
///
/// Direct and heap buffers cost the same: the JDK passes a direct buffer's bytes to its SHA-256
/// through a 4 KiB array that stays in the first cache (2,173 against 2,194 MB/s, 2026-11-21, 2
/// cores, JDK 25.0.3). So nothing is copied here.
public final class PieceHasher {
  private final MessageDigest digest = Hash.newDigest();
  private byte[] leaves = new byte[0];
  private byte[] fold = new byte[0];
  private int leafCount;
  private int leafWidth;
  private int missing;
  private int leafIndex;
  private int missingInLeaf;

  /// Begins a piece; whatever was begun before is forgotten.
  ///
  /// @param leafWidth the leaves that the piece's tree is padded to, as `PieceGeometry` says
  public void start(int length, int leafWidth) {
    if (length < 1) throw new IllegalArgumentException("a piece of " + length + " bytes");
    leafCount = Math.toIntExact(MerkleTree.leafCount(length));
    if (Integer.bitCount(leafWidth) != 1 || leafWidth < leafCount) {
      throw new IllegalArgumentException(leafCount + " leaves in a tree " + leafWidth + " wide");
    }
    this.leafWidth = leafWidth;
    missing = length;
    leafIndex = 0;
    missingInLeaf = Math.min(missing, MerkleTree.LEAF_BYTES);
    if (leaves.length < leafCount * Hash.BYTES) {
      leaves = new byte[leafCount * Hash.BYTES];
      fold = new byte[leafCount * Hash.BYTES];
    }
    digest.reset();
  }

  /// Takes all remaining bytes of the buffer; more than the piece lacks is a bug of the caller.
  public void update(ByteBuffer bytes) {
    if (bytes.remaining() > missing) {
      throw new IllegalArgumentException(
          bytes.remaining() + " bytes for a piece that lacks " + missing);
    }
    int end = bytes.limit();
    while (bytes.position() < end) {
      int portion = Math.min(end - bytes.position(), missingInLeaf);
      bytes.limit(bytes.position() + portion);
      digest.update(bytes);
      missing -= portion;
      missingInLeaf -= portion;
      if (missingInLeaf == 0) {
        MerkleTree.finish(digest, leaves, leafIndex * Hash.BYTES);
        leafIndex++;
        missingInLeaf = Math.min(missing, MerkleTree.LEAF_BYTES);
      }
    }
    bytes.limit(end);
  }

  /// Bytes that the piece lacks.
  public int missing() {
    return missing;
  }

  /// The piece's hash, after all its bytes.
  public Hash finish() {
    if (missing > 0 || leafCount == 0) {
      throw new IllegalStateException("a piece that lacks " + missing + " bytes has no hash");
    }
    System.arraycopy(leaves, 0, fold, 0, leafCount * Hash.BYTES);
    MerkleTree.fold(digest, fold, 0, MerkleTree.levelOf(leafWidth), leafCount);
    return Hash.copy(fold, 0);
  }

  /// The number of leaves that the piece has, padding not counted.
  public int leafCount() {
    return leafCount;
  }

  /// The hash of a leaf that is complete.
  public Hash leaf(int index) {
    if (index < 0 || index >= leafIndex) {
      throw new IndexOutOfBoundsException("leaf " + index + " of " + leafIndex + " complete ones");
    }
    return Hash.copy(leaves, index * Hash.BYTES);
  }

  /// The hashes of the leaves that are complete, 32 bytes each.
  public byte[] leaves() {
    return Arrays.copyOf(leaves, leafIndex * Hash.BYTES);
  }
}
