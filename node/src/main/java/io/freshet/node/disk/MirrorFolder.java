package io.freshet.node.disk;

import io.freshet.content.InvalidManifestException;
import io.freshet.content.Manifest;
import io.freshet.engine.NodeId;
import io.freshet.engine.durability.Sighting;
import io.freshet.engine.durability.Succession;
import io.freshet.engine.durability.Swap;
import io.freshet.engine.durability.Whose;
import io.freshet.node.catalog.ChannelName;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// A destination that belongs to a mirror: locked by it, taken over once, and put in order before
/// anything else happens there.
public final class MirrorFolder implements MirrorPlace {
  private static final String LOCK = Layout.NOTES + "/lock";

  /// Says that a mirror may have this destination: `.`, or the names of single files, each with a
  /// slash behind it.
  private static final String MARK = Layout.NOTES + "/mirror";

  /// The mark of a folder that is a mirror's as a whole.
  static final String WHOLE = ".";

  private static final String NODE = Layout.NOTES + "/node";

  /// Made and deleted again, to see whether a file can have two names.
  private static final String SECOND_NAME = Layout.NOTES + "/second-name";

  /// Names in a message about files of somebody's.
  private static final int NAMED_MAX = 5;

  /// So many are enough to refuse; to count millions helps nobody.
  private static final int COUNTED_MAX = 1_000;

  private final String destination;
  private final Adoption adoption;
  private Optional<Lock> lock = Optional.empty();
  private Optional<Disk> disk = Optional.empty();

  /// On which file system the destination was when it was locked.
  private record Disk(Path root, FileStore store) {}

  /// May files of somebody's that are there be taken over?
  public enum Adoption {
    REFUSED,
    ALLOWED
  }

  private record Lock(Path root, Tree tree, NotesLock held) implements Closeable {
    @Override
    public void close() throws IOException {
      try (tree;
          held) {
        // Each is closed, whatever the other does.
      }
    }
  }

  private MirrorFolder(String destination, Adoption adoption) {
    this.destination = destination;
    this.adoption = adoption;
  }

  /// Looks at what a person wrote as DEST, and locks it if it is there.
  ///
  /// @param homes the folders that are nobody's to mirror into
  public static MirrorFolder open(String destination, Adoption adoption, List<Path> homes)
      throws IOException {
    DangerousPlaces.refuse(destination, homes);
    MirrorFolder folder = new MirrorFolder(destination, adoption);
    Path path = Path.of(destination);
    if (Files.isDirectory(path)) folder.lock(path);
    else if (isMirroredFile(path.toAbsolutePath())) folder.lock(Layout.parent(path));
    return folder;
  }

  private static boolean isMirroredFile(Path path) {
    Path name = path.getFileName();
    Path parent = path.getParent();
    return name != null
        && parent != null
        && mark(parent).filter(text -> lists(text, name.toString())).isPresent();
  }

  /// A folder within one that is locked already, for [VersionedFolder].
  static MirrorFolder of(String destination) throws IOException {
    MirrorFolder folder = new MirrorFolder(destination, Adoption.ALLOWED);
    folder.lock(Path.of(destination));
    folder.keep(MARK, WHOLE);
    return folder;
  }

  private void lock(Path root) throws IOException {
    if (lock.isPresent()
        && lock.get().root.equals(root)
        && Files.isRegularFile(root.resolve(LOCK))) {
      return;
    }
    checkDisk(root);
    close();
    Files.createDirectories(root);
    Tree tree = new Tree(root);
    try {
      tree.makeFolders(Layout.NOTES);
      lock = Optional.of(new Lock(root, tree, NotesLock.take(tree, LOCK, mirrored(root))));
      disk = Optional.of(new Disk(root, Files.getFileStore(root)));
    } finally {
      if (lock.isEmpty()) tree.close();
    }
  }

  /// A disk that is not mounted any more is no folder that somebody deleted: all would be fetched
  /// again, onto the disk below.
  private void checkDisk(Path root) throws IOException {
    if (disk.isEmpty() || !disk.get().root.equals(root)) return;
    Path there = root.toAbsolutePath();
    while (Files.notExists(there)) there = Layout.parent(there);
    if (!Files.getFileStore(there).equals(disk.get().store)) {
      throw new FileSystemException(root.toString(), null, DiskFailure.ANOTHER_DISK);
    }
  }

