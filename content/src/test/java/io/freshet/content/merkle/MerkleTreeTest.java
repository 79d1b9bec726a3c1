package io.freshet.content.merkle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.freshet.content.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The arithmetic of trees.
final class MerkleTreeTest {
  @Test
  void leavesAndWidths() {
    assertEquals(0, MerkleTree.leafCount(0));
    assertEquals(1, MerkleTree.leafCount(1));
    assertEquals(1, MerkleTree.leafCount(16_384));
    assertEquals(2, MerkleTree.leafCount(16_385));
    assertEquals(1L << 49, MerkleTree.leafCount(Long.MAX_VALUE));
    assertEquals(1, MerkleTree.width(0));
    assertEquals(1, MerkleTree.width(1));
    assertEquals(2, MerkleTree.width(2));
    assertEquals(4, MerkleTree.width(3));
    assertEquals(4, MerkleTree.width(4));
    assertEquals(8, MerkleTree.width(5));
    assertEquals(3, MerkleTree.levelOf(8));
    assertThrows(IllegalArgumentException.class, () -> MerkleTree.levelOf(6));
  }

  @Test
  void paddingIsTheTreeOverMissingLeaves() {
    assertEquals(Hash.of(new byte[32]), MerkleTree.padding(0));
    for (int level = 0; level < 6; level++) {
      assertEquals(ModelTree.root(List.of(), 1 << level), MerkleTree.padding(level));
    }
  }

  @Test
  void aLayerFoldsToTheRootOfItsLeaves() {
    var random = new Random(1);
    for (int leafCount = 1; leafCount <= 70; leafCount++) {
      var leaves = new ArrayList<Hash>();
      for (int i = 0; i < leafCount; i++) {
        leaves.add(new Hash(random.nextLong(), random.nextLong(), random.nextLong(), i));
      }
      int width = (int) MerkleTree.width(leafCount);
      int rootLevel = MerkleTree.levelOf(width);
      Hash root = ModelTree.root(leaves, width);
      for (int level = 0; level <= rootLevel; level++) {
        byte[] layer = layer(leaves, level);
        assertEquals(
            root, MerkleTree.root(layer, level, rootLevel), leafCount + ", level " + level);
      }
    }
  }

  @Test
  void moreHashesThanTheTreeIsWideAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> MerkleTree.root(new byte[96], 0, 1));
    assertThrows(IllegalArgumentException.class, () -> MerkleTree.root(new byte[0], 0, 1));
  }

  private static byte[] layer(List<Hash> leaves, int level) {
    int span = 1 << level;
    int count = (leaves.size() + span - 1) / span;
    byte[] layer = new byte[count * Hash.BYTES];
    for (int i = 0; i < count; i++) {
      List<Hash> below = leaves.subList(i * span, Math.min(leaves.size(), (i + 1) * span));
      ModelTree.root(below, span).copyTo(layer, i * Hash.BYTES);
    }
    return layer;
  }
}
