package io.freshet.node.disk;

import io.freshet.content.FileEntry;
import io.freshet.content.Fingerprint;
import io.freshet.content.InvalidManifestException;
import io.freshet.content.Manifest;
import io.freshet.engine.durability.Sighting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The notes of releases that are no longer in place, and have put something there that still is:
/// under a path that the later ones call unsettled.
///
/// Without them it would be taken for somebody's when it is settled again, and go to the trash.
/// Each such file has one of these notes at most, so they are never more than such files.
final class KeptNotes {
  private static final String FOLDER = Layout.NOTES + "/kept";

  private KeptNotes() {}

  /// What they say.
  static List<PutFiles> in(Path root) throws IOException {
    List<PutFiles> all = new ArrayList<>();
    for (Path notes : folders(root)) read(root, notes).ifPresent(all::add);
    return all;
  }

  private static List<Path> folders(Path root) throws IOException {
    Path kept = root.resolve(FOLDER);
    if (!Files.isDirectory(kept)) return List.of();
    List<Path> folders = new ArrayList<>();
    try (var entries = Files.newDirectoryStream(kept)) {
      entries.forEach(folders::add);
    }
    return folders;
  }

  private static Optional<PutFiles> read(Path root, Path notes) throws IOException {
    try {
      Manifest manifest = Manifest.read(notes.resolve("manifest"));
      if (manifest.isSingleFile()) return Optional.empty();
      return Optional.of(PutFiles.of(Layout.of(manifest, root, root.relativize(notes).toString())));
    } catch (NoSuchFileException | InvalidManifestException e) {
      // Never finished, or spoiled by somebody: what it put there is somebody's.
      return Optional.empty();
    }
  }

  /// Of these notes, and of those that were kept, what is still of use is kept from now on.
  ///
  /// @param complete the release that is in place
  static void retain(Path root, Manifest complete, List<Path> others) throws IOException {
    for (Path notes : folders(root)) {
      if (!isNeeded(root, complete, notes)) Files.walkFileTree(notes, new TrashBin.Deleting());
    }
    if (complete.unsettled().isEmpty()) return;
    for (Path notes : others) {
      if (!isNeeded(root, complete, notes)) continue;
      Path kept = root.resolve(FOLDER).resolve(notes.getFileName());
      Files.createDirectories(kept.getParent());
      if (Files.exists(kept)) Files.walkFileTree(kept, new TrashBin.Deleting());
      Files.move(notes, kept, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static boolean isNeeded(Path root, Manifest complete, Path notes) throws IOException {
    if (complete.unsettled().isEmpty()) return false;
    Optional<PutFiles> put = read(root, notes);
    if (put.isEmpty()) return false;
    Manifest manifest = put.get().manifest();
    try (Tree tree = new Tree(root)) {
      for (int file = 0; file < manifest.fileCount(); file++) {
        String path = manifest.path(file);
        if (complete.isUnsettled(path) && isAsPut(tree, put.get(), file, path)) return true;
      }
    }
    return false;
  }

  private static boolean isAsPut(Tree tree, PutFiles put, int file, String path)
      throws IOException {
    return switch (tree.look(path)) {
      case Sighting.RegularFile(Fingerprint now) -> put.hasPut(file, now);
      case Sighting.Link(String target) ->
          put.manifest().kind(file) == FileEntry.Kind.LINK
              && target.equals(put.manifest().file(file).linkTarget());
      default -> false;
    };
  }
}
