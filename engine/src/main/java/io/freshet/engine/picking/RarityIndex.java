package io.freshet.engine.picking;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/// The extents of a release ordered by the number of known holders, rarest first, ties in random
/// order.
///
/// One array holds all extents sorted by count, a second says where each count begins. A holder
/// more or less swaps the extent with the first or last of its bucket and moves the border by one:
/// O(1), no allocation. The same idea orders pieces in libtorrent's piece picker.
public final class RarityIndex {

  private final int[] order;
  private final int[] position;
  private final int[] holders;

  /// `begin[c]` is the first rank whose extent has at least `c` holders; ranks past the last count
  /// are all `order.length`.
  private int[] begin = new int[8];

  public RarityIndex(int extents, RandomGenerator random) {
    order = new int[extents];
    position = new int[extents];
    holders = new int[extents];
    for (int i = 0; i < extents; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    for (int i = 0; i < extents; i++) {
      position[order[i]] = i;
    }
    Arrays.fill(begin, 1, begin.length, extents);
  }

  public int holders(int extent) {
    return holders[extent];
  }

  /// The extent at a rank; rank 0 is one of the rarest.
  public int at(int rank) {
    return order[rank];
  }

  /// The first rank with at least `count` holders.
  public int begin(int count) {
    return count < begin.length ? begin[count] : order.length;
  }

  public int size() {
    return order.length;
  }

  public void increment(int extent) {
    int count = holders[extent];
    if (count + 2 >= begin.length) {
      int length = begin.length;
      begin = Arrays.copyOf(begin, length * 2);
      Arrays.fill(begin, length, begin.length, order.length);
    }
    int last = begin[count + 1] - 1;
    swap(position[extent], last);
    begin[count + 1]--;
    holders[extent]++;
  }

  public void decrement(int extent) {
    int count = holders[extent];
    if (count == 0) {
      throw new IllegalStateException("extent " + extent + " has no holder to lose");
    }
    int first = begin[count];
    swap(position[extent], first);
    begin[count]++;
    holders[extent]--;
  }

  private void swap(int a, int b) {
    int extent = order[a];
    order[a] = order[b];
    order[b] = extent;
    position[order[a]] = a;
    position[order[b]] = b;
  }

  /// Ranks are sorted by holders, positions invert ranks, and each border stands where its count
  /// begins.
  public boolean invariantsHold() {
    for (int rank = 0; rank < order.length; rank++) {
      int count = holders[order[rank]];
      if (position[order[rank]] != rank || rank < begin(count) || rank >= begin(count + 1)) {
        return false;
      }
    }
    return true;
  }
}
