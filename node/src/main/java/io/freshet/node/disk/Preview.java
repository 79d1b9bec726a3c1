package io.freshet.node.disk;

import io.freshet.content.FileEntry;
import io.freshet.content.Fingerprint;
import io.freshet.content.Manifest;
import io.freshet.engine.durability.Deposit;
import io.freshet.engine.durability.Outline;
import io.freshet.engine.durability.Ownership;
import io.freshet.engine.durability.ReleaseShape;
import io.freshet.engine.durability.Reopening;
import io.freshet.engine.durability.Sighting;
import io.freshet.engine.durability.Whose;
import io.freshet.node.catalog.ChannelName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What would happen to a destination that became this release. Reads what is there, and writes
/// nothing.
public final class Preview {
  private final Tree tree;
  private final Layout layout;
  private final Manifest manifest;
  private final Outline outline;
  private final KeptOwners owners;
  private final EarlierReleases earlier;
  private final Reopening<IOException> own;
  private final Ownership ownership;
  private final Listener listener;
  private final Comparison comparison;
  private final List<Suspect> suspects = new ArrayList<>();

  /// What happens to one name.
  public enum Change {
    ADDED,
    CHANGED,
    /// The bytes are right, mode or mtime are not.
    REDRESSED,
    /// A release had put it there.
    DELETED,
    /// It is somebody's: it is moved to the trash.
    TRASHED
  }

  /// Is told each name, in no order.
  public interface Listener {
    void on(Change change, String path);
  }

  /// A file whose bytes nobody knows.
  private record Suspect(Comparison.Subject subject, Fingerprint print) {}

  private Preview(
      Tree tree, FolderDisk disk, Layout layout, EarlierReleases earlier, Listener listener)
      throws IOException {
    this.tree = tree;
    this.layout = layout;
    this.manifest = layout.manifest();
    this.outline = new ManifestOutline(layout);
    this.earlier = earlier;
    this.owners = new KeptOwners(tree);
    ReleaseShape shape = ReleaseShape.of(manifest);
    this.own = Reopening.read(disk, shape, layout, Long.MIN_VALUE);
    this.ownership =
        Ownership.ofAny(List.of(new Deposit(shape, layout, outline, own), earlier.ownership()));
    this.listener = listener;
    this.comparison = new Comparison(disk, manifest, bytes -> {});
  }

  /// Says what would be added, changed, deleted and moved away.
  ///
  /// @param channel whose release it is
  /// @param homes the folders that are nobody's to mirror into
  public static void of(
      ChannelName channel,
      Manifest manifest,
      String destination,
      List<Path> homes,
      Listener listener)
      throws IOException, InterruptedException {
    DangerousPlaces.refuse(destination, homes);
    Layout layout = Layout.of(manifest, destination);
    if (!Files.isDirectory(layout.root())) {
      for (int file = 0; file < manifest.fileCount(); file++) {
        listener.on(Change.ADDED, layout.fileAt(file));
      }
      return;
    }
    EarlierReleases earlier = EarlierReleases.standing(manifest, destination, channel);
    try (Tree tree = new Tree(layout.root());
        FolderDisk disk = new FolderDisk(tree, OwnTouches.none(tree))) {
      new Preview(tree, disk, layout, earlier, listener).run();
    }
  }

  private void run() throws IOException, InterruptedException {
    for (int file = 0; file < manifest.fileCount(); file++) look(file);
    comparison.run();
    for (Suspect suspect : suspects) {
      String path = suspect.subject().path;
      if (suspect.subject().matchesWholly()) dress(suspect.subject().file, path, suspect.print());
      else changed(path, new Sighting.RegularFile(suspect.print()));
    }
    if (outline.ownsFolder()) sweep("");
    else for (String path : earlier.ownership().names()) forget(path);
  }

  private void look(int file) throws IOException {
    String path = layout.fileAt(file);
    FileEntry entry = manifest.file(file);
    Sighting now = tree.look(path);
    switch (now) {
      case Sighting.Nothing _, Sighting.Blocked _ -> listener.on(Change.ADDED, path);
      case Sighting.Folder _ -> {
        listener.on(Change.ADDED, path);
        gone(path);
      }
      case Sighting.Special _ -> changed(path, now);
      case Sighting.Link(String target) -> {
        boolean same = entry.kind() == FileEntry.Kind.LINK && target.equals(entry.linkTarget());
        if (!same) changed(path, now);
        else if (!KeptAttributes.isDressed(tree, owners, entry, path))
          listener.on(Change.REDRESSED, path);
      }
      case Sighting.RegularFile(Fingerprint print) -> {
        boolean known =
            own.stands(file, print)
                || earlier
                    .voucher(path, print)
                    .filter(one -> one.isSame(path, manifest, file))
                    .isPresent();
        if (entry.kind() == FileEntry.Kind.LINK || print.size() != entry.length()) {
          changed(path, now);
        } else if (known) {
          dress(file, path, print);
        } else {
          suspects.add(new Suspect(comparison.add(file, path), print));
        }
      }
    }
  }

  private void dress(int file, String path, Fingerprint print) throws IOException {
    if (!KeptAttributes.suits(tree, owners, manifest.file(file), path, print.mtimeNanos())) {
      listener.on(Change.REDRESSED, path);
    }
  }

  private void changed(String path, Sighting now) {
    listener.on(Change.CHANGED, path);
    if (ownership.of(path, now) == Whose.THEIRS) listener.on(Change.TRASHED, path);
  }

  private void sweep(String folder) throws IOException {
    for (String name : tree.list(folder)) {
      String path = folder.isEmpty() ? name : folder + "/" + name;
      if (path.equals(Layout.NOTES)) continue;
      switch (outline.at(path)) {
        case Outline.Place.File(int _), Outline.Place.Unsettled() -> {}
        case Outline.Place.Nothing() -> gone(path);
        case Outline.Place.Folder() -> {
          if (tree.look(path) instanceof Sighting.Folder) sweep(path);
          else gone(path);
        }
      }
    }
  }

  private void gone(String path) throws IOException {
    Sighting now = tree.look(path);
    boolean theirs = ownership.of(path, now) == Whose.THEIRS;
    Change change = theirs ? Change.TRASHED : Change.DELETED;
    if (now instanceof Sighting.Folder) {
      // What is somebody's goes as a whole.
      if (!theirs) for (String name : tree.list(path)) gone(path + "/" + name);
      listener.on(change, path + "/");
    } else {
      listener.on(change, path);
    }
  }

  private void forget(String path) throws IOException {
    if (!(outline.at(path) instanceof Outline.Place.Nothing)) return;
    Sighting now = tree.look(path);
    if (ownership.of(path, now) == Whose.OURS) listener.on(Change.DELETED, path);
  }
}
