package io.freshet.engine.durability;

import io.freshet.content.Fingerprint;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What an earlier process left of a release, as far as it can be believed; and the journal that
/// says just that, with which the next [Durability] begins.
///
/// In this order: [#read], then look at each file, then prove what is doubtful, then [#begin].
/// Until then nothing of the old journal is changed, so whoever is killed meanwhile has lost
/// nothing. An old journal is never appended to. Its end may be torn, and its middle may be on the
/// disk only in part, if a sync of it failed: the new one replaces it when it is durable as a
/// whole.
public final class Reopening<X extends Exception> {
  /// What is written of a new journal at once.
  private static final int PORTION_BYTES = 1 << 20;

  private final Disk<X> disk;
  private final ReleaseShape shape;
  private final Names names;
  private final Claims claims;
  private final EnumSet<DiskLandmark> passed = EnumSet.noneOf(DiskLandmark.class);

  // By piece: in its place, as the journal says.
  private final BitSet present = new BitSet();
  // By piece: it may be in its place.
  private final BitSet doubtful = new BitSet();
  private final BitSet lookedAt = new BitSet();
  // By file: under its final name, as the journal says.
  private final Prints standing;
  // By file: complete, and staged still.
  private final BitSet finished = new BitSet();
  // By file: what holds its pieces, staged or in place.
  private final TreeMap<Integer, Long> inodes = new TreeMap<>();
  private final BitSet inPlace = new BitSet();
  // Opened in place by this process: the journal must know it first.
  private final BitSet intended = new BitSet();
  // By file: the other name under which it stands.
  private final TreeMap<Integer, Move> moves = new TreeMap<>();
  private final BitSet found = new BitSet();
  // Found under their final names for the first time: the journal hears of it when that is durable.
  private final TreeMap<Integer, Fingerprint> unseen = new TreeMap<>();
  private final TreeSet<String> unsyncedFolders = new TreeSet<>();

  /// A file of the release that stands under another name: it gets its own as a second one, when
  /// all are named.
  ///
  /// @param from its other name; the one in staging, when an earlier process had come so far
  /// @param print how it looks
  public record Move(String from, Fingerprint print) {}

  private Reopening(Disk<X> disk, ReleaseShape shape, Names names, Claims claims) {
    this.disk = disk;
    this.shape = shape;
    this.names = names;
    this.claims = claims;
    this.standing = new Prints(shape.fileCount());
  }

  /// Reads the journal, if there is one.
  ///
  /// @param ownTouchMaxNanos no change that an earlier process made to a file is later than this;
  ///   `Long.MAX_VALUE` if that is not known
  public static <X extends Exception> Reopening<X> read(
      Disk<X> disk, ReleaseShape shape, Names names, long ownTouchMaxNanos) throws X {
    var reopening = new Reopening<>(disk, shape, names, new Claims(shape, ownTouchMaxNanos));
    reopening.replay();
    return reopening;
  }

  private void replay() throws X {
    if (!hasJournal()) return;
    switch (new JournalReader<>(disk, names.journal(), shape, claims).replay()) {
      case WHOLE -> {}
      case TORN -> passed.add(DiskLandmark.JOURNAL_TORN);
      case FOREIGN -> passed.add(DiskLandmark.JOURNAL_FOREIGN);
    }
  }

  private boolean hasJournal() throws X {
    return disk.look(names.journal()) instanceof Sighting.RegularFile;
  }

  ReleaseShape shape() {
    return shape;
  }

  Names names() {
    return names;
  }

  /// Files that are written under their final names.
  BitSet inPlace() {
    return (BitSet) inPlace.clone();
  }

  /// The rare branches that were taken.
  public Set<DiskLandmark> passed() {
    return passed;
  }

  /// The pieces that are where they belong, as the journal says.
  public BitSet present() {
    return present;
  }

  /// The pieces that may be where they belong: to be proven by [Recheck#agreesRewritten], or
  /// [Recheck#clear]ed where they are zeros.
  public BitSet doubtful() {
    return doubtful;
  }

  /// Where the pieces of this file are while it is not complete.
  public String path(int file) {
    Move move = moves.get(file);
    if (move != null) return move.from();
    return inPlace.get(file) ? names.fileAt(file) : names.staged(file);
  }

