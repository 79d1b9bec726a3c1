package io.freshet.node.disk;

import io.freshet.content.FileEntry;
import io.freshet.content.Fingerprint;
import io.freshet.content.FolderEntry;
import io.freshet.content.Manifest;
import io.freshet.engine.durability.DiskEvent;
import io.freshet.engine.durability.JournalRenewal;
import io.freshet.engine.durability.ReleaseShape;
import io.freshet.engine.durability.Sighting;
import io.freshet.engine.durability.Whose;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// A second folder with the files of a release that is in place, by hard links, and a journal that
/// vouches for them: what the next version begins with.
///
/// A file that somebody touched since it was put there is left out: what they wrote to it would be
/// in the next version, too. Folders get their attributes when the next version is complete. Where
/// there can be no hard link (a file system has none, or no more for this file) the file is copied.
final class LinkedCopy {
  /// Links that are made at once: each waits for the file system's own lock on a folder.
  private static final int LANES = 4;

  private final PlacedVersion from;
  private final Manifest manifest;
  private final Tree target;
  private final Layout layout;
  // Guarded by itself.
  private final BitSet present = new BitSet();

  private LinkedCopy(PlacedVersion from, Tree target) {
    this.from = from;
    this.manifest = from.manifest();
    this.target = target;
    this.layout = Layout.of(manifest, PlacedVersion.destination(target.path("")));
  }

  /// Makes it, durably.
  ///
  /// @param version the folder of the release
  /// @param folder is there and empty, or what a process that was killed has left of the same
  static void make(Path version, Path folder) throws IOException, InterruptedException {
    // By this, what its files look like changes once more: the copy is made of what is known then.
    Optional<PlacedVersion> before = PlacedVersion.in(version);
    if (before.isEmpty()) return;
    try (PlacedVersion.Relinking source = before.get().relink()) {
      Files.walkFileTree(folder, new TrashBin.Deleting(source::touch));
      Files.createDirectory(folder);
    }
    PlacedVersion from = PlacedVersion.in(version).orElseThrow();
    try (PlacedVersion.Relinking source = from.relink();
        Tree target = new Tree(folder)) {
      new LinkedCopy(from, target).make(source);
    }
  }

  private void make(PlacedVersion.Relinking source) throws IOException, InterruptedException {
    TreeSet<String> folders = new TreeSet<>();
    folders.addAll(target.makeFolders(layout.notes()));
    for (int file = 0; file < manifest.fileCount(); file++) {
      String above = Tree.parent(layout.fileAt(file));
      if (!folders.contains(above)) folders.addAll(target.makeFolders(above));
    }
    // The next release may not say what these are.
    for (FolderEntry folder : manifest.folders()) {
      if (source.tree().look(folder.path()) instanceof Sighting.Folder) {
        folders.addAll(target.makeFolders(folder.path()));
      }
    }
    OwnTouches touches = OwnTouches.read(target, layout.touchesFile(), layout.journal());
    try (FolderDisk disk = new FolderDisk(target, touches)) {
      disk.noteTouches();
      AllCores.each(
          manifest.fileCount(),
          LANES,
          file -> {
            disk.noteTouch();
            source.touch();
            add(file, source.tree());
          });
      for (String path : manifest.unsettled()) carry(path, source.tree(), folders);
      Ground.keepManifest(target, layout);
      JournalRenewal.write(disk, layout, ReleaseShape.of(manifest), this::look);
      disk.expectMany();
      folders.add("");
      disk.syncFolders(folders.stream().toList());
    } catch (InterruptedIOException e) {
      var interrupted = new InterruptedException("interrupted while files were linked");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  private void add(int file, Tree source) throws IOException {
    String path = layout.fileAt(file);
    if (manifest.kind(file) == FileEntry.Kind.LINK) {
      String text = manifest.file(file).linkTarget();
      if (source.look(path).equals(new Sighting.Link(text))) copyLink(path, text, source);
      return;
    }
    Optional<Fingerprint> then = from.untouched(source, file);
    if (then.isEmpty()) return;
    if (!target.link(source.path(path), path)) FileCopy.make(source, path, target, path);
    else if (!isStill(path, then.get())) {
      target.deleteFile(path);
      return;
    }
    synchronized (present) {
      present.set(file);
    }
  }

  /// What stays because nobody knows what it should be stays in the next version, too: as a copy,
  /// for it may be somebody's.
  private void carry(String path, Tree source, Set<String> folders) throws IOException {
    Sighting now = source.look(path);
    switch (now) {
      case Sighting.Folder() -> {
        folders.addAll(target.makeFolders(path));
        for (String name : source.list(path)) carry(path + "/" + name, source, folders);
      }
      case Sighting.RegularFile _, Sighting.Link _ -> {
        folders.addAll(target.makeFolders(Tree.parent(path)));
        folders.add(Tree.parent(path));
        if (now instanceof Sighting.Link(String text)) copyLink(path, text, source);
        else FileCopy.make(source, path, target, path);
      }
      case Sighting.Nothing _, Sighting.Blocked _, Sighting.Special _ -> {}
    }
  }

  private void copyLink(String path, String text, Tree source) throws IOException {
    ExactLink.make(target.path(path), text);
    target.setLinkModified(path, source.modified(path));
  }

  /// Somebody may have changed it, or put another one there, since it was looked at.
  private boolean isStill(String path, Fingerprint then) throws IOException {
    return target.look(path) instanceof Sighting.RegularFile(Fingerprint now)
        && now.isSameButForCtime(then);
  }

  private Optional<DiskEvent.Found> look(int file) throws IOException {
    return present.get(file)
            && target.look(layout.fileAt(file)) instanceof Sighting.RegularFile(Fingerprint now)
        ? Optional.of(new DiskEvent.Found(file, now, Whose.OURS))
        : Optional.empty();
  }
}
