package io.freshet.node.disk;

import io.freshet.content.Manifest;
import io.freshet.engine.durability.Sighting;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// What a destination stands on: its folder, locked for this release, with the release's manifest
/// in it.
///
/// @param touches when an earlier process changed something for the last time
record Ground(Layout layout, Tree tree, NotesLock lock, FolderDisk disk, OwnTouches touches)
    implements Closeable {

  static Ground open(Manifest manifest, String path) throws IOException {
    Layout layout = Layout.of(manifest, path);
    try {
      Files.createDirectories(layout.root());
      return open(layout);
    } catch (AccessDeniedException e) {
      throw new DestinationRefusedException(
          layout.root() + ": no permission to write here; choose another destination", e);
    } catch (DestinationRefusedException e) {
      throw e;
    } catch (FileSystemException e) {
      throw new DestinationRefusedException(
          layout.root()
              + " cannot be used as a folder: "
              + reason(e, layout.root())
              + "; choose another destination",
          e);
    }
  }

  private static String reason(FileSystemException e, Path root) {
    String missing =
        e instanceof NoSuchFileException ? "it cannot be made there" : "a file is in the way";
    String what = e.getReason() == null ? missing : e.getReason();
    return root.toString().equals(e.getFile()) ? what : what + " (" + e.getFile() + ")";
  }

  private static Ground open(Layout layout) throws IOException {
    Tree tree = new Tree(layout.root());
    NotesLock lock = null;
    try {
      tree.makeFolders(layout.staging());
      lock = NotesLock.take(tree, layout.lockFile(), layout.root());
      keepManifest(tree, layout);
      OwnTouches touches = OwnTouches.read(tree, layout.touchesFile(), layout.journal());
      return new Ground(layout, tree, lock, new FolderDisk(tree, touches), touches);
    } catch (IOException e) {
      if (lock != null) lock.close();
      tree.close();
      throw e;
    }
  }

  private static void keepManifest(Tree tree, Layout layout) throws IOException {
    if (tree.look(layout.manifestFile()) instanceof Sighting.RegularFile) return;
    String draft = layout.manifestFile() + ".new";
    try (FileChannel file =
        tree.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = layout.manifest().bytes();
      while (bytes.hasRemaining()) file.write(bytes);
      file.force(true);
    }
    tree.move(draft, layout.manifestFile());
    tree.forceFolder(layout.notes());
  }

  @Override
  public void close() throws IOException {
    try (tree;
        lock;
        disk) {
      // Each is closed, whatever the others do.
    }
  }
}