  /// Is there something already that holds pieces of this file?
  public boolean isBegun(int file) {
    return inodes.containsKey(file) || finished.get(file) || moves.containsKey(file);
  }

  /// How and where this file stands under another name; nothing if it does not.
  public Optional<Move> move(int file) {
    return Optional.ofNullable(moves.get(file));
  }

  /// Those that stand under other names.
  Map<Integer, Move> moves() {
    return Collections.unmodifiableSortedMap(moves);
  }

  /// May this file lose another name in the swap, which changes its ctime?
  public boolean losesNames(int file) {
    return moves.containsKey(file) || (claims.swap == Swap.BEGUN && standing.has(file));
  }

  /// Is that the file that was complete, under whatever name it stands?
  public boolean isComplete(int file, Fingerprint now) {
    return claims.isFinished(file, now);
  }

  /// How this file stands, if it is complete and this release put it there or is about to.
  Optional<Fingerprint> known(int file) {
    Move move = moves.get(file);
    if (move != null) return Optional.of(move.print());
    return standing.of(file).filter(stands -> claims.hasPut(file, stands));
  }

  /// How far the step was that puts all of the release in place.
  public Swap swap() {
    return claims.swap;
  }

  /// Is this file written under its final name?
  public boolean isInPlace(int file) {
    return inPlace.get(file);
  }

  /// Did this release put that file there, or was about to change it in place, and nobody changed
  /// it since? Its mode may be another.
  public boolean hasPut(int file, Fingerprint now) {
    return claims.hasPut(file, now) || claims.isInPlace(file, now);
  }

  /// Does this file stand under its final name just as the journal says?
  public boolean stands(int file, Fingerprint now) {
    return claims.isStanding(file, now);
  }

  /// How this file looked under its final name, as the journal says; nothing if it does not.
  public Optional<Fingerprint> stood(int file) {
    return claims.stood(file);
  }

  /// The pieces that this file has under its final name, as far as the journal vouches for it.
  public BitSet piecesStanding(int file, Fingerprint now) {
    if (claims.isStanding(file, now)) return allOf(file);
    return claims.isInPlace(file, now) ? placedOf(file) : new BitSet();
  }

  /// The same of the file in staging.
  public BitSet piecesStaged(int file, Fingerprint now) {
    if (claims.isFinished(file, now)) return allOf(file);
    return claims.isStaged(file, now) ? placedOf(file) : new BitSet();
  }

  private BitSet allOf(int file) {
    BitSet all = new BitSet();
    all.set(first(file), end(file));
    return all;
  }

  private BitSet placedOf(int file) {
    BitSet placed = allOf(file);
    placed.and(claims.placed);
    return placed;
  }

  /// Is this file in place, as the journal says?
  public boolean isStanding(int file) {
    return standing.has(file);
  }

  /// Looks at the file that stands under a final name: is it, whole or in part, what the journal
  /// says? If not, nothing is known of it.
  public boolean believes(int file, Fingerprint now) {
    lookedAt.set(file);
    if (claims.isStanding(file, now)) {
      if (!claims.hasSeen(file)) {
        passed.add(DiskLandmark.RENAMED_UNSEEN);
        unsync(Disk.parent(names.fileAt(file)));
        unseen.put(file, now);
      }
      standing.put(file, now);
      setPresent(file);
      return true;
    }
    if (!claims.isInPlace(file, now)) return false;
    passed.add(DiskLandmark.IN_PLACE_RESUMED);
    inPlace.set(file);
    unsync(Disk.parent(names.fileAt(file)));
    takePieces(file, now);
    return true;
  }

  /// This file is known to be wrong under its final name, whatever the journal says.
  public void distrust(int file) {
    lookedAt.set(file);
  }

  /// Looks at the file in staging.
  public void lookAtStaged(int file) throws X {
    sawStaged(file, disk.look(names.staged(file)));
  }

