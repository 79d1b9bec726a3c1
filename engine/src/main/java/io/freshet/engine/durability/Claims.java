package io.freshet.engine.durability;

import io.freshet.content.Fingerprint;
import java.util.BitSet;
import java.util.Optional;
import java.util.TreeMap;

/// What a journal says, replayed: to be believed only as far as the disk agrees.
///
/// A file is believed to be what the journal speaks of while nobody else has touched it. Its inode
/// tells it from another file. Its ctime, which nobody can set, tells whether somebody wrote to it
/// after this program did for the last time: a moment that is kept beside the journal
/// (docs/disk.md).
final class Claims {
  private final ReleaseShape shape;

  /// No write, rename or change of attributes by this program is later than this; the latest time
  /// of all if that is not known.
  private final long ownTouchMaxNanos;

  /// By piece: its bytes were durable in the file that holds it.
  final BitSet placed = new BitSet();

  /// By original: its bytes agreed with the hash, but whether they reached the disk is not known.
  final BitSet verified = new BitSet();

  /// How far the step was that puts all of the release in place.
  Swap swap = Swap.NOT_BEGUN;

  /// By file: which file, staged or in place, holds its pieces.
  private final TreeMap<Integer, Long> inodes = new TreeMap<>();

  /// Files that are written under their final names.
  private final BitSet inPlace = new BitSet();

  /// By file: how it looked when this program had completed it and made it durable.
  private final Prints finished;

  /// By file: how it looked under its final name.
  private final Prints stood;

  Claims(ReleaseShape shape, long ownTouchMaxNanos) {
    this.shape = shape;
    this.finished = new Prints(shape.fileCount());
    this.stood = new Prints(shape.fileCount());
    this.ownTouchMaxNanos = ownTouchMaxNanos;
  }

  /// A staged file begins without pieces, also when it got the inode of one that somebody deleted.
  void staged(int file, long inode) {
    inPlace.clear(file);
    begin(file, inode);
  }

  /// What was known of the whole file is void, for it is going to be changed.
  void inPlace(int file, long inode) {
    inPlace.set(file);
    begin(file, inode);
  }

  private void begin(int file, long inode) {
    inodes.put(file, inode);
    finished.forget(file);
    stood.forget(file);
    int first = shape.firstPiece(file);
    placed.clear(first, first + shape.pieceCount(file));
  }

  void finishing(int file, Fingerprint print) {
    finished.put(file, print);
    stood.forget(file);
  }

  void standing(int file, Fingerprint print) {
    stood.put(file, print);
  }

  /// Those of these files that were complete.
  void standingAsFinished(int first, int end) {
    for (int file = first; file < end; file++) {
      Optional<Fingerprint> print = finished.of(file);
      if (print.isPresent()) stood.put(file, print.get());
    }
  }

  /// Is this, under its final name, the file that was complete?
  ///
  /// Before the journal knew how it looked there, a rename had changed its ctime: then nobody may
  /// have touched it after us. And a power cut can take that new ctime back, for it is the folder
  /// that was synced then.
  boolean isStanding(int file, Fingerprint now) {
    if (!stood.has(file)) return isFinished(file, now);
    return stood.agrees(file, now) || finished.agrees(file, now);
  }

  /// Is this, staged or renamed already, the file that was complete?
  boolean isFinished(int file, Fingerprint now) {
    return hasPut(file, now) && now.ctimeNanos() <= ownTouchMaxNanos;
  }

  /// Does the journal say anything of this file?
  boolean knows(int file) {
    return inodes.containsKey(file) || finished.has(file) || stood.has(file);
  }

  /// Is this the staged file that holds the file's pieces?
  boolean isStaged(int file, Fingerprint now) {
    return !inPlace.get(file) && holdsPieces(file, now);
  }

  /// Is this, under its final name, the file that holds the pieces?
  boolean isInPlace(int file, Fingerprint now) {
    return inPlace.get(file) && holdsPieces(file, now);
  }

  private boolean holdsPieces(int file, Fingerprint now) {
    Long inode = inodes.get(file);
    return inode != null && inode == now.inode() && now.ctimeNanos() <= ownTouchMaxNanos;
  }

  /// Did this release put that file there, and nobody change it since? Its mode may be another.
  boolean hasPut(int file, Fingerprint now) {
    return finished.agreesButForCtime(file, now);
  }

  /// How the file looked when it was completed; nothing if another program put it there.
  Optional<Fingerprint> finished(int file) {
    return finished.of(file);
  }

  /// How the file looked under its final name; nothing if the journal does not know.
  Optional<Fingerprint> stood(int file) {
    return stood.of(file);
  }

  /// Does the journal know how this file looked under its final name?
  boolean hasSeen(int file) {
    return stood.has(file);
  }
}
