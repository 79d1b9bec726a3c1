package io.freshet.node.control;

import java.util.function.IntConsumer;
import java.util.function.IntUnaryOperator;

/// Lists of extents on the wire: pairs of the distance from the end of the run before, and the
/// run's length.
///
/// Neighbours cost nothing: 400 consecutive extents are 2 numbers of 1 or 2 bytes. Order is kept,
/// since it is the order of the plan; so a distance can be negative.
final class ExtentRuns {

  private ExtentRuns() {}

  static void encode(int[] extents, IntConsumer numbers) {
    int end = 0;
    for (int i = 0; i < extents.length; ) {
      int length = 1;
      while (i + length < extents.length && extents[i + length] == extents[i] + length) {
        length++;
      }
      numbers.accept(extents[i] - end);
      numbers.accept(length);
      end = extents[i] + length;
      i += length;
    }
  }

  /// @param count how many numbers there are
  /// @param capacity how many extents the release has
  /// @param extentsMax how many the list may name
  static int[] decode(int count, IntUnaryOperator number, int capacity, int extentsMax)
      throws MalformedMessageException {
    int total = check(count, number, capacity, extentsMax);
    int[] extents = new int[total];
    int at = 0;
    int next = 0;
    for (int i = 0; i < count; i += 2) {
      next += number.applyAsInt(i);
      for (int length = number.applyAsInt(i + 1); length > 0; length--) {
        extents[at++] = next++;
      }
    }
    return extents;
  }

  /// Nothing is allocated before this has seen that the list is as short, and the extents as real,
  /// as they must be.
  private static int check(int count, IntUnaryOperator number, int capacity, int extentsMax)
      throws MalformedMessageException {
    if ((count & 1) != 0) {
      throw new MalformedMessageException("runs of " + count + " numbers, which is odd");
    }
    long total = 0;
    long end = 0;
    for (int i = 0; i < count; i += 2) {
      long start = end + number.applyAsInt(i);
      int length = number.applyAsInt(i + 1);
      end = start + length;
      if (length < 1 || start < 0 || end > capacity) {
        throw new MalformedMessageException(
            "extents " + start + " to " + (end - 1) + " of " + capacity);
      }
      total += length;
      if (total > extentsMax) {
        throw new MalformedMessageException("more than " + extentsMax + " extents in one message");
      }
    }
    return (int) total;
  }
}
