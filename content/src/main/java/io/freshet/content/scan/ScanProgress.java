package io.freshet.content.scan;

/// Is told how far a scan has come: from several threads, every few MiB.
@FunctionalInterface
public interface ScanProgress {
  ScanProgress SILENT = (bytesHashed, bytesTotal) -> {};

  void hashed(long bytesHashed, long bytesTotal);
}