  /// The same for who has looked already.
  public void sawStaged(int file, Sighting seen) {
    lookedAt.set(file);
    if (!(seen instanceof Sighting.RegularFile(Fingerprint now))) return;
    if (claims.isFinished(file, now)) {
      passed.add(DiskLandmark.RENAME_LOST);
      finished.set(file);
      setPresent(file);
    } else if (claims.isStaged(file, now)) {
      takePieces(file, now);
    } else {
      passed.add(DiskLandmark.STAGED_FILE_TOUCHED);
      inodes.put(file, now.inode());
      doubtful.set(first(file), end(file));
    }
  }

  /// This file is complete and durable under that name, and will be given its own beside it: the
  /// journal of the release that put it there says so, or this one ([#isComplete]). Nobody may
  /// write to it any more.
  public void moves(int file, String from, Fingerprint now) {
    lookedAt.set(file);
    moves.put(file, new Move(from, now));
    setPresent(file);
  }

  /// Will write the missing pieces of this file in place: those that are there were proven.
  ///
  /// @param proven among this file's pieces
  public void intend(int file, Fingerprint now, BitSet proven) {
    lookedAt.set(file);
    intended.set(file);
    inPlace.set(file);
    unsync(Disk.parent(names.fileAt(file)));
    inodes.put(file, now.inode());
    present.or(proven);
    for (int piece = first(file); piece < end(file); piece++) {
      if (shape.isZero(piece) && !proven.get(piece)) doubtful.set(piece);
    }
  }

  /// This file stands under its final name, and was proven: whoever calls this tells the machine as
  /// well.
  public void found(int file) {
    found.set(file);
    unsync(Disk.parent(names.fileAt(file)));
  }

  /// This file stands under its final name, and the journal of another release vouches for it:
  /// whoever calls this tells the machine as well.
  public void inherited(int file) {
    lookedAt.set(file);
    found.set(file);
  }

  private int first(int file) {
    return shape.firstPiece(file);
  }

  private int end(int file) {
    return shape.firstPiece(file) + shape.pieceCount(file);
  }

  private void setPresent(int file) {
    present.set(first(file), end(file));
  }

  private void takePieces(int file, Fingerprint now) {
    inodes.put(file, now.inode());
    for (int piece = first(file); piece < end(file); piece++) {
      // In a staged file, zeros are holes; what was under a final name may have been anything.
      boolean unclear = shape.isZero(piece) && inPlace.get(file);
      if (claims.placed.get(piece)) present.set(piece);
      else if (unclear || claims.verified.get(shape.original(piece))) doubtful.set(piece);
    }
  }

  /// Writes the new journal, and makes it durable where that must be before the first byte: where
  /// it replaces another, or speaks of a file in place.
  ///
  /// @param wanted the regular files that are wanted
  public Durability begin(Limits limits, Durability.Naming naming, BitSet wanted) throws X {
    for (int file = 0; file < shape.fileCount(); file++) {
      if (!lookedAt.get(file) && claims.knows(file)) lookAtUnwanted(file);
    }
    for (int file : moves.keySet()) {
      // Of a nest that began before there was something to be moved.
      String folder = Disk.parent(names.staged(file));
      if (!folder.equals(names.staging())) disk.makeFolders(folder);
    }
    boolean replaces = hasJournal();
    JournalTail tail =
        replaces || !intended.isEmpty() ? new JournalTail(replace()) : new JournalTail(0);
    if (!replaces && intended.isEmpty()) {
      tail.header(shape);
      tell(tail::append);
      disk.create(names.journal());
    }
    unsync(names.staging());
    for (int file = finished.nextSetBit(0); file >= 0; file = finished.nextSetBit(file + 1)) {
      unsync(Disk.parent(names.staged(file)));
    }
    for (int file : inodes.keySet()) {
      if (!inPlace.get(file)) unsync(Disk.parent(names.staged(file)));
    }
    BitSet unfilled = (BitSet) wanted.clone();
    unfilled.andNot(found);
    unfilled.andNot(standing.known());
    return new Durability(
        new Durability.Start(
            shape,
            names,
            tail,
            inPlace,
            unfilled.cardinality(),
            new Nests(names, shape, file -> isToBeStaged(file, unfilled)),
            unsyncedFolders,
            unseen),
        limits,
        naming);
  }

