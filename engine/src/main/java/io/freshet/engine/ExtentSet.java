package io.freshet.engine;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/// A set of extents of one release, as one bit each: the currency of haves.
///
/// Not thread safe: whoever receives one owns it.
public final class ExtentSet {

  private final int capacity;
  private final long[] words;
  private int cardinality;

  /// No member is in a word below the first of these, nor above the second: what is filled or
  /// emptied from the lowest extent on is looked through only where there is something.
  private int low;

  private int high;

  private ExtentSet(int capacity, long[] words) {
    this.capacity = capacity;
    this.words = words;
    for (long word : words) {
      cardinality += Long.bitCount(word);
    }
    high = words.length - 1;
    narrow();
  }

  private void narrow() {
    while (low <= high && words[low] == 0) {
      low++;
    }
    while (low <= high && words[high] == 0) {
      high--;
    }
    if (low > high) {
      low = words.length;
      high = -1;
    }
  }

  public static ExtentSet none(int capacity) {
    return new ExtentSet(capacity, new long[(capacity + 63) >>> 6]);
  }

  public static ExtentSet all(int capacity) {
    long[] words = new long[(capacity + 63) >>> 6];
    Arrays.fill(words, -1L);
    trim(words, capacity);
    return new ExtentSet(capacity, words);
  }

  public static ExtentSet of(int capacity, int... extents) {
    ExtentSet set = none(capacity);
    for (int extent : extents) {
      set.add(extent);
    }
    return set;
  }

  /// Reads what [#toBytes()] writes. Throws [IllegalArgumentException] when the length is wrong or
  /// a bit past the capacity is set.
  public static ExtentSet fromBytes(int capacity, byte[] bytes) {
    if (bytes.length != (capacity + 7) >>> 3) {
      throw new IllegalArgumentException(
          bytes.length + " bytes cannot be a bitmap of " + capacity + " extents");
    }
    long[] words = new long[(capacity + 63) >>> 6];
    for (int i = 0; i < bytes.length; i++) {
      words[i >>> 3] |= (long) (Integer.reverse(bytes[i] & 0xff) >>> 24) << ((i & 7) << 3);
    }
    long[] trimmed = words.clone();
    trim(trimmed, capacity);
    if (!Arrays.equals(words, trimmed)) {
      throw new IllegalArgumentException("bitmap has bits past its " + capacity + " extents");
    }
    return new ExtentSet(capacity, words);
  }

  /// The bitmap of BitTorrent: the first extent is the highest bit of the first byte.
  public byte[] toBytes() {
    byte[] bytes = new byte[(capacity + 7) >>> 3];
    for (int i = 0; i < bytes.length; i++) {
      int octet = (int) (words[i >>> 3] >>> ((i & 7) << 3)) & 0xff;
      bytes[i] = (byte) (Integer.reverse(octet) >>> 24);
    }
    return bytes;
  }

  public int capacity() {
    return capacity;
  }

  public int cardinality() {
    return cardinality;
  }

  public boolean isEmpty() {
    return cardinality == 0;
  }

  public boolean isAll() {
    return cardinality == capacity;
  }

  public boolean has(int extent) {
    return (words[extent >>> 6] & (1L << extent)) != 0;
  }

  /// True when the extent was not there before.
  public boolean add(int extent) {
    check(extent);
    long before = words[extent >>> 6];
    long after = before | (1L << extent);
    if (before == after) {
      return false;
    }
    int index = extent >>> 6;
    words[index] = after;
    cardinality++;
    low = Math.min(low, index);
    high = Math.max(high, index);
    return true;
  }

  /// True when the extent was there before.
  public boolean remove(int extent) {
    check(extent);
    long before = words[extent >>> 6];
    long after = before & ~(1L << extent);
    if (before == after) {
      return false;
    }
    words[extent >>> 6] = after;
    cardinality--;
    if (after == 0) {
      narrow();
    }
    return true;
  }

  public void removeAll(ExtentSet other) {
    int count = 0;
    for (int i = 0; i < words.length; i++) {
      words[i] &= ~other.words[i];
      count += Long.bitCount(words[i]);
    }
    cardinality = count;
    narrow();
  }

  public void retainAll(ExtentSet other) {
    int count = 0;
    for (int i = 0; i < words.length; i++) {
      words[i] &= other.words[i];
      count += Long.bitCount(words[i]);
    }
    cardinality = count;
    narrow();
  }

  /// The first member at or after `from`, or -1.
  public int next(int from) {
    int index = Math.max(from >>> 6, low);
    if (index > high) {
      return -1;
    }
    long word = words[index] & above(from, index);
    while (word == 0) {
      if (++index > high) {
        return -1;
      }
      word = words[index];
    }
    return (index << 6) + Long.numberOfTrailingZeros(word);
  }

  /// The bits of a word that stand for extents from `from` on.
  private static long above(int from, int index) {
    return index == from >>> 6 ? -1L << from : -1L;
  }

  /// An extent by chance, to look from for what both have: they have nothing in common far from
  /// there.
  public int anywhere(ExtentSet other, RandomGenerator random) {
    int from = Math.max(low, other.low);
    int to = Math.min(high, other.high);
    return to < from ? 0 : (from << 6) + random.nextInt((to - from + 1) << 6);
  }

  /// The first member that `other` has too, at or after `from`, or -1.
  public int nextCommon(ExtentSet other, int from) {
    int index = Math.max(from >>> 6, Math.max(low, other.low));
    int last = Math.min(high, other.high);
    if (index > last) {
      return -1;
    }
    long word = words[index] & other.words[index] & above(from, index);
    while (word == 0) {
      if (++index > last) {
        return -1;
      }
      word = words[index] & other.words[index];
    }
    return (index << 6) + Long.numberOfTrailingZeros(word);
  }

  /// The first member that both others have too, at or after `from`, or -1.
  public int nextCommon(ExtentSet second, ExtentSet third, int from) {
    int index = Math.max(Math.max(from >>> 6, low), Math.max(second.low, third.low));
    int last = Math.min(high, Math.min(second.high, third.high));
    if (index > last) {
      return -1;
    }
    long word = words[index] & second.words[index] & third.words[index] & above(from, index);
    while (word == 0) {
      if (++index > last) {
        return -1;
      }
      word = words[index] & second.words[index] & third.words[index];
    }
    return (index << 6) + Long.numberOfTrailingZeros(word);
  }

  /// Some member that both others have too, or -1.
  public int anyCommon(ExtentSet second, ExtentSet third, RandomGenerator random) {
    int after = nextCommon(second, third, anywhere(second, random));
    return after >= 0 ? after : nextCommon(second, third, 0);
  }

  public boolean intersects(ExtentSet other) {
    return nextCommon(other, 0) >= 0;
  }

  public ExtentSet copy() {
    return new ExtentSet(capacity, words.clone());
  }

  public int[] toArray() {
    int[] array = new int[cardinality];
    int at = 0;
    for (int extent = next(0); extent >= 0; extent = next(extent + 1)) {
      array[at++] = extent;
    }
    return array;
  }

  private void check(int extent) {
    if (extent < 0 || extent >= capacity) {
      throw new IndexOutOfBoundsException("extent " + extent + " of " + capacity);
    }
  }

  private static void trim(long[] words, int capacity) {
    if ((capacity & 63) != 0) {
      words[words.length - 1] &= -1L >>> -capacity;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ExtentSet that
        && capacity == that.capacity
        && Arrays.equals(words, that.words);
  }

  @Override
  public int hashCode() {
    return 31 * capacity + Arrays.hashCode(words);
  }

  @Override
  public String toString() {
    return cardinality + " of " + capacity;
  }
}
