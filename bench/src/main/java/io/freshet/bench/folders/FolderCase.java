package io.freshet.bench.folders;

/// What is measured, each step with what the one before it left.
public enum FolderCase {
  /// The first time, few large files, to one receiver.
  LARGE_FIRST("large-first"),
  /// The folder that they are in gets another name.
  RENAME("rename"),
  /// One MiB in the middle of one of them changes.
  ONE_MEBIBYTE("one-mebibyte"),
  /// The first time, many small files, to one receiver.
  SMALL_FIRST("small-first"),
  /// A hundred of them change.
  HUNDRED_CHANGED("hundred-changed"),
  /// The first time, large files, to four receivers.
  FOUR_RECEIVERS("four-receivers");

  final String words;

  FolderCase(String words) {
    this.words = words;
  }
}
