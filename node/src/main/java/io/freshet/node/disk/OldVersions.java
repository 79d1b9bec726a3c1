package io.freshet.node.disk;

import io.freshet.content.InvalidManifestException;
import io.freshet.content.Manifest;
import io.freshet.engine.durability.Ownership;
import io.freshet.engine.durability.Sighting;
import io.freshet.engine.durability.Succession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The versions that stand in a mirror's folder, and what becomes of those that are too many.
///
/// Each is moved to `.freshet/gone` and deleted there. What is somebody's in it, what no release
/// put there or somebody changed since, is moved to the trash; its own trash goes there, too.
final class OldVersions {
  private static final String GONE = Layout.NOTES + "/gone";
  private static final String TRASH = Layout.NOTES + "/trash";

  private final Path root;
  private final Instant now;
  private final Succession.Witness witness;

  OldVersions(Path root, Instant now, Succession.Witness witness) {
    this.root = root;
    this.now = now;
    this.witness = witness;
  }

  static String name(int version) {
    return "v" + version;
  }

  static boolean isName(String name) {
    return name.matches("v[1-9][0-9]{0,9}");
  }

  /// The versions that stand there, the newest first: folders that a mirror has for its own. What
  /// is in their notes is not read.
  List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    try (Tree tree = new Tree(root)) {
      for (String name : tree.list("")) {
        boolean is = isName(name) && tree.look(name) instanceof Sighting.Folder;
        if (is && MirrorFolder.mark(root.resolve(name)).isPresent()) names.add(name);
      }
    }
    names.sort(
        Comparator.comparingLong((String name) -> Long.parseLong(name.substring(1))).reversed());
    return names;
  }

  /// Finishes what a process that was killed had begun.
  void finish() throws IOException, InterruptedException {
    if (!Files.isDirectory(root.resolve(GONE))) return;
    Optional<Path> current = VersionedFolder.current(root);
    try (Tree tree = new Tree(root)) {
      for (String name : tree.list(GONE)) bury(tree, name, current);
    }
  }

  /// Deletes all but the newest; never the one that `current` leads to.
  ///
  /// @return lines for people
  List<String> retire(int kept, Optional<Path> current) throws IOException, InterruptedException {
    List<String> names = names();
    current.ifPresent(folder -> names.remove(folder.getFileName().toString()));
    List<String> said = new ArrayList<>();
    int others = kept - (current.isPresent() ? 1 : 0);
    for (String name : names.stream().skip(others).toList()) {
      // Without its notes nobody knows what in it is somebody's.
      if (PlacedVersion.in(root.resolve(name)).isEmpty()) continue;
      try (Tree tree = new Tree(root)) {
        tree.makeFolders(GONE);
        tree.moveFolder(name, GONE + "/" + name);
        tree.forceFolder("");
        bury(tree, name, current);
      }
      said.add(name + " is deleted: the newest " + kept + " are kept");
    }
    return said;
  }

  private void bury(Tree tree, String name, Optional<Path> current)
      throws IOException, InterruptedException {
    Optional<PlacedVersion> sharing =
        current.isPresent() ? PlacedVersion.in(current.get()) : Optional.empty();
    if (sharing.isEmpty()) {
      clear(tree, name, () -> {});
    } else {
      // A file loses one of its names there, which changes its ctime here.
      try (PlacedVersion.Relinking relinking = sharing.get().relink()) {
        clear(tree, name, relinking::touch);
      }
    }
  }

  /// @param step is run for each file
  private void clear(Tree tree, String name, Runnable step) throws IOException {
    Path folder = tree.path(GONE + "/" + name);
    List<PutFiles> puts = new ArrayList<>();
    for (Path notes : EarlierReleases.allNotes(folder)) {
      try {
        Manifest manifest = Manifest.read(notes.resolve("manifest"));
        puts.add(PutFiles.of(manifest, PlacedVersion.destination(folder)));
      } catch (NoSuchFileException | InvalidManifestException e) {
        // Notes that are being deleted: what they speak of is gone.
      }
    }
    if (!puts.isEmpty()) {
      Ownership all = Ownership.ofAny(puts.stream().map(PutFiles::ownership).toList());
      try (Tree within = new Tree(folder);
          FolderDisk disk = new FolderDisk(within, OwnTouches.none(within))) {
        disk.unlockFolders();
        puts.getFirst()
            .clear(disk, all, new Succession.Trash(TrashBin.folder(now), telling(name, step)));
      }
    }
    keepTrash(tree, name);
    Files.walkFileTree(folder, new TrashBin.Deleting());
    tree.forceFolder(GONE);
  }

  /// That an old version goes is no news; what of it was somebody's is.
  private Succession.Witness telling(String name, Runnable step) {
    return new Succession.Witness() {
      @Override
      public void deleted(String path) {
        step.run();
      }

      @Override
      public void trashed(String path, String to) {
        step.run();
        int end = to.length() - path.length() - 1;
        witness.trashed(path, to.substring(0, end) + "~" + name + to.substring(end));
      }
    };
  }

  /// What was in this version's trash is kept as long as it would have been there.
  private static void keepTrash(Tree tree, String name) throws IOException {
    String from = GONE + "/" + name + "/" + TRASH;
    if (!(tree.look(from) instanceof Sighting.Folder)) return;
    tree.makeFolders(TRASH);
    for (String time : tree.list(from)) {
      String to = TRASH + "/" + time + "~" + name;
      for (int turn = 2; !(tree.look(to) instanceof Sighting.Nothing); turn++) {
        to = TRASH + "/" + time + "~" + name + "~" + turn;
      }
      tree.moveFolder(from + "/" + time, to);
    }
    tree.forceFolder(TRASH);
  }
}
