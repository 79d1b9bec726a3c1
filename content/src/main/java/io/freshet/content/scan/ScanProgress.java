package io.freshet.content.scan;

/// Is told how far a scan has come: from several threads, every few MiB.
@FunctionalInterface
public interface ScanProgress {
  ScanProgress SILENT = (bytesHashed, bytesTotal) -> {};

  /// Files are going to be read, and counted from nothing: a scan does so twice when some changed
  /// while it read them.
  default void begins() {}

  void hashed(long bytesHashed, long bytesTotal);
}
