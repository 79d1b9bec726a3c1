package io.freshet.content.scan;

import java.io.IOException;
import java.nio.file.Path;

/// Turns a file or folder into a manifest, hashing on all cores.
public final class Scanner {
  private Scanner() {}

  /// Scans a file or folder. What cannot be part of a release is skipped and named in the result;
  /// only a `root` that cannot be read at all is an exception. A link given as `root` is followed,
  /// no other.
  public static ScanResult scan(Path root, ScanOptions options)
      throws IOException, InterruptedException {
    throw new UnsupportedOperationException();
  }
}
