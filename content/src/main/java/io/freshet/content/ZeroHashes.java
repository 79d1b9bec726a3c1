package io.freshet.content;

import io.freshet.content.merkle.MerkleTree;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The hashes that pieces of nothing but zeros have, for any length at little cost.
///
/// A million files may have a million lengths, and hashing as many zeros as they have bytes would
/// be hashing the release. So leaves that are full are hashed once, and one that is not goes on
/// from the nearest of 16 states kept along the way: 1 KiB at most.
final class ZeroHashes {
  private static final int STATE_STEP = 1 << 10;

  private final List<MessageDigest> states = new ArrayList<>();
  private final byte[] zeros = new byte[STATE_STEP];
  private final @Nullable Hash[] partialLeaves = new @Nullable Hash[MerkleTree.LEAF_BYTES];
  private final List<Hash> fullTrees = new ArrayList<>();
  private int lastLength = -1;
  private int lastWidth = -1;
  private Hash last = MerkleTree.padding(0);

  ZeroHashes() {
    var digest = Hash.newDigest();
    for (int at = 0; at < MerkleTree.LEAF_BYTES; at += STATE_STEP) {
      states.add(copy(digest));
      digest.update(zeros);
    }
    fullTrees.add(Hash.of(digest.digest()));
  }

  /// The root over `length` zeros in a tree `width` leaves wide.
  Hash hash(int length, int width) {
    if (length == lastLength && width == lastWidth) return last;
    lastLength = length;
    lastWidth = width;
    last = compute(length, width);
    return last;
  }

  private Hash compute(int length, int width) {
    int lastLeafBytes = (length - 1) % MerkleTree.LEAF_BYTES + 1;
    int index = (length - 1) / MerkleTree.LEAF_BYTES;
    Hash edge = lastLeafBytes == MerkleTree.LEAF_BYTES ? fullTree(0) : partialLeaf(lastLeafBytes);
    // Up along the last leaf: what is left of it is full, what is right of it is padding.
    for (int level = 0; level < MerkleTree.levelOf(width); level++, index >>= 1) {
      edge =
          (index & 1) == 1
              ? MerkleTree.parent(fullTree(level), edge)
              : MerkleTree.parent(edge, MerkleTree.padding(level));
    }
    return edge;
  }

  private Hash fullTree(int level) {
    while (fullTrees.size() <= level) {
      fullTrees.add(MerkleTree.parent(fullTrees.getLast(), fullTrees.getLast()));
    }
    return fullTrees.get(level);
  }

  private Hash partialLeaf(int bytes) {
    Hash known = partialLeaves[bytes];
    if (known != null) return known;
    var digest = copy(states.get(bytes / STATE_STEP));
    digest.update(zeros, 0, bytes % STATE_STEP);
    Hash hash = Hash.of(digest.digest());
    partialLeaves[bytes] = hash;
    return hash;
  }

  private static MessageDigest copy(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("this Java's SHA-256 cannot be copied", e);
    }
  }
}
