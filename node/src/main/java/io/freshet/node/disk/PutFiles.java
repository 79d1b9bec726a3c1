package io.freshet.node.disk;

import io.freshet.content.FileEntry;
import io.freshet.content.Fingerprint;
import io.freshet.content.Manifest;
import io.freshet.content.PieceGeometry;
import io.freshet.engine.durability.ReleaseShape;
import io.freshet.engine.durability.Reopening;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/// The files that an earlier release put into a destination, as it left them: what a mirror may
/// replace. One that somebody changed since is theirs.
public final class PutFiles implements Standing {
  private final Manifest earlier;
  private final Reopening<IOException> left;
  private final Map<String, Integer> files;

  private PutFiles(Manifest earlier, Reopening<IOException> left, Map<String, Integer> files) {
    this.earlier = earlier;
    this.left = left;
    this.files = files;
  }

  /// Reads the journal that this release left in this destination; without one, nothing may be
  /// replaced.
  public static PutFiles of(Manifest earlier, String destination) throws IOException {
    Layout layout = Layout.of(earlier, destination);
    Map<String, Integer> files = new HashMap<>();
    for (int file = 0; file < earlier.fileCount(); file++) files.put(layout.fileAt(file), file);
    try (Tree tree = new Tree(layout.root());
        FolderDisk disk = new FolderDisk(tree, OwnTouches.none(tree))) {
      return new PutFiles(
          earlier, Reopening.read(disk, ReleaseShape.of(earlier), layout, Long.MIN_VALUE), files);
    }
  }

  @Override
  public boolean mayReplace(String path, Fingerprint now) {
    Integer file = files.get(path);
    return file != null && left.hasPut(file, now);
  }

  /// A file that nobody changed has the pieces that its own manifest says: a new release of 100 GB
  /// must not cost reading the old one when both have nothing in common.
  @Override
  public BitSet mayShare(String path, Fingerprint now, Manifest wanted, int file) {
    BitSet all = Standing.super.mayShare(path, now, wanted, file);
    Integer put = files.get(path);
    if (put == null || !left.hasPut(put, now) || earlier.pieceLength() != wanted.pieceLength()) {
      return all;
    }
    BitSet shared = new BitSet();
    FileEntry was = earlier.file(put);
    int first = wanted.file(file).firstPiece();
    int both = Math.min(was.pieceCount(), wanted.file(file).pieceCount());
    for (int i = 0; i < both; i++) {
      if (equal(earlier.pieces(), was.firstPiece() + i, wanted.pieces(), first + i)) {
        shared.set(first + i);
      }
    }
    return shared;
  }

  private static boolean equal(PieceGeometry these, int piece, PieceGeometry those, int other) {
    return these.length(piece) == those.length(other)
        && those.hashMatches(other, these.hash(piece));
  }
}
