package io.freshet.engine.durability;

import io.freshet.content.Fingerprint;
import java.util.BitSet;
import java.util.Optional;

/// How files looked, by their numbers, in columns: 32 bytes a file as soon as one is known, where
/// objects in a tree would be 100.
final class Prints {
  private final int fileCount;
  private final BitSet known = new BitSet();
  // Empty until something is known: most releases begin without a journal.
  private long[] size = {};
  private long[] mtimeNanos = {};
  private long[] ctimeNanos = {};
  private long[] inode = {};

  Prints(int fileCount) {
    this.fileCount = fileCount;
  }

  void put(int file, Fingerprint print) {
    if (size.length == 0) {
      size = new long[fileCount];
      mtimeNanos = new long[fileCount];
      ctimeNanos = new long[fileCount];
      inode = new long[fileCount];
    }
    known.set(file);
    size[file] = print.size();
    mtimeNanos[file] = print.mtimeNanos();
    ctimeNanos[file] = print.ctimeNanos();
    inode[file] = print.inode();
  }

  void forget(int file) {
    known.clear(file);
  }

  boolean has(int file) {
    return known.get(file);
  }

  /// The files of which something is known; not to be changed.
  BitSet known() {
    return known;
  }

  Optional<Fingerprint> of(int file) {
    return has(file)
        ? Optional.of(new Fingerprint(size[file], mtimeNanos[file], ctimeNanos[file], inode[file]))
        : Optional.empty();
  }

  /// Did this file look like that?
  boolean agrees(int file, Fingerprint now) {
    return agreesButForCtime(file, now) && ctimeNanos[file] == now.ctimeNanos();
  }

  /// The same where a rename or a new mode may lie between ([Fingerprint#isSameButForCtime]).
  boolean agreesButForCtime(int file, Fingerprint now) {
    return has(file)
        && size[file] == now.size()
        && mtimeNanos[file] == now.mtimeNanos()
        && inode[file] == now.inode();
  }
}
