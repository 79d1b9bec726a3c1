package io.freshet.node.disk;

import java.util.List;

/// What a destination has not got yet, for a person.
///
/// @param names of the files that lack something, in the manifest's order: the first few
/// @param files how many there are
/// @param bytes that have still to travel
public record Lacking(List<String> names, int files, long bytes) {
  /// What fits into a line.
  public static final int NAMED_MAX = 5;

  public Lacking {
    names = List.copyOf(names);
  }
}
