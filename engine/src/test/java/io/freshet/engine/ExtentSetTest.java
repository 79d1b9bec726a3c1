package io.freshet.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ExtentSetTest {

  /// Empty; around a byte, a word and two words; many.
  private static final int[] CAPACITIES = {0, 1, 7, 8, 9, 63, 64, 65, 127, 128, 129, 1000};

  @Test
  void theFirstExtentIsTheHighestBitOfTheFirstByte() {
    assertEquals("8100", hex(ExtentSet.of(16, 0, 7)));
    assertEquals("0080", hex(ExtentSet.of(10, 8)));
    assertEquals("ffc0", hex(ExtentSet.all(10)));
    assertEquals("", hex(ExtentSet.none(0)));
  }

  @Test
  void bytesThatAreNoBitmapOfThatManyAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> ExtentSet.fromBytes(9, new byte[1]));
    assertThrows(IllegalArgumentException.class, () -> ExtentSet.fromBytes(9, new byte[3]));
    byte[] beyond = {0, 0x40};
    assertThrows(IllegalArgumentException.class, () -> ExtentSet.fromBytes(9, beyond));
    assertThrows(IndexOutOfBoundsException.class, () -> ExtentSet.none(9).add(9));
    assertThrows(IndexOutOfBoundsException.class, () -> ExtentSet.none(9).remove(-1));
  }

  @Test
  void itIsABitSet() {
    for (int capacity : CAPACITIES) {
      for (long seed = 0; seed < 20; seed++) {
        sameAsBitSet(capacity, seed);
      }
    }
  }

  private static void sameAsBitSet(int capacity, long seed) {
    String at = "capacity " + capacity + " seed " + seed;
    SplittableRandom random = new SplittableRandom(seed);
    List<ExtentSet> row = ExtentSet.row(3, capacity);
    ExtentSet set = row.get(1);
    set.become(seed % 2 == 0 ? ExtentSet.none(capacity) : ExtentSet.all(capacity));
    BitSet model = new BitSet();
    model.set(0, seed % 2 == 0 ? 0 : capacity);
    ExtentSet other = row.getLast();
    BitSet otherModel = new BitSet();
    for (int step = 0; step < 2 * capacity; step++) {
      int extent = seed % 3 == 0 ? step % capacity : random.nextInt(capacity);
      switch (random.nextInt(3)) {
        case 0 -> {
          assertEquals(!model.get(extent), set.add(extent), at);
          model.set(extent);
        }
        case 1 -> {
          assertEquals(model.get(extent), set.remove(extent), at);
          model.clear(extent);
        }
        default -> {
          other.add(extent);
          otherModel.set(extent);
        }
      }
      assertEquals(model.nextSetBit(extent), set.next(extent), at);
      BitSet common = (BitSet) model.clone();
      common.and(otherModel);
      assertEquals(common.nextSetBit(extent), set.nextCommon(other, extent), at);
      assertEquals(!common.isEmpty(), set.intersects(other), at);
      assertEquals(common.nextSetBit(extent), set.nextCommon(other, set.copy(), extent), at);
      int from = set.anywhere(other, random);
      assertTrue(from >= 0 && from <= capacity + Long.SIZE, at);
      int any = set.anyCommon(other, random);
      assertTrue(common.isEmpty() ? any == -1 : common.get(any), at);
    }
    assertEquals(model.cardinality(), set.cardinality(), at);
    assertArrayEquals(model.stream().toArray(), set.toArray(), at);
    assertEquals(set, ExtentSet.fromBytes(capacity, set.toBytes()), at);
    assertEquals(set, set.copy(), at);
    set.removeAll(other);
    model.andNot(otherModel);
    assertArrayEquals(model.stream().toArray(), set.toArray(), at);
    assertEquals(model.cardinality(), set.cardinality(), at);
    assertEquals(model.isEmpty(), set.isEmpty(), at);
    assertFalse(set.intersects(other), at);
    for (int extent = capacity - 1; extent >= 0; extent -= 50) {
      set.add(extent);
      model.set(extent);
      assertEquals(model.nextSetBit(0), set.next(0), at);
    }
    set.retainAll(other);
    model.and(otherModel);
    assertArrayEquals(model.stream().toArray(), set.toArray(), at);
    assertTrue(ExtentSet.all(capacity).isAll(), at);
    assertTrue(row.getFirst().copy().isEmpty(), "what is beside it, " + at);
  }

  /// Else it would take over what stands beside the other one.
  @Test
  void aSetBecomesOnlyOneOfItsSize() {
    ExtentSet set = ExtentSet.none(64);
    assertThrows(IllegalArgumentException.class, () -> set.become(ExtentSet.none(63)));
    assertThrows(IllegalArgumentException.class, () -> set.become(ExtentSet.none(65)));
  }

  private static String hex(ExtentSet set) {
    return HexFormat.of().formatHex(set.toBytes());
  }
}
