package io.freshet.node.disk;

import io.freshet.content.Manifest;
import io.freshet.engine.durability.Durability;
import io.freshet.engine.durability.Ownership;
import io.freshet.engine.durability.Succession;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongConsumer;

/// Opens a [Destination]: finds its place, locks it, finds out what is there, and refuses by name
/// what cannot be.
///
/// @param path what a person wrote as DEST; a trailing `/` says that it is a folder
/// @param hashed is told bytes as they are hashed, where files are there already; from several
///   threads
public record DestinationOpening(
    Manifest manifest,
    String path,
    Selection selection,
    Standing standing,
    DestinationListener listener,
    LongConsumer hashed) {
  /// For fewer files it is not worth 0.1 s to ask whether there is room for so many: if there is
  /// none, the disk will say so.
  private static final int FILES_ASKED_MIN = 1_000;

  /// All of a release, nothing replaced.
  public static DestinationOpening of(
      Manifest manifest, String path, DestinationListener listener) {
    return new DestinationOpening(
        manifest, path, Selection.all(manifest), Standing.KEPT, listener, bytes -> {});
  }

  public DestinationOpening selecting(Selection files) {
    return new DestinationOpening(manifest, path, files, standing, listener, hashed);
  }

  public DestinationOpening standing(Standing policy) {
    return new DestinationOpening(manifest, path, selection, policy, listener, hashed);
  }

  public DestinationOpening reportingTo(LongConsumer progress) {
    return new DestinationOpening(manifest, path, selection, standing, listener, progress);
  }

  /// Opens the destination and begins to sync. [DestinationRefusedException] says why it cannot be
  /// used.
  public Destination open() throws IOException, InterruptedException {
    NameProbe.check(Layout.of(manifest, path), selection);
    if (!(standing instanceof Takeover)) {
      MirrorFolder.refuseIfMirrored(Layout.of(manifest, path).root());
    }
    Ground ground = Ground.open(manifest, path);
    boolean opened = false;
    try {
      Destination destination = open(ground);
      opened = true;
      return destination;
    } finally {
      if (!opened) ground.close();
    }
  }

  private Destination open(Ground ground) throws IOException, InterruptedException {
    Optional<Need> known = Optional.empty();
    try {
      KeptSelection.add(ground.tree(), ground.layout(), selection);
      EarlierReleases earlier =
          standing.earlier().isPresent()
              ? standing.earlier().get()
              : EarlierReleases.standing(manifest, path);
      Recovery found = new Recovery(ground, selection, standing, earlier, hashed);
      found.examine();
      if (standing instanceof Takeover) MovedFiles.find(ground, found, earlier);
      Need need = need(found);
      known = Optional.of(need);
      Inventory inventory = new Inventory(manifest, selection);
      Elsewhere elsewhere = new LocalSearch(ground, found, earlier).run(inventory, hashed);
      checkRoom(ground, need, elsewhere.bytes(manifest.pieces()));
      if (need.files() >= FILES_ASKED_MIN) ground.disk().expectMany();
      return begin(ground, found, inventory, elsewhere);
    } catch (DestinationRefusedException | ClosedByInterruptException | InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      Need need =
          known.orElseGet(() -> Need.of(manifest, selection, piece -> false, file -> false));
      throw DestinationRefusedException.of(DiskFailure.of(e, ground.layout().root(), need), e);
    }
  }

  private Destination begin(Ground ground, Recovery found, Inventory inventory, Elsewhere elsewhere)
      throws IOException, InterruptedException {
    Ownership before = found.ownership();
    if (standing instanceof Takeover) ground.disk().unlockFolders();
    var attributes = new KeptAttributes(ground, found.settled, before);
    found.dressed.stream().forEach(attributes::isDressed);
    Destination destination =
        switch (standing) {
          case Takeover takeover ->
              new Destination(
                  ground,
                  found,
                  found.begin(Durability.Naming.TOGETHER),
                  inventory,
                  new Succession<>(
                      ground.disk(),
                      found.reopened,
                      new ManifestOutline(ground.layout()),
                      before,
                      attributes,
                      takeover.trash()),
                  attributes,
                  standing.bytesKeptFree(),
                  listener);
          default ->
              new Destination(
                  ground,
                  found,
                  found.begin(Durability.Naming.EACH),
                  inventory,
                  new Finisher(ground, selection, standing, attributes),
                  attributes,
                  standing.bytesKeptFree(),
                  listener);
        };
    destination.start(found, elsewhere);
    return destination;
  }

  /// What may be there takes its room, whether it turns out to be right or not.
  private Need need(Recovery found) {
    return Need.of(
        manifest,
        selection,
        piece -> found.present.get(piece) || found.reopened.doubtful().get(piece),
        file -> found.settled.has(file) || found.reopened.isBegun(file));
  }

  /// The file system must have room for what is not here yet. Others may take it meanwhile: then
  /// the disk says so.
  ///
  /// @param copied what of it is copied from files on the same file system
  private void checkRoom(Ground ground, Need need, long copied)
      throws IOException, InterruptedException {
    Path root = ground.layout().root();
    long kept = standing.bytesKeptFree();
    Room room = room(root, need);
    if (!room.holds(need)) {
      // What was replaced just now may not have been given back yet.
      Departing.await();
      room = room(root, need);
    }
    if (room.holds(need)) return;
    Need fetched = new Need(need.bytes() - copied, need.files());
    if (room.holds(fetched) && Room.sharesBlocks(root)) return;
    boolean mirrors = standing.earlier().isPresent() && !standing.changesInPlace();
    throw DestinationRefusedException.full(
        need.lacking(root, room)
            + (kept > 0 ? " (besides the " + Need.inUnits(kept) + " that are kept free)" : "")
            + (copied > 0 && mirrors
                ? "; make room, or let large files be changed where they stand: --in-place"
                : "; make room or choose another destination"));
  }

  private Room room(Path root, Need need) throws IOException {
    Room room = need.files() < FILES_ASKED_MIN ? Room.inBytes(root) : Room.of(root);
    return room.without(standing.bytesKeptFree());
  }
}
