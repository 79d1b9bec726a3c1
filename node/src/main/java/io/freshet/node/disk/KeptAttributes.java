package io.freshet.node.disk;

import io.freshet.content.Attributes;
import io.freshet.content.FileEntry;
import io.freshet.content.Fingerprint;
import io.freshet.content.FolderEntry;
import io.freshet.content.Manifest;
import io.freshet.engine.durability.Attire;
import io.freshet.engine.durability.DiskEvent;
import io.freshet.engine.durability.Ownership;
import io.freshet.engine.durability.Sighting;
import java.io.IOException;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Gives files and folders the modes, times and owners that a manifest keeps. Of files, set-user
/// and set-group bits from elsewhere are not restored.
final class KeptAttributes implements Attire<IOException> {
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

  private static final Set<PosixFilePermission> EXECUTING =
      Set.of(
          PosixFilePermission.OWNER_EXECUTE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_EXECUTE);

  private static final int PERMISSION_BITS = 0777;

  /// Who may delete in a folder (sticky), and whose group new files get (set-group).
  private static final int FOLDER_BITS = 03777;

  private static final int OWNER_WRITES = 0200;
  private static final int PLAIN = 0666;
  private static final int EXECUTABLE = 0777;

  /// What fits into 64 bits as nanoseconds, and some years less.
  private static final long SECONDS_MAX = 9_000_000_000L;

  private final Tree tree;
  private final FolderDisk disk;
  private final Layout layout;
  private final Manifest manifest;
  private final SettledFiles settled;
  private final Ownership before;
  private final KeptOwners owners;
  // How folders and links looked when they had been dressed.
  private final Map<String, Map<String, Object>> asDressed = new ConcurrentHashMap<>();
  // Guarded by itself: by this process, which needn't look again.
  private final BitSet dressed = new BitSet();

  KeptAttributes(Ground ground, SettledFiles settled, Ownership before) {
    this.tree = ground.tree();
    this.disk = ground.disk();
    this.layout = ground.layout();
    this.manifest = layout.manifest();
    this.settled = settled;
    this.before = before;
    this.owners = new KeptOwners(tree);
  }

  @Override
  public void dress(int file, String path) throws IOException {
    FileEntry entry = manifest.file(file);
    if (entry.kind() == FileEntry.Kind.LINK) {
      if (entry.attributes() instanceof Attributes.Kept kept) {
        owners.giveLink(path, kept.owner());
        tree.setLinkModified(path, FileTime.from(kept.mtime()));
      }
      return;
    }
    disk.noteTouch();
    switch (entry.attributes()) {
      case Attributes.Kept kept -> {
        owners.give(path, kept.owner());
        tree.setModified(path, FileTime.from(kept.mtime()));
        tree.setPermissions(path, permissions(kept.mode()));
      }
      case Attributes.None _ -> {
        if (entry.executable()) tree.setPermissions(path, executable(tree.permissions(path)));
      }
    }
    isDressed(file);
  }

  /// How a new file shall look from the beginning; empty where it can only be dressed afterwards.
  ///
  /// What its owner may not write is one of these: it could not be put right after a crash. So is
  /// what is given to somebody else.
  Optional<QuickFolders.Appearance> fromTheBeginning(int file) {
    return switch (manifest.attributes(file)) {
      case Attributes.Kept kept -> {
        boolean usual =
            (kept.mode() & OWNER_WRITES) != 0
                && Math.abs(kept.mtime().getEpochSecond()) < SECONDS_MAX
                && !owners.gives(kept.owner());
        yield usual
            ? Optional.of(
                new QuickFolders.Appearance(
                    true,
                    kept.mode() & PERMISSION_BITS,
                    FileTime.from(kept.mtime()).to(TimeUnit.NANOSECONDS)))
            : Optional.empty();
      }
      case Attributes.None _ ->
          Optional.of(
              new QuickFolders.Appearance(
                  false, manifest.file(file).executable() ? EXECUTABLE : PLAIN, 0));
    };
  }

  /// This file looks as it shall.
  void isDressed(int file) {
    synchronized (dressed) {
      dressed.set(file);
    }
  }

  @Override
  public boolean suits(int link, String path) throws IOException {
    return isDressed(tree, owners, manifest.file(link), path);
  }

