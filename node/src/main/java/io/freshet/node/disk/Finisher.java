package io.freshet.node.disk;

import io.freshet.content.FileEntry;
import io.freshet.content.Fingerprint;
import io.freshet.content.FolderEntry;
import io.freshet.content.Manifest;
import io.freshet.engine.durability.Carrier;
import io.freshet.engine.durability.DiskEvent;
import io.freshet.engine.durability.Sighting;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Gives complete files their attributes and final names, and at the end makes what a release has
/// besides files.
final class Finisher implements Carrier.Dressing<IOException> {
  /// How a link looks to [Standing].
  static final Fingerprint LINK = new Fingerprint(0, 0, 0, 0);

  private final Tree tree;
  private final Layout layout;
  private final Manifest manifest;
  private final Selection selection;
  private final Standing standing;
  private final KeptAttributes attributes;
  // Folders whose entries have changed and are not durable yet.
  private final Set<String> unsynced = new TreeSet<>();

  Finisher(Ground ground, Selection selection, Standing standing, KeptAttributes attributes) {
    this.tree = ground.tree();
    this.layout = ground.layout();
    this.manifest = layout.manifest();
    this.selection = selection;
    this.standing = standing;
    this.attributes = attributes;
  }

  @Override
  public void dress(int file, String path) throws IOException {
    attributes.dress(file, path);
  }

  @Override
  public void begin() {}

  /// Something may have appeared under the final name since the destination was opened.
  @Override
  public void clear(int file) throws IOException {
    checkClear(layout.fileAt(file));
  }

  private void makeFolder(String path) throws IOException {
    // To look at it costs less than to open it.
    if (tree.look(path) instanceof Sighting.Folder) return;
    for (String made : tree.makeFolders(path)) {
      unsynced.add(made);
      unsynced.add(Tree.parent(made));
    }
  }

  private void checkClear(String target) throws IOException {
    boolean clear =
        switch (tree.look(target)) {
          // What is in the way of a folder above it is told by whoever makes that.
          case Sighting.Nothing _, Sighting.Blocked _ -> true;
          case Sighting.RegularFile(Fingerprint now) -> standing.mayReplace(target, now);
          case Sighting.Link _ -> standing.mayReplace(target, LINK);
          case Sighting.Folder _, Sighting.Special _ -> false;
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
  public List<DiskEvent.Found> conclude() throws IOException {
    for (int file = 0; file < manifest.fileCount(); file++) {
      if (!selection.has(file) || manifest.kind(file) != FileEntry.Kind.LINK) continue;
      link(manifest.file(file));
    }
    if (selection.isAll(manifest)) {
      for (FolderEntry folder : manifest.folders()) makeFolder(folder.path());
    }
    sync();
    attributes.dressFolders();
    return List.of();
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
    attributes.dress(entry.index(), made);
    tree.move(made, entry.path());
    unsynced.add(Tree.parent(entry.path()));
  }
}
