package io.freshet.content.scan;

import io.freshet.content.Fingerprint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// One fingerprint for each file of a manifest, in columns: 32 bytes a file.
public final class Fingerprints {
  private final long[] size;
  private final long[] mtimeNanos;
  private final long[] ctimeNanos;
  private final long[] inode;

  Fingerprints(List<Fingerprint> fingerprints) {
    int count = fingerprints.size();
    size = new long[count];
    mtimeNanos = new long[count];
    ctimeNanos = new long[count];
    inode = new long[count];
    for (int file = 0; file < count; file++) {
      Fingerprint fingerprint = fingerprints.get(file);
      size[file] = fingerprint.size();
      mtimeNanos[file] = fingerprint.mtimeNanos();
      ctimeNanos[file] = fingerprint.ctimeNanos();
      inode[file] = fingerprint.inode();
    }
  }

  /// How this file looks now; a link is not followed.
  public static Fingerprint at(Path file) throws IOException {
    return Stat.of(file).fingerprint();
  }

  public int count() {
    return size.length;
  }

  /// The fingerprint of a file or link, by its index in the manifest.
  public Fingerprint of(int file) {
    return new Fingerprint(size[file], mtimeNanos[file], ctimeNanos[file], inode[file]);
  }
}
