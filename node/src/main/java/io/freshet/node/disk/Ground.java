package io.freshet.node.disk;

import io.freshet.content.Manifest;
import io.freshet.content.scan.SystemCalls;
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
import java.util.List;

/// What a destination stands on: its folder, locked for this release, with the release's manifest
/// in it.
///
/// @param touches when an earlier process changed something for the last time
record Ground(Layout layout, Tree tree, NotesLock lock, FolderDisk disk, OwnTouches touches)
    implements Closeable {
  /// More than file systems keep small files in beside their names.
  private static final int TRIAL_BYTES = 1 << 20;

  static Ground open(Manifest manifest, String path) throws IOException {
    Layout layout = Layout.of(manifest, path);
    Path root = layout.root();
    try {
      Files.createDirectories(root);
      return open(layout);
    } catch (DestinationRefusedException e) {
      throw e;
    } catch (AccessDeniedException e) {
      throw new DestinationRefusedException(
          root + ": no permission to write here; choose another destination", e);
    } catch (FileSystemException e) {
      if (DiskFailure.of(e, root) instanceof DiskFailure.Full) throw full(manifest, root);
      throw new DestinationRefusedException(
          root + " cannot be used as a folder: " + reason(e, root) + "; " + next(e), e);
    } catch (IOException e) {
      // What is written to an open file fails without its name.
      if (DiskFailure.of(e, root) instanceof DiskFailure.Full) throw full(manifest, root);
      throw e;
    }
  }

  private static DestinationRefusedException full(Manifest manifest, Path root) throws IOException {
    Need all = Need.of(manifest, Selection.all(manifest), piece -> false, file -> false);
    return DestinationRefusedException.full(
        all.lacking(root, Room.of(root)) + "; make room or choose another destination");
  }

  private static String reason(FileSystemException e, Path root) throws IOException {
    String said = e.getReason();
    if (said == null) {
      said = e instanceof NoSuchFileException ? "it cannot be made there" : standsThere(root);
    }
    return root.toString().equals(e.getFile()) ? said : said + " (" + e.getFile() + ")";
  }

  /// What keeps a folder from being made under this name.
  private static String standsThere(Path root) throws IOException {
    return Files.isSymbolicLink(root)
        ? "it is a link to " + Files.readSymbolicLink(root) + ", and that is not there"
        : "a file is in the way";
  }

  private static String next(FileSystemException e) {
    return "Read-only file system".equals(e.getReason())
        ? "mount it writable, or choose another destination"
        : "choose another destination";
  }

  private static Ground open(Layout layout) throws IOException {
    Tree tree = new Tree(layout.root());
    NotesLock lock = null;
    try {
      tree.makeFolders(layout.staging());
      lock = NotesLock.take(tree, layout.lockFile(), layout.root());
      keepManifest(tree, layout);
      OwnTouches touches = OwnTouches.read(tree, layout.touchesFile(), layout.journal());
      if (layout.manifest().fileCount() >= SystemCalls.MANY_FILES) tree.expectMany();
      Layout used = isForWhole(tree, layout) ? layout.inFolders() : layout;
      if (!used.equals(layout)) tree.makeFolders(used.stagedTree());
      return new Ground(used, tree, lock, new FolderDisk(tree, touches), touches);
    } catch (IOException e) {
      if (lock != null) lock.close();
      tree.close();
      throw e;
    }
  }

  /// Where nothing is yet, folders of many files get their names as a whole.
  private static boolean isForWhole(Tree tree, Layout layout) throws IOException {
    return layout.staged() == Layout.Staging.BY_NUMBER
        && tree.quick().isPresent()
        && tree.look(layout.journal()) instanceof Sighting.Nothing
        && isEmpty(tree);
  }

  private static boolean isEmpty(Tree tree) throws IOException {
    return tree.list("", 2).equals(List.of(Layout.NOTES));
  }

  /// Is nothing there, neither under a final name nor staged?
  boolean isBare() throws IOException {
    return isEmpty(tree) && isBare(layout.staging());
  }

  private boolean isBare(String folder) throws IOException {
    for (String name : tree.list(folder, 2)) {
      boolean isTree = (folder + "/" + name).equals(layout.stagedTree());
      if (!isTree || !isBare(layout.stagedTree())) return false;
    }
    return true;
  }

  static void keepManifest(Tree tree, Layout layout) throws IOException {
    if (!(tree.look(layout.manifestFile()) instanceof Sighting.RegularFile)) {
      writeManifest(tree, layout);
    }
    layout.manifest().keptIn(tree.path(layout.manifestFile()), 0);
  }

  private static void writeManifest(Tree tree, Layout layout) throws IOException {
    String draft = layout.manifestFile() + ".new";
    try (FileChannel file =
        tree.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      layout.manifest().writeTo(file);
      file.force(true);
    }
    tree.move(draft, layout.manifestFile());
    tree.forceFolder(layout.notes());
  }

  /// Writes something durably, and deletes it again.
  void tryOut() throws IOException {
    try (FileChannel file =
        tree.open(
            layout.trialFile(),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      FolderDisk.writeAll(file, ByteBuffer.allocate(TRIAL_BYTES), 0);
      file.force(true);
    } finally {
      if (tree.look(layout.trialFile()) instanceof Sighting.RegularFile) {
        tree.deleteFile(layout.trialFile());
      }
    }
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
