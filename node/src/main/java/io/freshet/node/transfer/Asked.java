package io.freshet.node.transfer;

import io.freshet.content.Manifest;
import io.freshet.node.disk.Intake;
import java.util.Arrays;

/// One HTTP request for pieces: what is lacking of some extents, in order.
final class Asked {
  /// Runs of pieces in one request: with 22 characters each they fit into what a server accepts.
  private static final int RUNS_MAX = PieceRuns.TEXT_MAX / PieceRuns.RUN_TEXT_MAX;

  final Fetch.Order order;

  /// The extents that it covers: of these, all lacking pieces are asked for, except where
  /// [#continued].
  final int[] extents;

  /// Behind the last piece of each extent, in [#pieces].
  private final int[] ends;

  final int[] pieces;

  /// What its answer weighs, if it is whole.
  final long bytes;

  /// The pieces of the last extent were too many for one request: a further one asks for the rest.
  final boolean continued;

  private Asked(
      Fetch.Order order, int[] extents, int[] ends, int[] pieces, long bytes, boolean continued) {
    this.order = order;
    this.extents = extents;
    this.ends = ends;
    this.pieces = pieces;
    this.bytes = bytes;
    this.continued = continued;
  }

  /// Takes from an order what fits into one request; the order keeps the rest.
  static Asked from(Fetch.Order order, Intake intake) {
    Manifest manifest = intake.manifest();
    int[] extents = new int[order.extents.size()];
    int[] ends = new int[extents.length];
    int[] pieces = new int[64];
    int extentCount = 0;
    int count = 0;
    int runs = 0;
    long bytes = 0;
    while (!order.extents.isEmpty()) {
      int extent = order.extents.element();
      extents[extentCount] = extent;
      for (int piece : manifest.extents().pieces(extent)) {
        if (!intake.lacks(piece)) continue;
        if (count == 0 || pieces[count - 1] + 1 != piece) runs++;
        if (runs > RUNS_MAX) {
          ends[extentCount++] = count;
          return new Asked(
              order,
              copy(extents, extentCount),
              copy(ends, extentCount),
              copy(pieces, count),
              bytes,
              true);
        }
        if (count == pieces.length) pieces = Arrays.copyOf(pieces, 2 * count);
        pieces[count++] = piece;
        bytes += manifest.pieces().length(piece);
      }
      ends[extentCount++] = count;
      order.extents.remove();
    }
    return new Asked(order, extents, ends, copy(pieces, count), bytes, false);
  }

  private static int[] copy(int[] array, int length) {
    return Arrays.copyOf(array, length);
  }

  /// The same order with all its extents, to be asked for on another connection.
  Fetch.Order again() {
    for (int i = extents.length - 1; i >= 0; i--) order.extents.addFirst(extents[i]);
    return order;
  }

  int endOf(int extentIndex) {
    return ends[extentIndex];
  }

  Fetch fetch() {
    return order.fetch;
  }
}
