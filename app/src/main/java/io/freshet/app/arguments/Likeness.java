package io.freshet.app.arguments;

import java.util.List;

/// Finds what somebody meant who mistyped it.
public final class Likeness {
  /// Two slips of the finger; with three, `ls` is like everything.
  private static final int EDITS_MAX = 2;

  private Likeness() {}

  /// "did you mean X?" for the candidate that is likest, or else the other advice.
  public static String suggest(String word, List<String> candidates, String otherwise) {
    String best = "";
    int fewest = EDITS_MAX + 1;
    for (String candidate : candidates) {
      int edits = edits(word, candidate);
      if (edits < fewest && edits < candidate.length() - 1) {
        best = candidate;
        fewest = edits;
      }
    }
    return best.isEmpty() ? otherwise : "did you mean " + best + "?";
  }

  /// Levenshtein's distance, row by row.
  static int edits(String from, String to) {
    int[] above = new int[to.length() + 1];
    for (int column = 0; column < above.length; column++) above[column] = column;
    for (int row = 1; row <= from.length(); row++) {
      int[] here = new int[to.length() + 1];
      here[0] = row;
      for (int column = 1; column < here.length; column++) {
        int replaced = above[column - 1] + (from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1);
        here[column] = Math.min(replaced, 1 + Math.min(above[column], here[column - 1]));
      }
      above = here;
    }
    return above[to.length()];
  }
}
