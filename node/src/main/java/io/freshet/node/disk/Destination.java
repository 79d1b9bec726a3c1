package io.freshet.node.disk;

import io.freshet.content.FileEntry;
import io.freshet.content.Fingerprint;
import io.freshet.content.Manifest;
import io.freshet.content.PieceGeometry;
import io.freshet.content.merkle.PieceHasher;
import io.freshet.engine.ExtentSet;
import io.freshet.engine.durability.Carrier;
import io.freshet.engine.durability.DiskEvent;
import io.freshet.engine.durability.Durability;
import io.freshet.engine.durability.Reopening;
import io.freshet.engine.durability.Sighting;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;

/// Where a `get` puts a release: takes pieces, keeps them durably, and serves them to others
/// meanwhile and afterwards.
///
/// Every content that is not zero is received once, whatever number of places it has. It is held,
/// that is served and announced, when its bytes agreed with the manifest and are in all their
/// places; it survives a crash once the batch it belongs to was synced. Files get their final names
/// when they are complete *and* durable. Made by [DestinationOpening].
public final class Destination implements Holding, Intake, Closeable {
  private final Ground ground;
  private final Manifest manifest;
  private final PieceGeometry pieces;
  private final Inventory inventory;
  private final SettledFiles settled;
  private final StagedFiles staged;
  private final ServedFiles served;
  private final Arrivals arrivals;
  private final DurableLoop loop;
  private final Inspection inspection;
  private final long bytesKeptFree;
  private final DestinationListener listener;
  private final AtomicReference<String> failure = new AtomicReference<>("");

  Destination(
      Ground ground,
      Recovery found,
      Durability machine,
      Inventory inventory,
      Carrier.Dressing<IOException> finisher,
      KeptAttributes attributes,
      long bytesKeptFree,
      DestinationListener listener) {
    this.ground = ground;
    this.manifest = ground.layout().manifest();
    this.pieces = manifest.pieces();
    this.inventory = inventory;
    this.settled = found.settled;
    this.staged = new StagedFiles(ground, found.reopened, attributes, this::begun);
    this.listener = listener;
    this.bytesKeptFree = bytesKeptFree;
    this.inspection = new Inspection(ground, settled, attributes);
    this.served =
        new ServedFiles(ground.tree(), ground.layout()::fileAt, settled::of, this::withdraw);
    this.arrivals = new Arrivals(inventory, staged, this::placed);
    Carrier<IOException> carrier = new Carrier<>(ground.disk(), found.reopened, finisher);
    this.loop = new DurableLoop(machine, carrier, new Synced());
  }

  private void begun(DiskEvent.Begun begun) throws IOException {
    loop.post(begun);
  }

  private boolean isUnsettled(int file) {
    return inventory.wants(file)
        && manifest.kind(file) == FileEntry.Kind.FILE
        && !settled.has(file);
  }

  /// Takes what is here already and begins to sync: files that are complete by it get their names.
  void start(Recovery found, Elsewhere elsewhere) throws IOException {
    served.forgive(found.reopened::losesNames);
    found.adopt(loop::post);
    // Those that lack nothing but a name, or were never more than zeros.
    for (int file = 0; file < manifest.fileCount(); file++) {
      if (isUnsettled(file) && inventory.isFilledFile(file)) filled(file);
    }
    new Gathering(ground, staged, found, elsewhere)
        .into(
            inventory,
            (original, places, unclaimed) -> {
              if (unclaimed.length > 0) loop.post(new DiskEvent.Placed(original, unclaimed));
              add(original, places);
            });
    loop.start();
  }

  private void filled(int file) throws IOException {
    Optional<Fingerprint> made = staged.made(file);
    if (made.isPresent()) {
      loop.post(new DiskEvent.Made(file, made.get()));
    } else {
      staged.begin(file);
      loop.post(new DiskEvent.Filled(file));
    }
  }

  private void add(int original, int[] places) throws IOException {
    List<Integer> filled = new ArrayList<>(0);
    inventory.add(original, places, filled::add);
    for (int file : filled) if (!settled.has(file)) filled(file);
  }

