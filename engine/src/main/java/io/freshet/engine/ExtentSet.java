package io.freshet.engine;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// A set of extents of one release, as one bit each: the currency of haves.
///
/// Not thread safe: whoever receives one owns it.
public final class ExtentSet {

  private final int capacity;
  private final long[] words;

  /// Where its first word is: sets that are looked at one after the other share one array.
  private final int base;

  private int cardinality;

  /// No member is in a word below the first of these, nor above the second: what is filled or
  /// emptied from the lowest extent on is looked through only where there is something.
  private int low;

  private int high;

  private ExtentSet(int capacity, long[] words) {
    this(capacity, words, 0);
  }

  private ExtentSet(int capacity, long[] words, int base) {
    this.capacity = capacity;
    this.words = words;
    this.base = base;
    count();
  }

  private void count() {
    cardinality = 0;
    for (int i = 0; i < length(); i++) {
      cardinality += Long.bitCount(words[base + i]);
    }
    low = 0;
    high = length() - 1;
    narrow();
  }

  /// Words that it has.
  private int length() {
    return length(capacity);
  }

  private static int length(int capacity) {
    return (capacity + 63) >>> 6;
  }

  private void narrow() {
    while (low <= high && words[base + low] == 0) {
      low++;
    }
    while (low <= high && words[base + high] == 0) {
      high--;
    }
    if (low > high) {
      low = length();
      high = -1;
    }
  }

  public static ExtentSet none(int capacity) {
    return new ExtentSet(capacity, new long[length(capacity)]);
  }

  /// So many empty sets, side by side in memory.
  public static List<ExtentSet> row(int count, int capacity) {
    long[] words = new long[count * length(capacity)];
    return IntStream.range(0, count)
        .mapToObj(i -> new ExtentSet(capacity, words, i * length(capacity)))
        .toList();
  }

  public static ExtentSet all(int capacity) {
    long[] words = new long[length(capacity)];
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
    long[] words = new long[length(capacity)];
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
      int octet = (int) (words[base + (i >>> 3)] >>> ((i & 7) << 3)) & 0xff;
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
    return (words[base + (extent >>> 6)] & (1L << extent)) != 0;
  }

  /// True when the extent was not there before.
  public boolean add(int extent) {
    check(extent);
    int index = extent >>> 6;
    long before = words[base + index];
    long after = before | (1L << extent);
    if (before == after) {
      return false;
    }
    words[base + index] = after;
    cardinality++;
    low = Math.min(low, index);
    high = Math.max(high, index);
    return true;
  }

  /// True when the extent was there before.
  public boolean remove(int extent) {
    check(extent);
    int index = base + (extent >>> 6);
    long before = words[index];
    long after = before & ~(1L << extent);
    if (before == after) {
      return false;
    }
    words[index] = after;
    cardinality--;
    if (after == 0) {
      narrow();
    }
    return true;
  }

  /// Takes over what another one of the same capacity has.
  public void become(ExtentSet other) {
    if (other.capacity != capacity) {
      throw new IllegalArgumentException(other.capacity + " extents are not " + capacity);
    }
    System.arraycopy(other.words, other.base, words, base, length());
    cardinality = other.cardinality;
    low = other.low;
    high = other.high;
  }

  public void removeAll(ExtentSet other) {
    for (int i = 0; i < length(); i++) {
      words[base + i] &= ~other.words[other.base + i];
    }
    count();
  }

  public void retainAll(ExtentSet other) {
    for (int i = 0; i < length(); i++) {
      words[base + i] &= other.words[other.base + i];
    }
    count();
  }

  /// The first member at or after `from`, or -1.
  public int next(int from) {
    int index = Math.max(from >>> 6, low);
    if (index > high) {
      return -1;
    }
    long word = words[base + index] & above(from, index);
    while (word == 0) {
      if (++index > high) {
        return -1;
      }
      word = words[base + index];
    }
    return (index << 6) + Long.numberOfTrailingZeros(word);
  }

  /// The bits of a word that stand for extents from `from` on.
  private static long above(int from, int index) {
    return index == from >>> 6 ? -1L << from : -1L;
  }

  /// Some member that `other` has too, or -1. Most often there is none, so what was looked through
  /// is not looked through again.
  public int anyCommon(ExtentSet other, RandomGenerator random) {
    int from = anywhere(other, random);
    int after = nextCommon(other, from);
    return after >= 0
        ? after
        : nextCommon(other, 0, Math.min(from >>> 6, Math.min(high, other.high)));
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
    return nextCommon(other, from, Math.min(high, other.high));
  }

  private int nextCommon(ExtentSet other, int from, int last) {
    int index = Math.max(from >>> 6, Math.max(low, other.low));
    if (index > last) {
      return -1;
    }
    long word = words[base + index] & other.words[other.base + index] & above(from, index);
    while (word == 0) {
      if (++index > last) {
        return -1;
      }
      word = words[base + index] & other.words[other.base + index];
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
    long word = common(second, third, index) & above(from, index);
    while (word == 0) {
      if (++index > last) {
        return -1;
      }
      word = common(second, third, index);
    }
    return (index << 6) + Long.numberOfTrailingZeros(word);
  }

  private long common(ExtentSet second, ExtentSet third, int index) {
    return words[base + index]
        & second.words[second.base + index]
        & third.words[third.base + index];
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
    return new ExtentSet(capacity, Arrays.copyOfRange(words, base, base + length()));
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
        && Arrays.equals(words, base, base + length(), that.words, that.base, that.base + length());
  }

  @Override
  public int hashCode() {
    int hash = capacity;
    for (int i = 0; i < length(); i++) {
      hash = 31 * hash + Long.hashCode(words[base + i]);
    }
    return hash;
  }

  @Override
  public String toString() {
    return cardinality + " of " + capacity;
  }
}
