package io.freshet.engine.durability;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntPredicate;

/// The folders of a release that get their names as a whole: which files each has, and how many of
/// them are not confirmed yet.
///
/// The files of a nest follow each other in the release. A folder with a file in it that is not
/// ours to complete now (nobody wants it, or it has its name already) is none: what of such a file
/// is staged would be seen under its final name. Its files get their names one by one.
final class Nests {
  /// The files are named one by one.
  private static final int NONE = -1;

  private final int fileCount;
  private int[] firsts = {};
  private int[] left = {};
  private int count;

  /// @param incomplete of a regular file: is it wanted and staged, or going to be?
  Nests(Names names, ReleaseShape shape, IntPredicate incomplete) {
    this.fileCount = shape.fileCount();
    int before = Names.ALONE;
    for (int file = 0; file < fileCount; file++) {
      int nest = names.nest(file);
      if (nest != before) begin(file, nest == Names.ALONE ? NONE : 0);
      before = nest;
      if (count == 0 || left[count - 1] == NONE || shape.isLink(file)) continue;
      left[count - 1] = incomplete.test(file) ? left[count - 1] + 1 : NONE;
    }
  }

  private void begin(int file, int files) {
    if (count == firsts.length) {
      firsts = Arrays.copyOf(firsts, Math.max(16, 2 * count));
      left = Arrays.copyOf(left, firsts.length);
    }
    firsts[count] = file;
    left[count++] = files;
  }

  private int of(int file) {
    int at = Arrays.binarySearch(firsts, 0, count, file);
    return at >= 0 ? at : -at - 2;
  }

  /// Does this file get its name with its folder?
  boolean has(int file) {
    int nest = of(file);
    return nest >= 0 && left[nest] != NONE;
  }

  /// One of its files is confirmed.
  ///
  /// @return was it the last of its nest?
  boolean confirmed(int file) {
    return --left[of(file)] == 0;
  }

  /// The first file of this file's nest.
  int first(int file) {
    return firsts[of(file)];
  }

  /// Where the files of the nest end that begins with this one.
  int end(int first) {
    int next = of(first) + 1;
    return next < count ? firsts[next] : fileCount;
  }

  /// The files of the nest that begins with this one are named one by one.
  ///
  /// @return those
  BitSet dissolve(int first) {
    left[of(first)] = NONE;
    BitSet files = new BitSet();
    files.set(first, end(first));
    return files;
  }
}