  /// The folder that the files are in, or the file itself.
  public Path path() {
    return ground.tree().path(ground.layout().fileName());
  }

  @Override
  public Manifest manifest() {
    return manifest;
  }

  @Override
  public Haves haves() {
    return inventory.haves();
  }

  /// The extents that have something to fetch still, a copy.
  public ExtentSet wanted() {
    return inventory.wanted();
  }

  /// The part of [#wanted()] that will never be held whole, because it leaves out some of their
  /// files; a copy.
  public ExtentSet partial() {
    return inventory.partial();
  }

  @Override
  public boolean isFilled(int extent) {
    return inventory.isFilled(extent);
  }

  /// Is everything wanted here? It may not be durable yet: [DestinationListener#complete()] says
  /// that.
  public boolean isFilled() {
    return inventory.isFilled();
  }

  /// What has still to travel.
  public long bytesToFetch() {
    return inventory.bytesToFetch();
  }

  public Lacking lacking() {
    List<String> names = new ArrayList<>();
    int files = 0;
    for (int file = 0; file < manifest.fileCount(); file++) {
      if (!isUnsettled(file) || inventory.isFilledFile(file)) continue;
      if (files++ < Lacking.NAMED_MAX) names.add(ground.layout().fileAt(file));
    }
    return new Lacking(names, files, bytesToFetch());
  }

  @Override
  public boolean lacks(int piece) {
    return inventory.lacks(pieces.original(piece));
  }

  @Override
  public Opening open(int piece, PieceHasher hasher) {
    String reason = failure.get();
    if (!reason.isEmpty()) return new Opening.Unusable(reason);
    Opening opening = arrivals.open(piece, hasher);
    return opening instanceof Opening.Ready(Sink sink)
        ? new Opening.Ready(new Heeded(sink))
        : opening;
  }

  @Override
  public boolean holds(int piece) {
    return pieces.isZero(piece)
        ? inventory.wants(pieces.fileOf(piece))
        : inventory.holds(pieces.original(piece));
  }

  @Override
  public Optional<Reading> read(int piece) throws IOException {
    if (!holds(piece)) return Optional.empty();
    int length = pieces.length(piece);
    if (pieces.isZero(piece)) return Optional.of(new ServedFiles.Zeros(length));
    int place = inventory.places(pieces.original(piece))[0];
    int file = pieces.fileOf(place);
    long offset = pieces.offsetInFile(place);
    if (settled.has(file)) return served.read(file, offset, length);
    try {
      Optional<Reopening.Move> move = staged.move(file);
      if (move.isPresent()) return readMoved(file, move.get(), offset, length);
      return Optional.of(new StagedReading(staged.borrow(file), offset, length));
    } catch (NoSuchFileException e) {
      // It got its final name between the question and the opening, or is just getting it.
      loop.awaitRename();
      if (!settled.has(file)) throw e;
      return served.read(file, offset, length);
    }
  }

  /// What gets its name beside another one is read under that, and in staging while all are named.
  private Optional<Reading> readMoved(int file, Reopening.Move move, long offset, int length)
      throws IOException {
    String linked = ground.layout().staged(file);
    if (ground.tree().look(linked) instanceof Sighting.RegularFile) {
      return Optional.of(new StagedReading(ground.disk().borrow(linked), offset, length));
    }
    return Optional.of(
        new ServedFiles.PartReading(ground.disk().borrow(move.from()), offset, length) {
          @Override
          public boolean intact() {
            return isStill(file, move);
          }
        });
  }

  /// If not, it got its own name meanwhile, and is read there next; or it was changed.
  private boolean isStill(int file, Reopening.Move move) {
    try {
      Tree tree = ground.tree();
      if (tree.fingerprint(move.from()).isSameButForCtime(move.print())) return true;
      loop.awaitRename();
      if (settled.has(file)
          || tree.look(ground.layout().staged(file)) instanceof Sighting.RegularFile) {
        return false;
      }
    } catch (IOException e) {
      // Gone: the same as changed.
    }
    if (!settled.has(file)) withdraw(file);
    return false;
  }

