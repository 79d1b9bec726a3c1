package io.freshet.content.merkle;

import io.freshet.content.Hash;

/// The arithmetic of BEP 52's Merkle trees: leaves of 16 KiB, missing leaves are 32 zero bytes.
public final class MerkleTree {
  public static final int LEAF_BYTES = 16 << 10;

  private MerkleTree() {}

  /// How many leaves so many bytes have.
  public static long leafCount(long bytes) {
    return (bytes + LEAF_BYTES - 1) / LEAF_BYTES;
  }

  /// The root over these hashes (32 bytes each), padded to `width` with the padding of `level`: 0
  /// for leaves.
  public static Hash root(byte[] hashes, int width, int level) {
    throw new UnsupportedOperationException();
  }

  /// The root of 2^level missing leaves.
  public static Hash padding(int level) {
    throw new UnsupportedOperationException();
  }
}
