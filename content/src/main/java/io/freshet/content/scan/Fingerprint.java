package io.freshet.content.scan;

import java.io.IOException;
import java.nio.file.Path;

/// How a file looked when it was hashed: while it looks the same, its bytes are taken to be the
/// same.
///
/// Times are nanoseconds since 1970. Linux stamps files by a clock that ticks every 1 to 10 ms, so
/// a fingerprint taken within a tick of the last write would not show another write in that tick. A
/// scan waits that out.
public record Fingerprint(long size, long mtimeNanos, long ctimeNanos, long inode) {

  /// How this file looks now; a link is not followed.
  public static Fingerprint of(Path file) throws IOException {
    return Stat.of(file).fingerprint();
  }
}