  private boolean isToBeStaged(int file, BitSet unfilled) {
    return unfilled.get(file) && !inPlace.get(file) && !moves.containsKey(file);
  }

  /// What is not wanted now may be wanted later: the journal keeps what it knows.
  private void lookAtUnwanted(int file) throws X {
    boolean believed =
        disk.look(names.fileAt(file)) instanceof Sighting.RegularFile(Fingerprint now)
            && believes(file, now);
    if (!believed) lookAtStaged(file);
  }

  /// The names in this folder and those above it may not be durable.
  private void unsync(String folder) {
    unsyncedFolders.addAll(withThoseAbove(folder));
  }

  /// Topmost first.
  private static List<String> withThoseAbove(String folder) {
    List<String> all = new ArrayList<>(List.of(folder));
    while (!all.getFirst().isEmpty()) all.addFirst(Disk.parent(all.getFirst()));
    return all;
  }

  private interface Teller<X extends Exception> {
    void tell(JournalRecord said) throws X;
  }

  private <Y extends Exception> void tell(Teller<Y> out) throws Y {
    boolean knowsAny =
        !(standing.known().isEmpty() && finished.isEmpty() && inodes.isEmpty() && moves.isEmpty());
    for (int file = 0; knowsAny && file < shape.fileCount(); file++) {
      Optional<Fingerprint> stands = standing.of(file);
      Long inode = inodes.get(file);
      Move move = moves.get(file);
      if (move != null) {
        out.tell(new JournalRecord.Finishing(file, move.print()));
      } else if (stands.isPresent() || finished.get(file)) {
        Optional<Fingerprint> then = claims.finished(file);
        if (then.isPresent()) out.tell(new JournalRecord.Finishing(file, then.get()));
        if (stands.isPresent() && claims.hasSeen(file))
          out.tell(new JournalRecord.Standing(file, stands.get()));
      } else if (inode != null) {
        tellPieces(file, inode, out);
      }
    }
    switch (claims.swap) {
      case NOT_BEGUN -> {}
      case BEGUN -> {
        out.tell(new JournalRecord.Swapping());
        if (!finished.isEmpty()) passed.add(DiskLandmark.SWAP_ROLLED_FORWARD);
      }
      case DONE -> out.tell(new JournalRecord.Swapped());
    }
    if (!doubtful.isEmpty()) passed.add(DiskLandmark.DOUBTFUL_PIECES);
  }

  private <Y extends Exception> void tellPieces(int file, long inode, Teller<Y> out) throws Y {
    out.tell(
        inPlace.get(file)
            ? new JournalRecord.InPlace(file, inode)
            : new JournalRecord.Staged(file, inode));
    BitSet hints = new BitSet();
    BitSet certain = new BitSet();
    for (int piece = first(file); piece < end(file); piece++) {
      if (doubtful.get(piece)) hints.set(shape.original(piece));
      else if (present.get(piece)) certain.set(piece);
    }
    if (!certain.isEmpty()) out.tell(new JournalRecord.Placed(certain.stream().toArray()));
    if (!hints.isEmpty()) out.tell(new JournalRecord.Verified(hints.stream().toArray()));
  }

  /// Puts a new journal in the place of the old one.
  ///
  /// @return its length
  private long replace() throws X {
    for (int file : intended.stream().toArray()) disk.sync(names.fileAt(file));
    String draft = names.journal() + ".new";
    if (!(disk.look(draft) instanceof Sighting.Nothing)) disk.delete(draft);
    disk.create(draft);
    JournalFormat.Encoder encoder = new JournalFormat.Encoder();
    encoder.header(shape.infoHash());
    long[] end = {0};
    this.<X>tell(
        said -> {
          encoder.append(said);
          if (encoder.size() >= PORTION_BYTES) end[0] += write(draft, encoder.take(), end[0]);
        });
    end[0] += write(draft, encoder.take(), end[0]);
    disk.sync(draft);
    disk.rename(draft, names.journal());
    for (String folder : withThoseAbove(names.notes())) disk.syncFolder(folder);
    return end[0];
  }

  private int write(String path, ByteBuffer bytes, long offset) throws X {
    int length = bytes.remaining();
    disk.write(path, bytes, offset);
    return length;
  }
}
