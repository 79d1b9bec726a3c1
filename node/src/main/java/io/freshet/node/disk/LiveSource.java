package io.freshet.node.disk;

import io.freshet.content.Manifest;
import io.freshet.content.PieceGeometry;
import io.freshet.content.scan.Fingerprints;
import io.freshet.content.scan.SystemCalls;
import io.freshet.engine.ExtentSet;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.IntFunction;

/// Somebody's own file or folder, served from where it is. It is never written to, and may change
/// at any time: what changed is withdrawn and named, for nobody can be given it any more.
public final class LiveSource implements Holding, Closeable {

  /// Is told once about each file that is no longer what was scanned. Called from the threads that
  /// serve.
  public interface Listener {
    /// Hears nothing.
    Listener DEAF =
        new Listener() {
          @Override
          public void withdrawn(Path path, int[] extents) {}

          @Override
          public void rotten(Path path, long offset, int[] extents) {}
        };

    /// @param path the file
    /// @param extents what can't be served any more because of it, ascending
    void withdrawn(Path path, int[] extents);

    /// The disk returns other bytes than those that were scanned, from this offset on.
    void rotten(Path path, long offset, int[] extents);
  }

  private final Manifest manifest;
  private final PieceGeometry pieces;
  private final Tree tree;
  private final IntFunction<String> pathOf;
  private final ServedFiles files;
  private final Haves haves;
  private final Listener listener;
  // Guarded by this.
  private final BitSet changedFiles = new BitSet();
  private final BitSet rottenPieces = new BitSet();

  private LiveSource(
      Manifest manifest, Path root, String fileName, Fingerprints scanned, Listener listener) {
    this.manifest = manifest;
    this.pieces = manifest.pieces();
    this.listener = listener;
    this.haves = new Haves(ExtentSet.all(manifest.extents().count()));
    this.tree = new Tree(root);
    this.pathOf = file -> fileName.isEmpty() ? manifest.path(file) : fileName;
    if (manifest.fileCount() >= SystemCalls.MANY_FILES) tree.expectMany();
    this.files = new ServedFiles(tree, pathOf, scanned::of, this::withdraw);
  }

  /// Serves the file or folder that was scanned into this manifest. A link given as `path` is
  /// followed, no other.
  public static LiveSource open(
      Manifest manifest, Path path, Fingerprints scanned, Listener listener) throws IOException {
    Path real = path.toRealPath();
    if (!manifest.isSingleFile() || Files.isDirectory(real)) {
      return new LiveSource(manifest, real, "", scanned, listener);
    }
    Path folder = real.getParent();
    if (folder == null) throw new IOException(path + " is not a file");
    return new LiveSource(manifest, folder, real.getFileName().toString(), scanned, listener);
  }

  @Override
  public Manifest manifest() {
    return manifest;
  }

  @Override
  public Haves haves() {
    return haves;
  }

  @Override
  public synchronized boolean holds(int piece) {
    return !changedFiles.get(pieces.fileOf(piece)) && !rottenPieces.get(piece);
  }

  @Override
  public Optional<Reading> read(int piece) throws IOException {
    if (!holds(piece)) return Optional.empty();
    return files.read(pieces.fileOf(piece), pieces.offsetInFile(piece), pieces.length(piece));
  }

  private void withdraw(int file) {
    synchronized (this) {
      if (changedFiles.get(file)) return;
      changedFiles.set(file);
    }
    var entry = manifest.file(file);
    var extents = new TreeSet<Integer>();
    for (int i = 0; i < entry.pieceCount(); i++) {
      int piece = entry.firstPiece() + i;
      // Content is served from its original's place only: a copy elsewhere is not worth the
      // bookkeeping.
      if (pieces.original(piece) == piece && !pieces.isZero(piece)) {
        extents.add(manifest.extents().extentOf(piece));
      }
    }
    extents.forEach(haves::remove);
    listener.withdrawn(
        tree.path(pathOf.apply(file)), extents.stream().mapToInt(Integer::intValue).toArray());
  }

  @Override
  public void rotten(int piece) {
    synchronized (this) {
      if (!holds(piece)) return;
      rottenPieces.set(piece);
    }
    int extent = manifest.extents().extentOf(pieces.original(piece));
    haves.remove(extent);
    listener.rotten(
        tree.path(pathOf.apply(pieces.fileOf(piece))),
        pieces.offsetInFile(piece),
        new int[] {extent});
  }

  @Override
  public void close() throws IOException {
    files.close();
    tree.close();
  }
}
