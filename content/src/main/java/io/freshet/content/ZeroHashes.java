package io.freshet.content;

import io.freshet.content.merkle.MerkleTree;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The hashes that pieces of nothing but zeros have, for any length at little cost.
///
/// A million files may have a million lengths, and hashing as many zeros as they have bytes would
/// be hashing the release. So the full leaf is known, and one that is not full goes on from the
/// nearest of 16 states kept along the way: 1 KiB at most.
final class ZeroHashes {
  private static final int STATE_STEP = 1 << 10;

  /// SHA-256 of [MerkleTree#LEAF_BYTES] zeros. Known, not computed: nearly every release needs it,
  /// and a process that has just begun hashes a leaf in 6 ms.
  private static final Hash FULL_LEAF =
      Hash.parse("4fe7b59af6de3b665b67788cc2f99892ab827efae3a467342b3bb4e3bc8e5bfe");

  // Each a step further than the one before; made as far as somebody needed them.
  private final List<MessageDigest> states = new ArrayList<>();
  private final byte[] zeros = new byte[STATE_STEP];
  private final @Nullable Hash[] partialLeaves = new @Nullable Hash[MerkleTree.LEAF_BYTES];
  private final List<Hash> fullTrees = new ArrayList<>();
  private int lastLength = -1;
  private int lastWidth = -1;
  private Hash last = MerkleTree.padding(0);

  ZeroHashes() {
    states.add(Hash.newDigest());
    fullTrees.add(FULL_LEAF);
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
    var digest = copy(state(bytes / STATE_STEP));
    digest.update(zeros, 0, bytes % STATE_STEP);
    Hash hash = Hash.of(digest.digest());
    partialLeaves[bytes] = hash;
    return hash;
  }

  private MessageDigest state(int step) {
    while (states.size() <= step) {
      var next = copy(states.getLast());
      next.update(zeros);
      states.add(next);
    }
    return states.get(step);
  }

  private static MessageDigest copy(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("this Java's SHA-256 cannot be copied", e);
    }
  }
}
