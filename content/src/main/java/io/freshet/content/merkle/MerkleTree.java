package io.freshet.content.merkle;

import io.freshet.content.Hash;
import java.security.DigestException;
import java.security.MessageDigest;

/// The arithmetic of BEP 52's Merkle trees: SHA-256 with two children a node, over leaves of 16
/// KiB.
///
/// A tree is as wide as a power of two; leaves that the data doesn't reach are 32 zero bytes (not
/// the hash of zeros). Level 0 are the leaves. A layer is a run of hashes of one level, 32 bytes
/// each, and may leave out what is padding at its end.
public final class MerkleTree {
  public static final int LEAF_BYTES = 16 << 10;

  /// Levels above the leaves that a tree can have: 2^49 leaves are 2^63 bytes, more than a `long`
  /// counts.
  public static final int LEVELS_MAX = 49;

  private static final Hash[] PADDING = paddings();

  private MerkleTree() {}

  /// How many leaves so many bytes have.
  public static long leafCount(long bytes) {
    return bytes / LEAF_BYTES + (bytes % LEAF_BYTES == 0 ? 0 : 1);
  }

  /// How many leaves the tree over `count` leaves is wide: the next power of two, at least 1.
  public static long width(long count) {
    return count <= 1 ? 1 : Long.highestOneBit(count - 1) << 1;
  }

  /// The level at which one hash covers `width` leaves, `width` being a power of two.
  public static int levelOf(long width) {
    if (Long.bitCount(width) != 1) {
      throw new IllegalArgumentException("a tree is a power of two wide, not " + width);
    }
    return Long.numberOfTrailingZeros(width);
  }

  /// The hash at `level` under which no leaf has data.
  public static Hash padding(int level) {
    return PADDING[level];
  }

  /// The root of the tree whose layer at `level` begins with these `count` hashes and whose root is
  /// at `rootLevel`.
  public static Hash root(byte[] layer, int level, int rootLevel) {
    byte[] work = layer.clone();
    fold(Hash.newDigest(), work, level, rootLevel, layer.length / Hash.BYTES);
    return Hash.copy(work, 0);
  }

  /// The parent of two hashes.
  public static Hash parent(Hash left, Hash right) {
    byte[] pair = new byte[2 * Hash.BYTES];
    left.copyTo(pair, 0);
    right.copyTo(pair, Hash.BYTES);
    return Hash.sha256(pair);
  }

  /// Folds the first `count` hashes of `layer` in place until `rootLevel` is reached; the root is
  /// then its first hash.
  static void fold(MessageDigest digest, byte[] layer, int level, int rootLevel, int count) {
    if (count < 1 || (long) count > 1L << Math.min(62, rootLevel - level)) {
      throw new IllegalArgumentException(
          count + " hashes of level " + level + " under a root of level " + rootLevel);
    }
    int left = count;
    for (int at = level; at < rootLevel; at++) {
      int parents = (left + 1) / 2;
      for (int i = 0; i < parents; i++) {
        int pair = 2 * i * Hash.BYTES;
        if (2 * i + 1 < left) {
          digest.update(layer, pair, 2 * Hash.BYTES);
        } else {
          digest.update(layer, pair, Hash.BYTES);
          digest.update(PADDING[at].bytes());
        }
        finish(digest, layer, i * Hash.BYTES);
      }
      left = parents;
    }
  }

  static void finish(MessageDigest digest, byte[] target, int offset) {
    try {
      digest.digest(target, offset, Hash.BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException("SHA-256 is 32 bytes long", e);
    }
  }

  private static Hash[] paddings() {
    Hash[] paddings = new Hash[LEVELS_MAX + 1];
    paddings[0] = new Hash(0, 0, 0, 0);
    for (int level = 1; level < paddings.length; level++) {
      paddings[level] = parent(paddings[level - 1], paddings[level - 1]);
    }
    return paddings;
  }
}
