package io.freshet.node.disk;

import io.freshet.content.Fingerprint;
import io.freshet.content.InvalidManifestException;
import io.freshet.content.Manifest;
import io.freshet.engine.durability.DiskEvent;
import io.freshet.engine.durability.JournalRenewal;
import io.freshet.engine.durability.ReleaseShape;
import io.freshet.engine.durability.Sighting;
import io.freshet.engine.durability.Swap;
import io.freshet.engine.durability.Whose;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// A folder with a whole release in it, and the journal that vouches for its files.
///
/// @param root the folder
record PlacedVersion(Path root, PutFiles put) {

  /// The release that a mirror has put in place here; nothing if none is.
  static Optional<PlacedVersion> in(Path root) throws IOException {
    for (Path notes : EarlierReleases.allNotes(root)) {
      try {
        Manifest manifest = Manifest.read(notes.resolve("manifest"));
        PutFiles put = PutFiles.of(manifest, destination(root));
        if (put.swap() == Swap.DONE) return Optional.of(new PlacedVersion(root, put));
      } catch (NoSuchFileException | InvalidManifestException e) {
        // Notes that were never finished, or that somebody spoiled.
      }
    }
    return Optional.empty();
  }

  /// How this folder is written as a destination: also a single file goes into it.
  static String destination(Path root) {
    return root + "/";
  }

  Manifest manifest() {
    return put.manifest();
  }

  /// How a file looks, if it is the one that the release put there and nobody has touched it since.
  Optional<Fingerprint> untouched(Tree tree, int file) throws IOException {
    return tree.look(put.layout().fileAt(file)) instanceof Sighting.RegularFile(Fingerprint now)
            && put.stands(file, now)
        ? Optional.of(now)
        : Optional.empty();
  }

  /// Until this is closed, its files may get and lose other names: the journal bears that.
  Relinking relink() throws IOException {
    Tree tree = new Tree(root);
    try {
      return new Relinking(this, tree);
    } catch (IOException e) {
      tree.close();
      throw e;
    }
  }

  /// What is open meanwhile.
  static final class Relinking implements Closeable {
    private final Tree tree;
    private final FolderDisk disk;

    private Relinking(PlacedVersion version, Tree tree) throws IOException {
      this.tree = tree;
      Layout layout = version.put.layout();
      OwnTouches touches = OwnTouches.read(tree, layout.touchesFile(), layout.journal());
      disk = new FolderDisk(tree, touches);
      JournalRenewal.write(
          disk,
          layout,
          ReleaseShape.of(version.manifest()),
          file ->
              version
                  .untouched(tree, file)
                  .map(
                      now ->
                          new DiskEvent.Found(
                              file,
                              now,
                              version.put.hasPut(file, now) ? Whose.OURS : Whose.THEIRS)));
      disk.noteTouches();
      disk.noteTouch();
    }

    Tree tree() {
      return tree;
    }

    /// A name is going to be made or deleted.
    void touch() {
      disk.noteTouch();
    }

    @Override
    public void close() throws IOException {
      try (tree;
          disk) {
        // Each is closed, whatever the other does.
      }
    }
  }
}
