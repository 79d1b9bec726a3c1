package io.freshet.content.scan;

import java.io.IOException;
import java.nio.file.Path;

/// How a file looked when it was hashed: while this is the same, its bytes are taken to be the
/// same.
public record Fingerprint(long size, long mtimeNanos, long ctimeNanos, long inode) {

  /// How this file looks now; a link is not followed.
  public static Fingerprint of(Path file) throws IOException {
    throw new UnsupportedOperationException();
  }
}