  /// The same, for who has nothing but the tree.
  static boolean isDressed(Tree tree, KeptOwners owners, FileEntry link, String path)
      throws IOException {
    return !(link.attributes() instanceof Attributes.Kept kept)
        || (tree.modified(path).equals(FileTime.from(kept.mtime()))
            && owners.suits(path, kept.owner()));
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

  @Override
  public List<DiskEvent.Found> redress() throws IOException {
    List<DiskEvent.Found> changed = new ArrayList<>();
    BitSet unsuited = AllCores.matching(manifest.fileCount(), this::isUnsuited);
    for (int file = unsuited.nextSetBit(0); file >= 0; file = unsuited.nextSetBit(file + 1)) {
      redress(file, changed);
    }
    return changed;
  }

  private boolean isUnsuited(int file) throws IOException {
    synchronized (dressed) {
      if (dressed.get(file)) return false;
    }
    if (!settled.has(file)) return false;
    long mtimeNanos = settled.of(file).mtimeNanos();
    return !suits(tree, owners, manifest.file(file), layout.fileAt(file), mtimeNanos);
  }

  private void redress(int file, List<DiskEvent.Found> changed) throws IOException {
    String path = layout.fileAt(file);
    Fingerprint then = settled.of(file);
    // Whoever changed it since makes it a file that is put right as a whole.
    if (!(tree.look(path) instanceof Sighting.RegularFile(Fingerprint now)) || !now.equals(then)) {
      return;
    }
    var whose = before.of(path, new Sighting.RegularFile(now));
    var _ =
        settled.change(
            file,
            () -> {
              disk.noteTouch();
              if (tree.links(path) > 1) separate(file, path);
              FileEntry entry = manifest.file(file);
              if (entry.attributes() instanceof Attributes.None && !entry.executable()) {
                var without = EnumSet.copyOf(tree.permissions(path));
                without.removeAll(EXECUTING);
                tree.setPermissions(path, without);
              } else {
                dress(file, path);
              }
              return disk.fingerprint(path);
            });
    disk.sync(path);
    // What its owner may not open has got another ctime by that.
    Fingerprint synced = settled.change(file, () -> disk.fingerprint(path));
    changed.add(new DiskEvent.Found(file, synced, whose));
  }

  /// The other names of a file keep what it looked like: this one becomes a file of its own.
  private void separate(int file, String path) throws IOException {
    String copy = layout.staged(file);
    if (!(tree.look(copy) instanceof Sighting.Nothing)) disk.delete(copy);
    tree.makeFolders(Tree.parent(copy));
    FileCopy.make(tree, path, tree, copy);
    disk.rename(copy, path);
    tree.forceFolder(Tree.parent(path));
  }

  /// Does a file look as it should?
  static boolean suits(Tree tree, KeptOwners owners, FileEntry entry, String path, long mtimeNanos)
      throws IOException {
    return switch (entry.attributes()) {
      case Attributes.Kept kept ->
          FileTime.from(kept.mtime()).to(TimeUnit.NANOSECONDS) == mtimeNanos
              && tree.permissions(path).equals(permissions(kept.mode()))
              && owners.suits(path, kept.owner());
      case Attributes.None _ ->
          tree.permissions(path).contains(PosixFilePermission.OWNER_EXECUTE) == entry.executable();
    };
  }

  /// Deepest first: a folder that may not be entered any more comes after what is in it.
  @Override
  public void dressFolders() throws IOException {
    List<FolderEntry> deepestFirst =
        manifest.folders().stream()
            .sorted(Comparator.comparingInt(KeptAttributes::depth).reversed())
            .toList();
    for (FolderEntry folder : deepestFirst) {
      if (folder.attributes() instanceof Attributes.Kept kept && isFolder(folder.path())) {
        owners.give(folder.path(), kept.owner());
        tree.setModified(folder.path(), FileTime.from(kept.mtime()));
        tree.setPermissions(folder.path(), permissions(kept.mode()));
        tree.setFolderBits(folder.path(), kept.mode() & FOLDER_BITS);
        asDressed.put(folder.path(), tree.attire(folder.path()));
      }
    }
    for (int file = 0; file < manifest.fileCount(); file++) {
      if (manifest.kind(file) != FileEntry.Kind.LINK) continue;
      String path = layout.fileAt(file);
      if (tree.look(path) instanceof Sighting.Link) asDressed.put(path, tree.attire(path));
    }
  }

  /// Does this folder or link look as it did when it was dressed? A file system may keep less of a
  /// time than a manifest does.
  boolean isAsDressed(String path) throws IOException {
    Map<String, Object> then = asDressed.get(path);
    return then == null || then.equals(tree.attire(path));
  }

  private boolean isFolder(String path) throws IOException {
    return path.isEmpty() || tree.look(path) instanceof Sighting.Folder;
  }

  private static int depth(FolderEntry folder) {
    return folder.path().isEmpty() ? 0 : folder.path().split("/", -1).length;
  }
}
