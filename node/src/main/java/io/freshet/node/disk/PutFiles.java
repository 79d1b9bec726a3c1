package io.freshet.node.disk;

import io.freshet.content.FileEntry;
import io.freshet.content.Fingerprint;
import io.freshet.content.Manifest;
import io.freshet.content.PieceGeometry;
import io.freshet.engine.durability.Attire;
import io.freshet.engine.durability.Deposit;
import io.freshet.engine.durability.Outline;
import io.freshet.engine.durability.Ownership;
import io.freshet.engine.durability.ReleaseShape;
import io.freshet.engine.durability.Reopening;
import io.freshet.engine.durability.Sighting;
import io.freshet.engine.durability.Succession;
import io.freshet.engine.durability.Swap;
import java.io.IOException;
import java.util.BitSet;
import java.util.Optional;

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
    return of(Layout.of(earlier, destination));
  }

  /// The same for notes that are elsewhere.
  static PutFiles of(Layout layout) throws IOException {
    Manifest earlier = layout.manifest();
    try (Tree tree = new Tree(layout.root());
        FolderDisk disk = new FolderDisk(tree, OwnTouches.none(tree))) {
      long touched = OwnTouches.read(tree, layout.touchesFile(), layout.journal()).foundNanos();
      return new PutFiles(layout, Reopening.read(disk, ReleaseShape.of(earlier), layout, touched));
    }
  }

  /// Whose what stands there is, as far as this release knows.
  Ownership ownership() {
    return new Deposit(ReleaseShape.of(manifest()), layout, new ManifestOutline(layout), left);
  }

  /// How far the step was that put all of it there.
  Swap swap() {
    return left.swap();
  }

  Manifest manifest() {
    return layout.manifest();
  }

  Layout layout() {
    return layout;
  }

  /// Is this file as this release left it under its final name?
  boolean stands(int file, Fingerprint now) {
    return left.stands(file, now);
  }

  /// Did this release, or one before it, put that file there?
  boolean hasPut(int file, Fingerprint now) {
    return left.hasPut(file, now);
  }

  /// Has everything that stands there taken away: what was put there is deleted, what is somebody's
  /// goes to the trash.
  ///
  /// @param all whose what stands there is
  void clear(FolderDisk disk, Ownership all, Succession.Trash trash) throws IOException {
    new Succession<>(disk, left, Outline.NOTHING, all, Attire.none(), trash).conclude();
  }

  /// A file of this release somewhere in the destination, and the pieces that it surely has.
  record Sure(String path, Fingerprint print, BitSet pieces) {}

  /// Where the pieces of a file are: under its final name, or still in staging.
  Optional<Sure> find(int file, Tree tree) throws IOException {
    String standing = layout.fileAt(file);
    if (tree.look(standing) instanceof Sighting.RegularFile(Fingerprint now)) {
      BitSet pieces = left.piecesStanding(file, now);
      if (!pieces.isEmpty()) return Optional.of(new Sure(standing, now, pieces));
    }
    String staged = layout.staged(file);
    if (tree.look(staged) instanceof Sighting.RegularFile(Fingerprint now)) {
      BitSet pieces = left.piecesStaged(file, now);
      if (!pieces.isEmpty()) return Optional.of(new Sure(staged, now, pieces));
    }
    return Optional.empty();
  }

  /// The pieces of a wanted file that this release has put at their places under this name.
  BitSet shared(String path, Fingerprint now, Manifest wanted, int other) {
    BitSet shared = new BitSet();
    int file = layout.indexOf(path);
    if (file < 0 || manifest().pieceLength() != wanted.pieceLength()) return shared;
    int first = manifest().file(file).firstPiece();
    FileEntry entry = wanted.file(other);
    BitSet sure = left.piecesStanding(file, now);
    for (int i = 0; i < entry.pieceCount() && i < manifest().file(file).pieceCount(); i++) {
      int piece = entry.firstPiece() + i;
      if (sure.get(first + i) && equal(first + i, wanted.pieces(), piece)) shared.set(piece);
    }
    return shared;
  }

  private boolean equal(int piece, PieceGeometry those, int other) {
    PieceGeometry these = manifest().pieces();
    return these.length(piece) == those.length(other)
        && these.leafWidth(piece) == those.leafWidth(other)
        && those.hashMatches(other, these.hash(piece));
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

  /// How a file of another release looked when this one had put it there; nothing if it did not.
  Optional<Fingerprint> put(String path, Manifest wanted, int other) {
    int file = layout.indexOf(path);
    return file >= 0 && isSame(file, wanted, other) ? left.stood(file) : Optional.empty();
  }

  /// Where this vouches for a file: are its bytes those of that file of another release?
  boolean isSame(String path, Manifest wanted, int other) {
    return isSame(layout.indexOf(path), wanted, other);
  }

  private boolean isSame(int file, Manifest wanted, int other) {
    long length = wanted.length(other);
    return manifest().length(file) == length
        && manifest().kind(file) == FileEntry.Kind.FILE
        && (length == 0 || manifest().piecesRoot(file).equals(wanted.piecesRoot(other)));
  }

  /// Where this vouches for a file: has this release given it the very attributes that the other
  /// one wants?
  boolean hasDressed(String path, Manifest wanted, int other) {
    int file = layout.indexOf(path);
    return left.swap() == Swap.DONE && manifest().hasEntry(file, wanted, other);
  }

  /// A file that this vouches for need not be read: what is in it is known, under whatever name.
  @Override
  public BitSet mayShare(String path, Fingerprint now, Manifest wanted, int file) {
    return vouches(path, now) ? new BitSet() : Standing.super.mayShare(path, now, wanted, file);
  }
}
