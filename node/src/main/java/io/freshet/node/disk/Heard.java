package io.freshet.node.disk;

import java.util.Set;

/// To what in a destination something may have happened since it was looked at: as far as the
/// kernel has told.
///
/// @param anything to whatever is there: nobody knows
/// @param paths to these, relative to the destination; itself is the empty one
public record Heard(boolean anything, Set<String> paths) {
  public static final Heard ANYTHING = new Heard(true, Set.of());

  public Heard {
    paths = Set.copyOf(paths);
  }

  /// To these, and to nothing else.
  public static Heard of(Set<String> paths) {
    return new Heard(false, paths);
  }
}
