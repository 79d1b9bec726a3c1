package io.freshet.node.disk;

import io.freshet.content.Attributes;
import io.freshet.content.FileEntry;
import io.freshet.content.Fingerprint;
import io.freshet.content.FolderEntry;
import io.freshet.content.Manifest;
import io.freshet.engine.durability.Carrier;
import io.freshet.engine.durability.Sighting;
import java.io.IOException;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Gives complete files their attributes and final names, and at the end makes what a release has
/// besides files.
final class Finisher implements Carrier.Dressing<IOException> {
  private static final PosixFilePermission[] BITS = {
    PosixFilePermission.OTHERS_EXECUTE,
    PosixFilePermission.OTHERS_WRITE,
    PosixFilePermission.OTHERS_READ,
    PosixFilePermission.GROUP_EXECUTE,
    PosixFilePermission.GROUP_WRITE,
    PosixFilePermission.GROUP_READ,
    PosixFilePermission.OWNER_EXECUTE,
    PosixFilePermission.OWNER_WRITE,
    PosixFilePermission.OWNER_READ
  };

  /// How a link looks to [Standing].
  static final Fingerprint LINK = new Fingerprint(0, 0, 0, 0);

  private final Tree tree;
  private final FolderDisk disk;
  private final Layout layout;
  private final Manifest manifest;
  private final Selection selection;
  private final Standing standing;
  // Folders whose entries have changed and are not durable yet.
  private final Set<String> unsynced = new TreeSet<>();

  Finisher(Ground ground, Selection selection, Standing standing) {
    this.tree = ground.tree();
    this.disk = ground.disk();
    this.layout = ground.layout();
    this.manifest = layout.manifest();
    this.selection = selection;
    this.standing = standing;
  }

  /// Gives a complete file its mode and mtime. Set-user and set-group bits from elsewhere are not
  /// restored.
  @Override
  public void dress(int file, String path) throws IOException {
    disk.noteTouch();
    FileEntry entry = manifest.file(file);
    switch (entry.attributes()) {
      case Attributes.Kept kept -> {
        tree.setModified(path, FileTime.from(kept.mtime()));
        tree.setPermissions(path, permissions(kept.mode()));
      }
      case Attributes.None _ -> {
        if (entry.executable()) tree.setPermissions(path, executable(tree.permissions(path)));
      }
    }
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (int bit = 0; bit < BITS.length; bit++) {
      if ((mode & 1 << bit) != 0) permissions.add(BITS[bit]);
    }
    return permissions;
  }

  /// Whoever may read may execute: what `chmod +x` gives under the usual umask.
  private static Set<PosixFilePermission> executable(Set<PosixFilePermission> before) {
    Set<PosixFilePermission> after = EnumSet.copyOf(before);
    for (int bit = 2; bit < BITS.length; bit += 3) {
      if (before.contains(BITS[bit])) after.add(BITS[bit - 2]);
    }
    return after;
  }

  /// Something may have appeared under the final name since the destination was opened.
  @Override
  public void clear(int file) throws IOException {
    checkClear(layout.fileAt(file));
  }

  private void makeFolder(String path) throws IOException {
    for (String made : tree.makeFolders(path)) {
      unsynced.add(made);
      unsynced.add(Tree.parent(made));
    }
  }

  private void checkClear(String target) throws IOException {
    boolean clear =
        switch (tree.look(target)) {
          case Sighting.Nothing _ -> true;
          case Sighting.RegularFile(Fingerprint now) -> standing.mayReplace(target, now);
          case Sighting.Link _ -> standing.mayReplace(target, LINK);
          case Sighting.Folder _, Sighting.Special _, Sighting.Blocked _ -> false;
        };
    if (!clear) {
      throw new DestinationRefusedException(
          tree.path(target)
              + " appeared while the release was being fetched; move it away and run the command again");
    }
  }

  private void sync() throws IOException {
    for (String folder : unsynced) tree.forceFolder(folder);
    unsynced.clear();
  }

  /// After the last file: links, empty folders, the attributes of folders.
  @Override
  public void conclude() throws IOException {
    for (int file = 0; file < manifest.fileCount(); file++) {
      FileEntry entry = manifest.file(file);
      if (selection.has(file) && entry.kind() == FileEntry.Kind.LINK) link(entry);
    }
    List<FolderEntry> folders = manifest.folders();
    boolean all = selection.isAll(manifest);
    if (all) for (FolderEntry folder : folders) makeFolder(folder.path());
    sync();
    // Deepest first: a folder that may not be entered any more comes after what is in it.
    List<FolderEntry> deepestFirst =
        folders.stream().sorted(Comparator.comparingInt(Finisher::depth).reversed()).toList();
    for (FolderEntry folder : deepestFirst) {
      if (folder.attributes() instanceof Attributes.Kept kept && isFolder(folder.path())) {
        tree.setModified(folder.path(), FileTime.from(kept.mtime()));
        tree.setPermissions(folder.path(), permissions(kept.mode()));
      }
    }
  }

  private boolean isFolder(String path) throws IOException {
    return path.isEmpty() || tree.look(path) instanceof Sighting.Folder;
  }

  private static int depth(FolderEntry folder) {
    return folder.path().isEmpty() ? 0 : folder.path().split("/", -1).length;
  }

  private void link(FileEntry entry) throws IOException {
    if (tree.look(entry.path()) instanceof Sighting.Link(String target)
        && target.equals(entry.linkTarget())) {
      return;
    }
    makeFolder(Tree.parent(entry.path()));
    checkClear(entry.path());
    String made = layout.staged(entry.index());
    if (!(tree.look(made) instanceof Sighting.Nothing)) tree.deleteFile(made);
    ExactLink.make(tree.path(made), entry.linkTarget());
    tree.move(made, entry.path());
    unsynced.add(Tree.parent(entry.path()));
  }
}
