package io.freshet.node.disk;

import io.freshet.content.Extents;
import io.freshet.content.FileEntry;
import io.freshet.content.Manifest;
import io.freshet.content.PieceGeometry;
import io.freshet.engine.ExtentSet;
import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntConsumer;

/// What of a release is wanted here and what is held: counted by piece, by file and by extent.
///
/// Content is counted once, under its original piece, however many places it has. For many threads:
/// a content is marked as held once, and whoever does that does the counting that follows. Memory:
/// an int a file and an extent, a bit a piece.
///
/// A content is held exactly when all its wanted places have it; `missingInFile` is the number of a
/// file's places whose content is not held.
final class Inventory {
  private final Manifest manifest;
  private final PieceGeometry pieces;
  private final Extents extents;
  private final Selection selection;
  private final BitSet unwantedContent = new BitSet();
  private final AtomicLongArray held;
  private final AtomicLongArray withdrawn;
  private final AtomicIntegerArray missingInFile;
  private final AtomicIntegerArray missingInExtent;
  private final AtomicInteger filesMissing = new AtomicInteger();
  private final AtomicLong bytesMissing = new AtomicLong();
  private final Haves haves;

  Inventory(Manifest manifest, Selection selection) {
    this.manifest = manifest;
    this.pieces = manifest.pieces();
    this.extents = manifest.extents();
    this.selection = selection;
    this.held = new AtomicLongArray((pieces.count() + 63) >>> 6);
    this.withdrawn = new AtomicLongArray(held.length());
    this.missingInFile = new AtomicIntegerArray(manifest.fileCount());
    this.missingInExtent = new AtomicIntegerArray(extents.count());
    this.haves = new Haves(ExtentSet.none(extents.count()));
    countPieces();
    countFiles();
  }

  private void countPieces() {
    boolean all = selection.isAll(manifest);
    for (int extent = 0; extent < extents.count(); extent++) {
      for (int piece : extents.pieces(extent)) {
        if (all || places(piece).length > 0) {
          missingInExtent.incrementAndGet(extent);
          bytesMissing.addAndGet(pieces.length(piece));
        } else {
          unwantedContent.set(piece);
        }
      }
    }
  }

  private void countFiles() {
    for (int file = 0; file < manifest.fileCount(); file++) {
      if (!selection.has(file) || manifest.kind(file) != FileEntry.Kind.FILE) continue;
      int missing = 0;
      for (int i = 0; i < manifest.pieceCount(file); i++) {
        if (!pieces.isZero(manifest.firstPiece(file) + i)) missing++;
      }
      missingInFile.set(file, missing);
      if (missing > 0) filesMissing.incrementAndGet();
    }
  }

  Manifest manifest() {
    return manifest;
  }

  Selection selection() {
    return selection;
  }

  Haves haves() {
    return haves;
  }

  boolean wants(int file) {
    return selection.has(file);
  }

  boolean wantsEverything() {
    return selection.isAll(manifest);
  }

  /// The pieces of wanted files that have this content, ascending.
  int[] places(int original) {
    int[] copies = pieces.copies(original);
    int[] all = new int[copies.length + 1];
    int count = 0;
    if (selection.has(pieces.fileOf(original))) all[count++] = original;
    for (int copy : copies) {
      if (selection.has(pieces.fileOf(copy))) all[count++] = copy;
    }
    return count == all.length ? all : Arrays.copyOf(all, count);
  }

  /// Is this content in its places, and still right?
  boolean holds(int original) {
    return isSet(held, original) && !isSet(withdrawn, original);
  }

  /// What was withdrawn is not lacking: somebody changed it here, and that is theirs to do.
  boolean lacks(int original) {
    return !isSet(held, original) && !unwantedContent.get(original) && !pieces.isZero(original);
  }

  /// This content is in all its places now; each file that has all its pieces by it is told, once.
  ///
  /// @return false if that was known
  boolean add(int original, int[] places, IntConsumer fileFilled) {
    if (!set(held, original)) return false;
    bytesMissing.addAndGet(-pieces.length(original));
    for (int place : places) {
      int file = pieces.fileOf(place);
      if (missingInFile.decrementAndGet(file) == 0) {
        filesMissing.decrementAndGet();
        fileFilled.accept(file);
      }
    }
    int extent = extents.extentOf(original);
    if (missingInExtent.decrementAndGet(extent) == 0 && !isPartial(extent)) haves.add(extent);
    return true;
  }

  /// This content can be given no more. What was complete stays complete: it is not wanted again.
  ///
  /// @return the extent that is not whole any more, or -1
  int withdraw(int original) {
    set(withdrawn, original);
    int extent = extents.extentOf(original);
    if (!haves.has(extent)) return -1;
    haves.remove(extent);
    return extent;
  }

  /// Is every wanted piece of this extent here?
  boolean isFilled(int extent) {
    return missingInExtent.get(extent) <= 0;
  }

  boolean isFilledFile(int file) {
    return missingInFile.get(file) == 0;
  }

  boolean isFilled() {
    return filesMissing.get() == 0;
  }

  /// Does this extent have content that is not wanted, so that it will never be whole here?
  boolean isPartial(int extent) {
    if (unwantedContent.isEmpty()) return false;
    for (int piece : extents.pieces(extent)) {
      if (unwantedContent.get(piece)) return true;
    }
    return false;
  }

  /// The extents that have something to fetch still.
  ExtentSet wanted() {
    ExtentSet wanted = ExtentSet.none(extents.count());
    for (int extent = 0; extent < extents.count(); extent++) {
      if (!isFilled(extent)) wanted.add(extent);
    }
    return wanted;
  }

  /// The wanted extents that will never be whole.
  ExtentSet partial() {
    ExtentSet partial = ExtentSet.none(extents.count());
    for (int extent = 0; extent < extents.count(); extent++) {
      if (!isFilled(extent) && isPartial(extent)) partial.add(extent);
    }
    return partial;
  }

  /// Bytes of wanted content that are not here: what has to travel.
  long bytesToFetch() {
    return bytesMissing.get();
  }

  private static boolean isSet(AtomicLongArray bits, int index) {
    return (bits.get(index >>> 6) & (1L << index)) != 0;
  }

  private static boolean set(AtomicLongArray bits, int index) {
    long bit = 1L << index;
    return (bits.getAndAccumulate(index >>> 6, bit, (before, added) -> before | added) & bit) == 0;
  }
}
