package io.freshet.node.disk;

import io.freshet.content.FileEntry;
import io.freshet.content.Fingerprint;
import io.freshet.content.FolderEntry;
import io.freshet.content.Manifest;
import io.freshet.engine.durability.Outline;
import io.freshet.engine.durability.Sighting;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Looks at a release that is in place: is everything as it was put there, and is nothing else
/// there? No byte of it is read.
final class Inspection {
  private final Tree tree;
  private final Layout layout;
  private final Manifest manifest;
  private final ManifestOutline outline;
  private final SettledFiles settled;
  private final KeptAttributes attributes;

  Inspection(Ground ground, SettledFiles settled, KeptAttributes attributes) {
    this.tree = ground.tree();
    this.layout = ground.layout();
    this.manifest = layout.manifest();
    this.outline = new ManifestOutline(layout);
    this.settled = settled;
    this.attributes = attributes;
  }

  /// The folders of the release; none for a single file, which has no claim to the one it is in.
  List<Path> folders() {
    if (!outline.ownsFolder()) return List.of();
    return outline.everyFolder().stream().map(tree::path).toList();
  }

  private static final class Found {
    final List<String> named = new ArrayList<>();
    int count;

    // Their mtimes tell nothing more.
    final Set<String> foldersAbove = new HashSet<>();

    void add(String path) {
      if (!path.equals(".")) foldersAbove.add(parent(path));
      if (count++ < Deviations.NAMED_MAX) named.add(path);
    }

    Deviations deviations() {
      return new Deviations(named.stream().sorted().toList(), count);
    }
  }

  /// The folder that something is in, also of a folder with its `/`.
  private static String parent(String path) {
    return Tree.parent(path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
  }

  private Deviations run() throws IOException {
    Found found = new Found();
    BitSet changed = AllCores.matching(manifest.fileCount(), file -> !isAsPut(file));
    changed.stream().forEach(file -> found.add(layout.fileAt(file)));
    if (outline.ownsFolder()) {
      strangers("", found);
      // The deepest first.
      for (FolderEntry folder : manifest.folders().reversed()) look(folder.path(), found);
    }
    return found.deviations();
  }

  /// Looks at what something may have happened to, if all was right before.
  Deviations run(Heard heard) throws IOException {
    if (heard.anything() || !outline.ownsFolder()) return run();
    Found found = new Found();
    Set<String> folders = new TreeSet<>(Comparator.reverseOrder());
    for (String path : heard.paths()) {
      if (path.equals(Layout.NOTES)) continue;
      Outline.Place place = outline.at(path);
      String folder = place instanceof Outline.Place.Folder ? path : Tree.parent(path);
      if (outline.at(folder) instanceof Outline.Place.Folder) folders.add(folder);
      boolean isRight =
          switch (place) {
            case Outline.Place.File(int file) -> isAsPut(file);
            case Outline.Place.Nothing() -> tree.look(path) instanceof Sighting.Nothing;
            case Outline.Place.Folder(), Outline.Place.Unsettled() -> true;
          };
      if (!isRight) found.add(path);
    }
    for (String folder : folders) look(folder, found);
    return found.deviations();
  }

  private boolean isAsPut(int file) throws IOException {
    String path = layout.fileAt(file);
    try {
      if (settled.has(file)) {
        Fingerprint now = tree.fingerprint(path);
        return now.equals(settled.of(file));
      }
      FileEntry entry = manifest.file(file);
      return tree.look(path) instanceof Sighting.Link(String target)
          && target.equals(entry.linkTarget())
          && attributes.isAsDressed(path);
    } catch (FileSystemException e) {
      return false;
    }
  }

  private void look(String folder, Found found) throws IOException {
    boolean there = folder.isEmpty() || tree.look(folder) instanceof Sighting.Folder;
    boolean isAsPut =
        there && (found.foldersAbove.contains(folder) || attributes.isAsDressed(folder));
    if (!isAsPut) found.add(folder.isEmpty() ? "." : folder + "/");
  }

  private void strangers(String folder, Found found) throws IOException {
    // In the manifest's order, more or less: then each is found beside the one before.
    for (String name : tree.list(folder).stream().sorted().toList()) {
      String path = folder.isEmpty() ? name : folder + "/" + name;
      if (path.equals(Layout.NOTES)) continue;
      switch (outline.at(path)) {
        case Outline.Place.File(int _), Outline.Place.Unsettled() -> {}
        case Outline.Place.Nothing() -> found.add(path);
        case Outline.Place.Folder() -> {
          if (tree.look(path) instanceof Sighting.Folder) strangers(path, found);
          else found.add(path);
        }
      }
    }
  }
}
