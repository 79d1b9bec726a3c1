package io.freshet.node.disk;

import io.freshet.content.FileEntry;
import io.freshet.content.FolderEntry;
import io.freshet.content.Manifest;
import io.freshet.engine.durability.Outline;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// What a manifest wants under which name of a destination.
final class ManifestOutline implements Outline {
  private final Layout layout;
  private final Manifest manifest;
  // Empty until somebody asks for a folder: most never do.
  private final Set<String> known = new HashSet<>();

  ManifestOutline(Layout layout) {
    this.layout = layout;
    this.manifest = layout.manifest();
  }

  private boolean isFolder(String path) {
    return everyFolder().contains(path);
  }

  /// The folders that something is in, and those that are listed; the destination is the empty
  /// name.
  Set<String> everyFolder() {
    if (known.isEmpty()) {
      known.add("");
      for (int file = 0; file < manifest.fileCount(); file++) addAbove(layout.fileAt(file));
      for (FolderEntry folder : manifest.folders()) {
        addAbove(folder.path());
        known.add(folder.path());
      }
      for (String unsettled : manifest.unsettled()) addAbove(unsettled);
    }
    return known;
  }

  private void addAbove(String path) {
    String above = Tree.parent(path);
    while (known.add(above)) above = Tree.parent(above);
  }

  @Override
  public int indexOf(String path) {
    return layout.indexOf(path);
  }

  @Override
  public Place at(String path) {
    int file = indexOf(path);
    if (file >= 0) return new Place.File(file);
    if (isFolder(path)) return new Place.Folder();
    return ownsFolder() && manifest.isUnsettled(path) ? new Place.Unsettled() : new Place.Nothing();
  }

  @Override
  public boolean ownsFolder() {
    return !manifest.isSingleFile();
  }

  @Override
  public int[] links() {
    return IntStream.range(0, manifest.fileCount()).filter(this::isLink).toArray();
  }

  private boolean isLink(int file) {
    return manifest.kind(file) == FileEntry.Kind.LINK;
  }

  @Override
  public String linkTarget(int file) {
    return manifest.file(file).linkTarget();
  }

  @Override
  public List<String> folders() {
    return manifest.folders().stream().map(FolderEntry::path).toList();
  }
}
