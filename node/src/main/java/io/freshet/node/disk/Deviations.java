package io.freshet.node.disk;

import java.util.List;

/// What in a destination is not as the release has it.
///
/// @param named some of the paths, ascending
/// @param count how many there are
public record Deviations(List<String> named, int count) {
  /// Names in a message.
  static final int NAMED_MAX = 5;

  public Deviations {
    named = List.copyOf(named);
  }

  public boolean isEmpty() {
    return count == 0;
  }

  /// `a, b, and 3 more`.
  public String words() {
    String names = String.join(", ", named);
    return count > named.size() ? names + ", and " + (count - named.size()) + " more" : names;
  }
}
