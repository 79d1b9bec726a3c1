package io.freshet.node.disk;

import io.freshet.content.Manifest;
import io.freshet.engine.NodeId;
import io.freshet.engine.durability.Sighting;
import io.freshet.engine.durability.Succession;
import io.freshet.engine.durability.Swap;
import io.freshet.node.catalog.ChannelName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A mirror's folder with a folder for each version, `v1`, `v2`, …, that share by hard links what
/// is the same, and `current`, a link to the newest.
///
/// A version comes to be in `.freshet/next`: it begins as a copy of the current one by links
/// ([LinkedCopy]) and becomes the new release as any mirror's folder does. When it is complete the
/// folder gets its name, and `current` leads to it: one rename each, so nobody ever sees a version
/// that is not whole. Only then old ones go: each gets out of sight by a rename, and is deleted
/// there ([OldVersions]).
public final class VersionedFolder implements MirrorPlace {
  /// What a mirror with versions writes where others write `.` or a file's name.
  static final String MARK = "versions";

  static final String CURRENT = "current";

  private static final String NEXT = Layout.NOTES + "/next";
  private static final String DRAFT = Layout.NOTES + "/next.new";
  private static final String LINK_DRAFT = Layout.NOTES + "/current.new";

  /// In a version's notes: it is complete, and `current` may not lead to it yet.
  private static final String FRESH = Layout.NOTES + "/fresh";

  private final String destination;
  private final int kept;
  private final MirrorFolder all;
  // The version that a destination may be open in.
  private Optional<MirrorFolder> one = Optional.empty();
  private boolean awaitsPlace;

  private VersionedFolder(String destination, int kept, MirrorFolder all) {
    this.destination = destination;
    this.kept = kept;
    this.all = all;
  }

  /// Looks at what a person wrote as DEST, and locks it if it is there.
  ///
  /// @param kept how many versions stay
  /// @param homes the folders that are nobody's to mirror into
  public static VersionedFolder open(String destination, int kept, List<Path> homes)
      throws IOException {
    if (kept < 1) throw new IllegalArgumentException("keep " + kept + " versions");
    return new VersionedFolder(
        destination, kept, MirrorFolder.open(destination, MirrorFolder.Adoption.ALLOWED, homes));
  }

  private Path root() {
    return Path.of(destination);
  }

  @Override
  public String destination() {
    return destination;
  }

  @Override
  public Optional<NodeId> node() throws IOException {
    return all.node();
  }

  /// The folder that `current` leads to, for who only looks.
  static Optional<Path> current(Path root) throws IOException {
    Path link = root.resolve(CURRENT);
    if (!Files.isSymbolicLink(link)) return Optional.empty();
    String target = Files.readSymbolicLink(link).toString();
    Path folder = root.resolve(target);
    boolean there = OldVersions.isName(target) && Files.isDirectory(folder);
    return there ? Optional.of(folder) : Optional.empty();
  }

  /// The destination that the next version begins as, for who only looks: the current version, or
  /// one that is not there.
  public static String before(Path root) throws IOException {
    return PlacedVersion.destination(current(root).orElse(root.resolve(NEXT)));
  }

  /// Has a mirror put its versions into this folder?
  public static boolean isVersioned(Path root) {
    return MirrorFolder.mark(root).equals(Optional.of(MARK));
  }

  @Override
  public List<String> finish(Instant now, Succession.Witness witness)
      throws IOException, InterruptedException {
    List<String> done = new ArrayList<>();
    if (!isVersioned(root())) return done;
    OldVersions old = new OldVersions(root(), now, witness);
    old.finish();
    try (Tree tree = new Tree(root())) {
      for (String name : old.names()) {
        if (!(tree.look(name + "/" + FRESH) instanceof Sighting.RegularFile)) continue;
        lead(tree, name);
        done.add("finished what was begun: " + CURRENT + " is " + name);
      }
      Optional<Path> current = current(root());
      if (current.isPresent()) finishSwap(current.get(), now, witness);
      if (tree.look(NEXT) instanceof Sighting.Folder) {
        finishSwap(root().resolve(NEXT), now, witness);
      } else {
        // Its files may be shared with the next version, whose journal would not know.
        done.addAll(old.retire(kept, current));
      }
    }
    return done;
  }