  private void placed(int original, int[] places) throws IOException {
    loop.post(new DiskEvent.Placed(original, places));
    add(original, places);
  }

  @Override
  public void rotten(int piece) {
    int original = pieces.original(piece);
    int place = inventory.places(original)[0];
    int extent = inventory.withdraw(original);
    Path path = ground.tree().path(ground.layout().fileAt(pieces.fileOf(place)));
    if (extent >= 0) listener.withdrawn(path, new int[] {extent});
  }

  private void withdraw(int file) {
    FileEntry entry = manifest.file(file);
    var lost = new TreeSet<Integer>();
    for (int i = 0; i < entry.pieceCount(); i++) {
      int original = pieces.original(entry.firstPiece() + i);
      if (pieces.isZero(original) || !inventory.holds(original)) continue;
      // Only the first place of a content is served.
      if (pieces.fileOf(inventory.places(original)[0]) != file) continue;
      int extent = inventory.withdraw(original);
      if (extent >= 0) lost.add(extent);
    }
    if (lost.isEmpty()) return;
    listener.withdrawn(
        ground.tree().path(ground.layout().fileAt(file)),
        lost.stream().mapToInt(Integer::intValue).toArray());
  }

  private void failed(IOException reason) {
    DiskFailure understood = DiskFailure.of(reason, path(), need());
    // Who comes later only suffers from the same.
    if (failure.compareAndSet("", understood.sentence())) listener.failed(understood);
  }

  private Need need() {
    return Need.of(
        manifest,
        inventory.selection(),
        piece -> !inventory.lacks(pieces.original(piece)),
        file -> settled.has(file) || staged.isBegun(file));
  }

  /// Is there room for what is missing? If so, nothing is said; otherwise what it lacks.
  ///
  /// Some of it is written, too, and deleted again: a quota is in no file system's books.
  public Optional<String> shortage() throws IOException {
    Need need = need();
    Room room = Room.of(ground.layout().root()).without(bytesKeptFree);
    if (!room.holds(need)) return Optional.of(need.lacking(path(), room));
    try {
      ground.tryOut();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(DiskFailure.of(e, path(), need).sentence());
    }
  }

  /// Looks whether everything is as it was put there, and nothing else is.
  ///
  /// @param heard what may be other than it was put there
  public Deviations deviations(Heard heard) throws IOException {
    return inspection.run(heard);
  }

  /// The folders that a mirror has for itself; none around a single file.
  public List<Path> folders() {
    return inspection.folders();
  }

  /// Syncs what was gained and gives the destination free. Sinks must be closed before.
  @Override
  public void close() throws IOException {
    try (ground;
        served) {
      loop.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + path() + " was being synced", e);
    }
  }

  /// A file in staging is ours alone: nobody changes it under us.
  private static final class StagedReading extends ServedFiles.PartReading {
    StagedReading(HandleCache<?, FileChannel>.Loan loan, long offset, int length) {
      super(loan, offset, length);
    }

    @Override
    public boolean intact() {
      return true;
    }
  }

  private final class Synced implements DurableLoop.Listener {
    @Override
    public void settled(int file, Fingerprint fingerprint) {
      settled.add(file, fingerprint);
      listener.settled(file);
    }

    @Override
    public void complete() {
      served.forgive(file -> false);
      listener.complete();
    }

    @Override
    public void failed(IOException reason) {
      Destination.this.failed(reason);
    }
  }

  /// A sink whose failures stop the destination: what cannot be written once is not tried again for
  /// each piece.
  private final class Heeded implements Sink {
    private final Sink sink;

    Heeded(Sink sink) {
      this.sink = sink;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      try {
        sink.write(bytes);
      } catch (IOException e) {
        failed(e);
        throw e;
      }
    }

    @Override
    public Verdict finish() throws IOException {
      try {
        return sink.finish();
      } catch (IOException e) {
        failed(e);
        throw e;
      }
    }

    @Override
    public void close() {
      sink.close();
    }
  }
}
