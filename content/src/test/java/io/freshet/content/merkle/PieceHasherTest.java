package io.freshet.content.merkle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.freshet.content.Hash;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One piece's hash, from bytes in any portions, against the model.
final class PieceHasherTest {
  private final PieceHasher hasher = new PieceHasher();

  @ParameterizedTest(name = "{0} bytes")
  @ValueSource(
      ints = {
        1, 64, 16_383, 16_384, 16_385, 32_767, 32_768, 32_769, 65_535, 65_536, 65_537, 300_000
      })
  void agreesWithTheModel(int length) {
    byte[] content = bytes(length);
    List<Hash> leaves = ModelTree.leaves(content);
    int narrowest = (int) MerkleTree.width(leaves.size());
    for (int width = narrowest; width <= 64; width *= 2) {
      assertEquals(ModelTree.root(leaves, width), hash(content, width, length), "width " + width);
      assertEquals(leaves.size(), hasher.leafCount());
      for (int leaf = 0; leaf < leaves.size(); leaf++) {
        assertEquals(leaves.get(leaf), hasher.leaf(leaf));
        assertEquals(leaves.get(leaf), Hash.copy(hasher.leaves(), leaf * Hash.BYTES));
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void portionsAndKindsOfBuffersDoNotMatter(long seed) {
    var random = new Random(seed);
    byte[] content = bytes(1 + random.nextInt(200_000));
    int width = (int) MerkleTree.width(MerkleTree.leafCount(content.length));
    Hash whole = hash(content, width, content.length);
    hasher.start(content.length, width);
    int at = 0;
    while (hasher.missing() > 0) {
      int portion = random.nextInt(Math.min(hasher.missing(), 40_000) + 1);
      ByteBuffer heap = ByteBuffer.wrap(content, at, portion);
      ByteBuffer bytes =
          switch (random.nextInt(3)) {
            case 0 -> heap;
            case 1 -> heap.slice().asReadOnlyBuffer();
            default -> ByteBuffer.allocateDirect(portion).put(heap).flip();
          };
      int limit = bytes.limit();
      hasher.update(bytes);
      assertEquals(limit, bytes.limit());
      assertEquals(0, bytes.remaining());
      at += portion;
    }
    assertEquals(whole, hasher.finish());
    assertEquals(whole, hasher.finish(), "finishing twice changes nothing");
  }

  @Test
  void aPieceThatWasLeftUnfinishedIsForgotten() {
    byte[] content = bytes(20_000);
    Hash expected = hash(content, 2, content.length);
    hasher.start(50_000, 4);
    hasher.update(ByteBuffer.wrap(content, 0, 17_000));
    assertEquals(expected, hash(content, 2, content.length));
  }

  @Test
  void mistakesOfACallerAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> hasher.start(0, 1));
    assertThrows(IllegalArgumentException.class, () -> hasher.start(16_385, 1));
    assertThrows(IllegalArgumentException.class, () -> hasher.start(1, 3));
    hasher.start(10, 1);
    assertThrows(IllegalStateException.class, hasher::finish);
    assertThrows(
        IllegalArgumentException.class, () -> hasher.update(ByteBuffer.wrap(new byte[11])));
    assertThrows(IndexOutOfBoundsException.class, () -> hasher.leaf(0));
  }

  private Hash hash(byte[] content, int width, int portion) {
    hasher.start(content.length, width);
    for (int at = 0; at < content.length; at += portion) {
      hasher.update(ByteBuffer.wrap(content, at, Math.min(portion, content.length - at)));
    }
    return hasher.finish();
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