  private void finishSwap(Path version, Instant now, Succession.Witness witness)
      throws IOException, InterruptedException {
    openOne(version);
    var _ = one.orElseThrow().finishSwap(now, witness);
    closeOne();
  }

  @Override
  public void claim(ChannelName channel, Manifest manifest, NodeId node) throws IOException {
    Path link = root().resolve(CURRENT);
    boolean isLink = Files.isSymbolicLink(link);
    if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)
        && !(isLink && OldVersions.isName(Files.readSymbolicLink(link).toString()))) {
      throw new DestinationRefusedException(
          link + " is there, and no mirror made it; move it away, or choose another folder");
    }
    all.claimVersions(node);
  }

  @Override
  public String open(int version, Manifest manifest) throws IOException, InterruptedException {
    closeOne();
    Path named = root().resolve(OldVersions.name(version));
    awaitsPlace = !Files.exists(named, LinkOption.NOFOLLOW_LINKS);
    Path place = awaitsPlace ? root().resolve(NEXT) : named;
    if (awaitsPlace) {
      prepare();
    } else if (PutFiles.of(manifest, PlacedVersion.destination(named)).swap() == Swap.NOT_BEGUN) {
      // Begun, but not done, is what somebody was killed in who put something right.
      throw new DestinationRefusedException(
          named + " is there, and is not this release; move it away, or choose another folder");
    }
    openOne(place);
    return PlacedVersion.destination(place);
  }

  private void openOne(Path place) throws IOException {
    closeOne();
    one = Optional.of(MirrorFolder.of(PlacedVersion.destination(place)));
  }

  private void closeOne() throws IOException {
    if (one.isPresent()) one.get().close();
    one = Optional.empty();
  }

  /// The next version is there, whatever is in it.
  private void prepare() throws IOException, InterruptedException {
    try (Tree tree = new Tree(root())) {
      if (tree.look(NEXT) instanceof Sighting.Folder) return;
      tree.makeFolders(DRAFT);
      Optional<Path> current = current(root());
      if (current.isPresent()) LinkedCopy.make(current.get(), root().resolve(DRAFT));
      tree.move(DRAFT, NEXT);
      tree.forceFolder(Layout.NOTES);
    }
  }

  @Override
  public boolean awaitsPlace() {
    return awaitsPlace;
  }

  @Override
  public List<String> place(int version, Instant now, Succession.Witness witness)
      throws IOException, InterruptedException {
    closeOne();
    awaitsPlace = false;
    String name = OldVersions.name(version);
    try (Tree tree = new Tree(root())) {
      Path fresh = root().resolve(NEXT).resolve(FRESH);
      if (!Files.exists(fresh)) Files.createFile(fresh);
      tree.forceFolder(NEXT + "/" + Layout.NOTES);
      tree.moveFolder(NEXT, name);
      tree.forceFolder("");
      lead(tree, name);
    }
    return new OldVersions(root(), now, witness).retire(kept, current(root()));
  }

  /// Has `current` lead to a version, durably.
  private void lead(Tree tree, String name) throws IOException {
    if (!(tree.look(LINK_DRAFT) instanceof Sighting.Nothing)) tree.deleteFile(LINK_DRAFT);
    ExactLink.make(tree.path(LINK_DRAFT), name);
    tree.move(LINK_DRAFT, CURRENT);
    tree.forceFolder("");
    tree.deleteFile(name + "/" + FRESH);
  }

  @Override
  public void emptyTrash(Instant now, Duration kept) throws IOException {
    all.emptyTrash(now, kept);
    if (one.isPresent()) one.get().emptyTrash(now, kept);
  }

  @Override
  public void close() throws IOException {
    try (all) {
      closeOne();
    }
  }
}
