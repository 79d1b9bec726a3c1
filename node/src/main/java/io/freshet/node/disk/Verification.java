package io.freshet.node.disk;

import io.freshet.content.FileEntry;
import io.freshet.content.Fingerprint;
import io.freshet.content.FolderEntry;
import io.freshet.content.Manifest;
import io.freshet.engine.durability.Sighting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongConsumer;

/// A folder or file re-hashed against a manifest: what differs, by name. Files that the manifest
/// doesn't have are nobody's business here.
///
/// @param differences in the manifest's order
public record Verification(List<Difference> differences) {
  public Verification {
    differences = List.copyOf(differences);
  }

  public boolean isClean() {
    return differences.isEmpty();
  }

  /// One file, link or folder that is not as the manifest says.
  ///
  /// @param path relative to the destination
  public record Difference(String path, Kind kind) {}

  /// What is wrong with it.
  public enum Kind {
    MISSING("is missing"),
    OTHER_LENGTH("has another length"),
    OTHER_BYTES("has other bytes"),
    OTHER_LINK("points somewhere else"),
    OTHER_KIND("is something else"),
    UNREADABLE("cannot be read");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /// For a sentence: "PATH …".
    public String words() {
      return words;
    }
  }

  /// Hashes everything selected on all cores.
  ///
  /// @param path DEST, as it was given to `get`
  /// @param hashed is told bytes as they are hashed, from several threads
  public static Verification of(
      Manifest manifest, Path path, Selection selection, LongConsumer hashed)
      throws IOException, InterruptedException {
    Layout layout = Layout.of(manifest, path.toString());
    try (Tree tree = new Tree(layout.root());
        FolderDisk disk = new FolderDisk(tree, OwnTouches.none(tree))) {
      return new Run(layout, tree, new Comparison(disk, manifest, hashed)).over(selection);
    }
  }

  private static final class Run {
    private final Layout layout;
    private final Tree tree;
    private final Comparison comparison;
    private final List<Found> found = new ArrayList<>();
    private final List<Comparison.Subject> subjects = new ArrayList<>();

    private record Found(int order, Difference difference) {}

    Run(Layout layout, Tree tree, Comparison comparison) {
      this.layout = layout;
      this.tree = tree;
      this.comparison = comparison;
    }

    Verification over(Selection selection) throws IOException, InterruptedException {
      Manifest manifest = layout.manifest();
      for (int file = 0; file < manifest.fileCount(); file++) {
        if (selection.has(file)) look(manifest.file(file));
      }
      if (selection.isAll(manifest)) {
        for (FolderEntry folder : manifest.folders()) look(folder);
      }
      comparison.run();
      for (Comparison.Subject subject : subjects) {
        if (!subject.matchesWholly()) add(subject.file, subject.path, Kind.OTHER_BYTES);
      }
      found.sort(Comparator.comparingInt(Found::order));
      return new Verification(found.stream().map(Found::difference).toList());
    }

    private void add(int order, String path, Kind kind) {
      found.add(new Found(order, new Difference(path, kind)));
    }

    private void look(FileEntry entry) throws IOException {
      String path = layout.fileAt(entry.index());
      switch (tree.look(path)) {
        case Sighting.Nothing _ -> add(entry.index(), path, Kind.MISSING);
        case Sighting.RegularFile(Fingerprint now) -> lookAtFile(entry, path, now);
        case Sighting.Link(String target) -> {
          if (entry.kind() == FileEntry.Kind.FILE) add(entry.index(), path, Kind.OTHER_KIND);
          else if (!target.equals(entry.linkTarget())) add(entry.index(), path, Kind.OTHER_LINK);
        }
        case Sighting.Folder _, Sighting.Special _, Sighting.Blocked _ ->
            add(entry.index(), path, Kind.OTHER_KIND);
      }
    }

    private void lookAtFile(FileEntry entry, String path, Fingerprint now) {
      if (entry.kind() == FileEntry.Kind.LINK) add(entry.index(), path, Kind.OTHER_KIND);
      else if (now.size() != entry.length()) add(entry.index(), path, Kind.OTHER_LENGTH);
      else if (!tree.path(path).toFile().canRead()) add(entry.index(), path, Kind.UNREADABLE);
      else subjects.add(comparison.add(entry.index(), path));
    }

    private void look(FolderEntry folder) throws IOException {
      if (folder.path().isEmpty()) return;
      switch (tree.look(folder.path())) {
        case Sighting.Folder _ -> {}
        case Sighting.Nothing _ -> add(Integer.MAX_VALUE, folder.path(), Kind.MISSING);
        case Sighting.RegularFile _, Sighting.Link _, Sighting.Special _, Sighting.Blocked _ ->
            add(Integer.MAX_VALUE, folder.path(), Kind.OTHER_KIND);
      }
    }
  }
}
