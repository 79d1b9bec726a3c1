package io.freshet.engine.durability;

/// Rare branches of [Durability] and [Reopening], which the simulator's suite must have walked.
public enum DiskLandmark {
  /// A batch was due because of its size, not of its age.
  BATCH_WAS_LARGE,
  /// A batch wrote hints again that another thread had not written yet.
  HINTS_WRITTEN_TWICE,
  /// The disk failed, so that nothing is claimed any more.
  STOPPED,
  /// Somebody changed a file between its proof and its claim.
  FOUND_FILE_CHANGED,
  /// A folder of files got its name as a whole.
  NEST_RENAMED,
  /// It could not, and its files got theirs one by one.
  NEST_DISSOLVED,
  /// Several files got their names in one step.
  SWAPPED,
  /// A journal had bytes behind its last whole record.
  JOURNAL_TORN,
  /// A journal was lost, or is of another version, or spoilt from its beginning.
  JOURNAL_FOREIGN,
  /// A swap that had begun goes on.
  SWAP_ROLLED_FORWARD,
  /// A complete file was renamed, or was about to be, and the journal doesn't know how it looked
  /// then.
  RENAMED_UNSEEN,
  /// A complete file is still staged.
  RENAME_LOST,
  /// A staged file is not the one that the journal knows, or somebody wrote to it.
  STAGED_FILE_TOUCHED,
  /// What the journal only hints at was written again.
  DOUBTFUL_PIECES,
  /// A file that is written in place is still incomplete.
  IN_PLACE_RESUMED
}