  private static NotesLock.Refusal mirrored(Path root) {
    return holder ->
        root
            + ": another process"
            + holder
            + " mirrors a channel into this folder; stop it, or choose another folder";
  }

  /// Refuses when a mirror has this folder for itself; to be asked by who is none.
  static void refuseIfMirrored(Path root) throws IOException {
    if (!Files.isRegularFile(root.resolve(LOCK))) return;
    try (Tree tree = new Tree(root);
        NotesLock held = NotesLock.take(tree, LOCK, mirrored(root))) {
      assert held != null : "nobody has it";
    }
  }

  /// The node that mirrors here, if one did before.
  @Override
  public Optional<NodeId> node() throws IOException {
    if (lock.isEmpty()) return Optional.empty();
    try {
      return Optional.of(NodeId.parse(Files.readString(lock.get().root.resolve(NODE)).strip()));
    } catch (NoSuchFileException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// Makes sure that this release may come here: nobody else mirrors into this folder, and nothing
  /// of somebody's is there, or it may be taken over.
  @Override
  public void claim(ChannelName channel, Manifest manifest, NodeId node) throws IOException {
    Layout layout = Layout.of(manifest, destination);
    lock(layout.root());
    if (mark(layout.root()).equals(Optional.of(VersionedFolder.MARK))) {
      throw new DestinationRefusedException(
          layout.root()
              + " has the versions of a mirror; give --versions, or choose another folder");
    }
    Optional<String> mark = mark(layout.root());
    boolean isOurs = mark.filter(text -> isOf(text, layout)).isPresent();
    if (!isOurs && adoption == Adoption.REFUSED) refuseIfUsed(layout);
    keep(NODE, node.hex());
    // Notes go behind the back of a tree that is kept open.
    try (Tree tree = new Tree(layout.root())) {
      BroughtFor.keep(tree, layout, channel);
    }
    if (isOurs) return;
    if (layout.fileName().isEmpty()) keep(MARK, WHOLE);
    else keep(MARK, mark.filter(text -> text.endsWith("/")).orElse("") + layout.fileName() + "/");
  }

  private static boolean isOf(String mark, Layout layout) {
    return layout.fileName().isEmpty() ? mark.equals(WHOLE) : lists(mark, layout.fileName());
  }

  /// Is this one of the single files that mirrors have in this folder?
  private static boolean lists(String mark, String fileName) {
    return mark.endsWith("/") && List.of(mark.split("/", -1)).contains(fileName);
  }

  /// Makes sure that a mirror may put its versions here: none without versions has the folder.
  ///
  /// @param node who mirrors here from now on
  void claimVersions(NodeId node) throws IOException {
    Path root = Path.of(destination);
    lock(root);
    Optional<String> mark = mark(root);
    if (mark.isPresent() && !mark.get().equals(VersionedFolder.MARK)) {
      throw new DestinationRefusedException(
          root
              + " is what a mirror without --versions made it; leave --versions out, or choose"
              + " another folder");
    }
    keep(NODE, node.hex());
    if (!HardLinks.canBeMade(lock.orElseThrow().tree, NODE, SECOND_NAME)) {
      throw new DestinationRefusedException(
          root
              + " is on a file system without hard links, by which versions share what is the same;"
              + " choose another folder, or leave --versions out");
    }
    if (mark.isEmpty()) keep(MARK, VersionedFolder.MARK);
  }

  /// What a mirror has written there of how it uses this folder.
  static Optional<String> mark(Path root) {
    try {
      return Optional.of(Files.readString(root.resolve(MARK)).stripTrailing());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public List<String> finish(Instant now, Succession.Witness witness)
      throws IOException, InterruptedException {
    return finishSwap(now, witness)
        .map(finished -> "finished what was begun: " + finished.name() + " is in place")
        .stream()
        .toList();
  }

  @Override
  public String open(int version, Manifest manifest) {
    return destination;
  }

  @Override
  public boolean awaitsPlace() {
    return false;
  }

  @Override
  public List<String> place(int version, Instant now, Succession.Witness witness) {
    return List.of();
  }

  private void keep(String name, String text) throws IOException {
    Path file = lock.orElseThrow().root.resolve(name);
    if (Files.exists(file) && Files.readString(file).stripTrailing().equals(text)) return;
    Files.writeString(file, text + "\n", StandardCharsets.UTF_8);
  }

  private void refuseIfUsed(Layout layout) throws IOException {
    EarlierReleases earlier = EarlierReleases.standing(layout.manifest(), destination);
    List<String> theirs = new ArrayList<>();
    Tree tree = lock.orElseThrow().tree;
    if (layout.fileName().isEmpty()) strangers(tree, "", earlier, theirs);
    else addStranger(layout.fileName(), tree.look(layout.fileName()), earlier, theirs);
    if (theirs.isEmpty()) return;
    String names = String.join(", ", theirs.stream().limit(NAMED_MAX).toList());
    String more =
        theirs.size() <= NAMED_MAX
            ? ""
            : ", and "
                + (theirs.size() > COUNTED_MAX ? "more than 1,000" : theirs.size() - NAMED_MAX)
                + " more";
    throw new DestinationRefusedException(
        layout.root()
            + " has files that no release put there: "
            + names
            + more
            + "; choose another folder, or take them over with --adopt (what is replaced or deleted is kept in .freshet/trash)");
  }

  private static void strangers(
      Tree tree, String folder, EarlierReleases earlier, List<String> theirs) throws IOException {
    for (String name : tree.list(folder).stream().sorted().toList()) {
      String path = folder.isEmpty() ? name : folder + "/" + name;
      if (path.equals(Layout.NOTES)) continue;
      Sighting now = tree.look(path);
      if (now instanceof Sighting.Folder) strangers(tree, path, earlier, theirs);
      else addStranger(path, now, earlier, theirs);
      if (theirs.size() > COUNTED_MAX) return;
    }
  }

  private static void addStranger(
      String path, Sighting now, EarlierReleases earlier, List<String> theirs) {
    boolean there = !(now instanceof Sighting.Nothing);
    if (there && earlier.ownership().of(path, now) == Whose.THEIRS) theirs.add(path);
  }

  /// Finishes what a process that was killed had begun: a folder is not left half one release, half
  /// another. What it lacks for that, the next release brings.
  ///
  /// @return the release that is in place by this
  public Optional<Manifest> finishSwap(Instant now, Succession.Witness witness)
      throws IOException, InterruptedException {
    if (lock.isEmpty()) return Optional.empty();
    for (Path notes : EarlierReleases.allNotes(lock.get().root)) {
      Manifest manifest;
      try {
        manifest = Manifest.read(notes.resolve("manifest"));
      } catch (NoSuchFileException | InvalidManifestException e) {
        continue;
      }
      // What another mirror has begun under another name is its own to finish.
      boolean isHere =
          BroughtFor.read(notes).map(one -> one.isAt(manifest, destination)).orElse(true);
      if (!isHere || PutFiles.of(manifest, destination).swap() != Swap.BEGUN) continue;
      if (finish(manifest, Takeover.of(manifest, destination, now, witness))) {
        return Optional.of(manifest);
      }
    }
    return Optional.empty();
  }

  private boolean finish(Manifest manifest, Takeover takeover)
      throws IOException, InterruptedException {
    var end = new CompletableFuture<Optional<DiskFailure>>();
    var ending = new Ending(end);
    try (Destination begun =
        DestinationOpening.of(manifest, destination, ending).standing(takeover).open()) {
      if (!begun.isFilled()) return false;
      Optional<DiskFailure> failure = end.get();
      if (failure.isPresent()) throw new DestinationRefusedException(failure.get().sentence());
    } catch (ExecutionException e) {
      throw new IllegalStateException("nobody fails this way", e);
    }
    EarlierReleases.forget(manifest, destination);
    return true;
  }

  private record Ending(CompletableFuture<Optional<DiskFailure>> end)
      implements DestinationListener {
    @Override
    public void settled(int file) {}

    @Override
    public void withdrawn(Path path, int[] extents) {}

    @Override
    public void complete() {
      end.complete(Optional.empty());
    }

    @Override
    public void failed(DiskFailure failure) {
      end.complete(Optional.of(failure));
    }
  }

  @Override
  public void emptyTrash(Instant now, Duration kept) throws IOException {
    if (lock.isPresent()) TrashBin.expire(lock.get().root, now, kept);
  }

  @Override
  public String destination() {
    return destination;
  }

  @Override
  public void close() throws IOException {
    if (lock.isPresent()) lock.get().close();
    lock = Optional.empty();
  }
}
