package io.freshet.node.disk;

import io.freshet.content.FileEntry;
import io.freshet.content.Manifest;
import io.freshet.content.PieceGeometry;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.IntPredicate;

/// What a destination has still to put on its file system.
///
/// @param bytes in whole blocks
/// @param files how many there are not yet
record Need(long bytes, long files) {
  /// What most file systems give out at once: a file of one byte takes so much.
  private static final int BLOCK_BYTES = 4096;

  /// @param hasPiece is this piece at its place?
  /// @param hasFile is there something already for this file, under its name or staged?
  static Need of(
      Manifest manifest, Selection selection, IntPredicate hasPiece, IntPredicate hasFile) {
    PieceGeometry pieces = manifest.pieces();
    long bytes = 0;
    long files = 0;
    for (int file = 0; file < manifest.fileCount(); file++) {
      if (!selection.has(file)) continue;
      if (manifest.kind(file) != FileEntry.Kind.FILE) continue;
      if (!hasFile.test(file)) files++;
      for (int i = 0; i < manifest.pieceCount(file); i++) {
        int piece = manifest.firstPiece(file) + i;
        if (!pieces.isZero(piece) && !hasPiece.test(piece)) bytes += inBlocks(pieces.length(piece));
      }
    }
    return new Need(bytes, files);
  }

  private static long inBlocks(long length) {
    return (length + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
  }

  /// What is missing, in words.
  String lacking(Path root, Room room) {
    if (room.files().isPresent() && room.files().getAsLong() < files) {
      return "%s: no room for %,d more files, of which its file system can hold %,d"
          .formatted(root, files, room.files().getAsLong());
    }
    if (bytes == 0) return root + ": its file system is full";
    return root
        + ": no room for "
        + inUnits(bytes)
        + " more: its file system has "
        + inUnits(room.bytes())
        + " free, "
        + inUnits(Math.max(0, bytes - room.bytes()))
        + " are missing";
  }

  /// In the largest unit of which there is one: `512 bytes`, `1.5 MiB`, `140.0 GiB`.
  static String inUnits(long bytes) {
    if (bytes < 1 << 10) return bytes + " bytes";
    int thousands = (Long.SIZE - 1 - Long.numberOfLeadingZeros(bytes)) / 10;
    return String.format(
        Locale.ROOT,
        "%.1f %ciB",
        (double) bytes / (1L << (10 * thousands)),
        " KMGTPE".charAt(thousands));
  }
}
