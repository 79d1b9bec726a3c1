package io.freshet.content.scan;

import io.freshet.content.Fingerprint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// One fingerprint for each file of a manifest, in columns: 48 bytes a file.
public final class Fingerprints {
  private final long[] size;
  private final long[] mtimeNanos;
  private final long[] ctimeNanos;
  private final long[] inode;
  private final long[] device;
  private final long[] bornNanos;

  /// Those of some of the entries that a walk found, in this order.
  Fingerprints(Entries entries, int[] chosen) {
    this(chosen.length);
    for (int file = 0; file < chosen.length; file++) {
      set(file, entries.print(chosen[file]));
      device[file] = entries.device(chosen[file]);
      bornNanos[file] = entries.bornNanos(chosen[file]);
    }
  }

  /// To be filled through its columns.
  Fingerprints(int count) {
    size = new long[count];
    mtimeNanos = new long[count];
    ctimeNanos = new long[count];
    inode = new long[count];
    device = new long[count];
    bornNanos = new long[count];
  }

  /// One for each file of a manifest, of devices and births that nobody knows.
  public static Fingerprints of(List<Fingerprint> files) {
    var fingerprints = new Fingerprints(files.size());
    for (int file = 0; file < files.size(); file++) fingerprints.set(file, files.get(file));
    return fingerprints;
  }

  private void set(int file, Fingerprint fingerprint) {
    size[file] = fingerprint.size();
    mtimeNanos[file] = fingerprint.mtimeNanos();
    ctimeNanos[file] = fingerprint.ctimeNanos();
    inode[file] = fingerprint.inode();
  }

  /// In the order in which a file keeps them.
  List<long[]> columns() {
    return List.of(size, mtimeNanos, ctimeNanos, inode, device, bornNanos);
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

  long device(int file) {
    return device[file];
  }

  long bornNanos(int file) {
    return bornNanos[file];
  }
}
