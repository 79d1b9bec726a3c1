package io.freshet.engine.durability;

import io.freshet.content.Fingerprint;
import java.util.Arrays;

/// Files and how they look, one after the other: 36 bytes each, where records in a list would be
/// 76. A swap has as many as the release has files.
final class PrintList {
  private static final int LONGS = 4;
  private static final int FIRST = 16;

  private int[] files = new int[FIRST];
  private long[] prints = new long[LONGS * FIRST];
  private int count;

  /// Takes what was added, in this order.
  interface Taker {
    void take(int file, Fingerprint print);
  }

  void add(int file, Fingerprint print) {
    if (count == files.length) {
      int more = count + count / 2;
      files = Arrays.copyOf(files, more);
      prints = Arrays.copyOf(prints, LONGS * more);
    }
    files[count] = file;
    int at = LONGS * count++;
    prints[at] = print.size();
    prints[at + 1] = print.mtimeNanos();
    prints[at + 2] = print.ctimeNanos();
    prints[at + 3] = print.inode();
  }

  /// Gives all of them, and forgets them.
  void drain(Taker taker) {
    for (int i = 0; i < count; i++) {
      int at = LONGS * i;
      taker.take(
          files[i], new Fingerprint(prints[at], prints[at + 1], prints[at + 2], prints[at + 3]));
    }
    files = new int[FIRST];
    prints = new long[LONGS * FIRST];
    count = 0;
  }
}
