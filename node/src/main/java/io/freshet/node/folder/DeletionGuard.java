package io.freshet.node.folder;

import io.freshet.content.Hash;
import io.freshet.content.Manifest;
import io.freshet.content.PathOrder;
import io.freshet.content.scan.EarlierScan;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Tells a change from an accident: a disk that is not mounted, or a folder that somebody emptied,
/// shall not empty every mirror.
///
/// Refused is what lies on another device than the last release, what is empty and was not, and of
/// a folder that is watched a release in which more than half of the last one's files are gone. A
/// file is not gone when its path is there or is unsettled, nor when it was moved: its inode or its
/// bytes are elsewhere.
public final class DeletionGuard {
  /// What is looked at.
  public enum Strictness {
    /// Device and emptiness.
    A_PERSON_ASKED,
    /// How many files are gone, too.
    NOBODY_ASKED
  }

  private final Strictness strictness;

  public DeletionGuard(Strictness strictness) {
    this.strictness = strictness;
  }

  /// Why this should not be published after the last release, if so: "it is empty, …".
  public Optional<String> objection(EarlierScan last, EarlierScan now) {
    int files = last.manifest().fileCount();
    if (files == 0) return Optional.empty();
    if (now.manifest().fileCount() == 0 && now.manifest().unsettled().isEmpty()) {
      return Optional.of("it is empty, and the last release had " + files(files));
    }
    if (last.device() != now.device() && !hasHalfOf(last, now)) {
      return Optional.of("it is on another device than the last release was");
    }
    if (strictness == Strictness.A_PERSON_ASKED) return Optional.empty();
    int gone = gone(last, now);
    return gone > files / 2
        ? Optional.of(gone + " of the last release's " + files(files) + " are gone")
        : Optional.empty();
  }

  private static String files(int count) {
    return count == 1 ? "1 file" : count + " files";
  }

  /// A device's number may be another one after a restart of the machine; then the files on it are
  /// still the same ones.
  private static boolean hasHalfOf(EarlierScan last, EarlierScan now) {
    int same = 0;
    for (int file = 0; file < last.manifest().fileCount(); file++) {
      int there = now.manifest().indexOf(last.manifest().path(file));
      if (there >= 0
          && last.fingerprints().of(file).isSameButForCtime(now.fingerprints().of(there))) same++;
    }
    return same > last.manifest().fileCount() / 2;
  }

  private static int gone(EarlierScan last, EarlierScan now) {
    Manifest before = last.manifest();
    Manifest after = now.manifest();
    var missing = new BitSet();
    int there = 0; // both lists have one order
    for (int file = 0; file < before.fileCount(); file++) {
      String path = before.path(file);
      while (there < after.fileCount() && PathOrder.INSTANCE.compare(after.path(there), path) < 0)
        there++;
      boolean found = there < after.fileCount() && after.path(there).equals(path);
      if (!found && !after.isUnsettled(path)) missing.set(file);
    }
    if (missing.cardinality() <= before.fileCount() / 2) return missing.cardinality();
    Set<Long> inodes = new HashSet<>();
    Set<Content> contents = new HashSet<>();
    for (int file = 0; file < after.fileCount(); file++) {
      inodes.add(now.fingerprints().of(file).inode());
      if (after.length(file) > 0) contents.add(Content.of(after, file));
    }
    return (int)
        missing.stream()
            .filter(file -> !inodes.contains(last.fingerprints().of(file).inode()))
            .filter(
                file -> before.length(file) == 0 || !contents.contains(Content.of(before, file)))
            .count();
  }

  private record Content(long length, Hash root) {
    static Content of(Manifest manifest, int file) {
      return new Content(manifest.length(file), manifest.piecesRoot(file));
    }
  }
}
