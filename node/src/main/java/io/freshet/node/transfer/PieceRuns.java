package io.freshet.node.transfer;

import java.util.Arrays;

/// Pieces in the order in which they are asked for, written as runs: `3-9,14`.
///
/// @param firsts the first piece of each run
/// @param counts how many pieces each run has
record PieceRuns(int[] firsts, int[] counts) {
  static final PieceRuns NONE = new PieceRuns(new int[0], new int[0]);

  /// Longest text accepted: half of a request's head, and 250 runs of six-digit pieces.
  static final int TEXT_MAX = 4 << 10;

  /// What a run of any two pieces adds at most: two numbers of ten digits, `-` and `,`.
  static final int RUN_TEXT_MAX = 22;

  /// Reads runs of pieces below `pieceCount`, not more than that in all; `IllegalArgumentException`
  /// says what is wrong with the text.
  static PieceRuns parse(String text, int pieceCount) {
    if (text.isEmpty() || text.length() > TEXT_MAX) {
      throw new IllegalArgumentException("piece runs of " + text.length() + " characters");
    }
    Builder runs = new Builder();
    long count = 0;
    for (String run : text.split(",", -1)) {
      int dash = run.indexOf('-');
      int first = number(dash < 0 ? run : run.substring(0, dash), pieceCount);
      int last = dash < 0 ? first : number(run.substring(dash + 1), pieceCount);
      if (last < first) throw new IllegalArgumentException("run " + run + " ends before it begins");
      runs.addRun(first, last - first + 1);
      count += last - first + 1;
    }
    if (count > pieceCount) throw new IllegalArgumentException("more pieces than there are");
    return runs.build();
  }

  private static int number(String digits, int limit) {
    if (digits.isEmpty() || digits.length() > 10)
      throw new IllegalArgumentException("'" + digits + "' is no piece");
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      char digit = digits.charAt(i);
      if (digit < '0' || digit > '9')
        throw new IllegalArgumentException("'" + digits + "' is no piece");
      value = 10 * value + digit - '0';
    }
    if (value >= limit) throw new IllegalArgumentException("piece " + value + " of " + limit);
    return (int) value;
  }

  static PieceRuns of(int... pieces) {
    return of(pieces, pieces.length);
  }

  /// The first `count` of these pieces.
  static PieceRuns of(int[] pieces, int count) {
    Builder runs = new Builder();
    for (int i = 0; i < count; i++) runs.addRun(pieces[i], 1);
    return runs.build();
  }

  /// How many pieces.
  long count() {
    long sum = 0;
    for (int count : counts) sum += count;
    return sum;
  }

  /// The piece that these runs consist of; `IllegalArgumentException` if there are more.
  int onlyPiece() {
    if (firsts.length != 1 || counts[0] != 1) {
      throw new IllegalArgumentException("one piece at a time, not " + this);
    }
    return firsts[0];
  }

  boolean isEmpty() {
    return firsts.length == 0;
  }

  /// The first so many pieces.
  PieceRuns prefix(int count) {
    Builder runs = new Builder();
    int left = count;
    for (int run = 0; run < firsts.length && left > 0; run++) {
      int taken = Math.min(left, counts[run]);
      runs.addRun(firsts[run], taken);
      left -= taken;
    }
    return runs.build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PieceRuns that
        && Arrays.equals(firsts, that.firsts)
        && Arrays.equals(counts, that.counts);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(firsts) + Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int run = 0; run < firsts.length; run++) {
      if (run > 0) text.append(',');
      text.append(firsts[run]);
      if (counts[run] > 1) text.append('-').append(firsts[run] + counts[run] - 1);
    }
    return text.toString();
  }

  /// Gathers pieces into runs.
  static final class Builder {
    private int[] firsts = new int[8];
    private int[] counts = new int[8];
    private int size;

    void addRun(int first, int count) {
      if (size > 0 && firsts[size - 1] + counts[size - 1] == first) counts[size - 1] += count;
      else append(first, count);
    }

    private void append(int first, int count) {
      if (size == firsts.length) {
        firsts = Arrays.copyOf(firsts, 2 * size);
        counts = Arrays.copyOf(counts, 2 * size);
      }
      firsts[size] = first;
      counts[size++] = count;
    }

    PieceRuns build() {
      return new PieceRuns(Arrays.copyOf(firsts, size), Arrays.copyOf(counts, size));
    }
  }
}
