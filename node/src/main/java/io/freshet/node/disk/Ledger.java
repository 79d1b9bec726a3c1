package io.freshet.node.disk;

import java.util.BitSet;

/// Decides when what was written is synced and in which order it may be claimed; knows no file and
/// no clock.
///
/// Content is *placed* when its verified bytes were handed to the kernel. A batch of placed content
/// is synced at once: first the data of its files, then the journal that says so, then the complete
/// files get their final names. So a claim never runs ahead of its data, a final name never shows
/// unsynced bytes, and syncs are counted in batches, not in pieces. Not thread safe: its owner
/// locks.
final class Ledger {
  /// A restart re-checks at most one batch: 256 MiB are hashed in 0.15 s by one core.
  static final long BATCH_BYTES_MAX = 256L << 20;

  /// What a power cut may cost, however slow the link.
  static final long BATCH_NANOS_MAX = 2_000_000_000L;

  /// Pieces of a batch, for releases of tiny files: 64 KiB of memory, and renames that take well
  /// under 2 s.
  static final int BATCH_PLACES_MAX = 16 << 10;

  /// What is synced together.
  ///
  /// @param places the pieces to claim, ascending
  /// @param dirty the files that hold them
  /// @param filled files that are complete and get their final names
  record Batch(int[] places, int[] dirty, int[] filled) {

    boolean isEmpty() {
      return places.length == 0 && filled.length == 0;
    }
  }

  private final BitSet places = new BitSet();
  private final BitSet dirty = new BitSet();
  private final BitSet filled = new BitSet();
  private long bytes;
  private int placesCount;
  private long firstNanos;

  /// The bytes of this piece are at its place in this file.
  void placed(int piece, int file, int length, long nowNanos) {
    if (isEmpty()) firstNanos = nowNanos;
    places.set(piece);
    dirty.set(file);
    bytes += length;
    placesCount++;
  }

  /// The last piece of this file was placed.
  void filled(int file, long nowNanos) {
    if (isEmpty()) firstNanos = nowNanos;
    filled.set(file);
  }

  boolean isEmpty() {
    return places.isEmpty() && filled.isEmpty();
  }

  /// How long the next batch may still grow; 0 or less: it is due.
  long nanosUntilDue(long nowNanos) {
    if (isEmpty()) return Long.MAX_VALUE;
    if (bytes >= BATCH_BYTES_MAX || placesCount >= BATCH_PLACES_MAX) return 0;
    return BATCH_NANOS_MAX - (nowNanos - firstNanos);
  }

  /// Takes everything that waits as the next batch.
  Batch cut() {
    Batch batch =
        new Batch(places.stream().toArray(), dirty.stream().toArray(), filled.stream().toArray());
    places.clear();
    dirty.clear();
    filled.clear();
    bytes = 0;
    placesCount = 0;
    return batch;
  }
}
