package io.freshet.node.disk;

import io.freshet.content.Fingerprint;
import io.freshet.content.Manifest;
import java.io.IOException;
import java.util.BitSet;

/// The files that are under their final names, and how each looked when it came there: 24 bytes a
/// file.
final class SettledFiles {
  private final Manifest manifest;
  // All guarded by this.
  private final BitSet settled = new BitSet();
  private final long[] mtimeNanos;
  private final long[] ctimeNanos;
  private final long[] inode;

  SettledFiles(Manifest manifest) {
    this.manifest = manifest;
    this.mtimeNanos = new long[manifest.fileCount()];
    this.ctimeNanos = new long[manifest.fileCount()];
    this.inode = new long[manifest.fileCount()];
  }

  synchronized void add(int file, Fingerprint print) {
    settled.set(file);
    mtimeNanos[file] = print.mtimeNanos();
    ctimeNanos[file] = print.ctimeNanos();
    inode[file] = print.inode();
  }

  /// Changes how a file looks; whoever asks meanwhile waits.
  ///
  /// @return how it looks then
  synchronized Fingerprint change(int file, Change change) throws IOException {
    Fingerprint now = change.look();
    add(file, now);
    return now;
  }

  interface Change {
    Fingerprint look() throws IOException;
  }

  synchronized boolean has(int file) {
    return settled.get(file);
  }

  synchronized Fingerprint of(int file) {
    return new Fingerprint(manifest.length(file), mtimeNanos[file], ctimeNanos[file], inode[file]);
  }
}
