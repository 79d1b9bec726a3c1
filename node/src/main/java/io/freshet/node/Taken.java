package io.freshet.node;

import io.freshet.engine.durability.Succession;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What went when a release came: counted, and some of it by name.
final class Taken implements Succession.Witness {
  /// Names in a line for people.
  private static final int NAMED_MAX = 5;

  // Guarded by this.
  private int deleted;
  private int trashed;
  private final List<String> names = new ArrayList<>();
  private String folder = "";

  @Override
  public synchronized void deleted(String path) {
    deleted++;
  }

  @Override
  public synchronized void trashed(String path, String to) {
    if (trashed++ < NAMED_MAX) names.add(path);
    folder = to.substring(0, to.length() - path.length() - 1);
  }

  /// So many files of an earlier release went.
  synchronized int deleted() {
    return deleted;
  }

  /// What was somebody's, and where it is now.
  synchronized Optional<String> words() {
    if (trashed == 0) return Optional.empty();
    String more = trashed > NAMED_MAX ? ", and " + (trashed - NAMED_MAX) + " more" : "";
    return Optional.of(
        "moved to "
            + folder
            + " what no release had put there: "
            + String.join(", ", names)
            + more);
  }
}
