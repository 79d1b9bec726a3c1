package io.freshet.engine.durability;

import io.freshet.content.Fingerprint;

/// One thing that a journal says. Pieces are ascending.
public sealed interface JournalRecord {

  /// The file's pieces are in the staged file with this inode, which has none yet.
  record Staged(int file, long inode) implements JournalRecord {}

  /// A hint: these contents (originals) agreed with their hashes and were written; whether they
  /// reached the disk is not known.
  record Verified(int[] pieces) implements JournalRecord {}

  /// These pieces are durable in the files that hold them.
  record Placed(int[] pieces) implements JournalRecord {}

  /// The file is complete and durable; if it is staged, it gets its final name next.
  record Finishing(int file, Fingerprint print) implements JournalRecord {}

  /// The file stands under its final name, complete and durable, and looks like this.
  record Standing(int file, Fingerprint print) implements JournalRecord {}

  /// From now on the file with this inode is written under its final name: of what it has, only
  /// what is placed after this counts.
  record InPlace(int file, long inode) implements JournalRecord {}

  /// All files that are *finishing* get their names now, one after the other: whoever reads this
  /// goes on with it.
  record Swapping() implements JournalRecord {}
}
