package io.freshet.node.disk;

import io.freshet.content.FileEntry;
import io.freshet.content.Fingerprint;
import io.freshet.content.Manifest;
import io.freshet.engine.durability.ReleaseShape;
import io.freshet.engine.durability.Reopening;
import java.io.IOException;
import java.util.BitSet;

/// The files that an earlier release put into a destination, as it left them: what a mirror may
/// replace. One that somebody changed since is theirs.
public final class PutFiles implements Standing {
  private final Layout layout;
  private final Reopening<IOException> left;

  private PutFiles(Layout layout, Reopening<IOException> left) {
    this.layout = layout;
    this.left = left;
  }

  /// Reads the journal that this release left in this destination; without one, nothing may be
  /// replaced.
  public static PutFiles of(Manifest earlier, String destination) throws IOException {
    Layout layout = Layout.of(earlier, destination);
    try (Tree tree = new Tree(layout.root());
        FolderDisk disk = new FolderDisk(tree, OwnTouches.none(tree))) {
      return new PutFiles(
          layout, Reopening.read(disk, ReleaseShape.of(earlier), layout, Long.MIN_VALUE));
    }
  }

  Manifest manifest() {
    return layout.manifest();
  }

  String fileAt(int file) {
    return layout.fileAt(file);
  }

  @Override
  public boolean mayReplace(String path, Fingerprint now) {
    int file = layout.indexOf(path);
    return file >= 0 && left.hasPut(file, now);
  }

  /// Is it the file that this release's journal knows there, and nobody has touched it since? Then
  /// its bytes are those of the manifest.
  boolean vouches(String path, Fingerprint now) {
    int file = layout.indexOf(path);
    return file >= 0 && left.stands(file, now);
  }

  /// Where this vouches for a file: are its bytes those of that file of another release?
  boolean isSame(String path, Manifest wanted, int other) {
    int file = layout.indexOf(path);
    long length = wanted.length(other);
    return manifest().length(file) == length
        && manifest().file(file).kind() == FileEntry.Kind.FILE
        && (length == 0 || manifest().piecesRoot(file).equals(wanted.piecesRoot(other)));
  }

  /// A file that this vouches for need not be read: what is in it is known, under whatever name.
  @Override
  public BitSet mayShare(String path, Fingerprint now, Manifest wanted, int file) {
    return vouches(path, now) ? new BitSet() : Standing.super.mayShare(path, now, wanted, file);
  }
}
