package io.freshet.engine.durability;

import io.freshet.content.Fingerprint;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What was written and is not claimed yet: when it is due to be synced, and what is synced
/// together.
final class Ledger {

  /// What is synced together.
  ///
  /// @param places the pieces to claim, ascending
  /// @param partial the files that hold them and are not complete
  /// @param complete files that are complete
  /// @param made those of the complete files that have their attributes already, and how they look
  /// @param found files of others that were proven under their final names
  record Batch(
      int[] places,
      int[] partial,
      int[] complete,
      Map<Integer, Fingerprint> made,
      List<DiskEvent.Found> found) {}

  private final Limits limits;
  private final BitSet places = new BitSet();
  private final BitSet dirty = new BitSet();
  private final BitSet complete = new BitSet();
  private Map<Integer, Fingerprint> made = new LinkedHashMap<>();
  private final List<DiskEvent.Found> found = new ArrayList<>();
  private long bytes;
  private int placesCount;
  private long firstNanos;

  Ledger(Limits limits) {
    this.limits = limits;
  }

  /// The bytes of this piece are at its place in this file.
  void placed(int piece, int file, int length, long nowNanos) {
    begin(nowNanos);
    places.set(piece);
    dirty.set(file);
    bytes += length;
    placesCount++;
  }

  /// The last piece of this file was placed.
  void filled(int file, long nowNanos) {
    begin(nowNanos);
    complete.set(file);
  }

  /// The same of one that was made with its length and attributes.
  void made(int file, Fingerprint print, long nowNanos) {
    filled(file, nowNanos);
    made.put(file, print);
  }

  void found(DiskEvent.Found file, long nowNanos) {
    begin(nowNanos);
    found.add(file);
  }

  private void begin(long nowNanos) {
    if (isEmpty()) firstNanos = nowNanos;
  }

  boolean isEmpty() {
    return places.isEmpty() && complete.isEmpty() && found.isEmpty();
  }

  boolean isLarge() {
    return bytes >= limits.batchBytes() || placesCount >= limits.batchPieces();
  }

  /// How long the next batch may still grow; 0 or less: it is due.
  long nanosUntilDue(long nowNanos) {
    if (isEmpty()) return Long.MAX_VALUE;
    return isLarge() ? 0 : limits.batchNanos() - (nowNanos - firstNanos);
  }

  /// Takes everything that waits as the next batch.
  Batch cut() {
    dirty.andNot(complete);
    Batch batch =
        new Batch(
            places.stream().toArray(),
            dirty.stream().toArray(),
            complete.stream().toArray(),
            made,
            List.copyOf(found));
    places.clear();
    dirty.clear();
    complete.clear();
    made = new LinkedHashMap<>();
    found.clear();
    bytes = 0;
    placesCount = 0;
    return batch;
  }
}
