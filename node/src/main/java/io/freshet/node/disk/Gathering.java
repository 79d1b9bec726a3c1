package io.freshet.node.disk;

import io.freshet.content.Manifest;
import io.freshet.content.PieceGeometry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.BitSet;

/// Turns what a [Recovery] found into what a destination holds: content that is in one of its
/// places is copied to the others, so that it needn't travel.
final class Gathering {
  private static final int COPY_BYTES = 256 << 10;

  /// Takes a content that is in all its places.
  @FunctionalInterface
  interface Taker {
    /// @param unclaimed those of its places that the journal doesn't know yet
    void found(int original, int[] places, int[] unclaimed) throws IOException;
  }

  private final Ground ground;
  private final PieceGeometry pieces;
  private final StagedFiles staged;
  private final Recovery found;
  private final Elsewhere elsewhere;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(COPY_BYTES);

  Gathering(Ground ground, StagedFiles staged, Recovery found, Elsewhere elsewhere) {
    this.elsewhere = elsewhere;
    this.ground = ground;
    this.pieces = ground.layout().manifest().pieces();
    this.staged = staged;
    this.found = found;
  }

  void into(Inventory inventory, Taker taker) throws IOException {
    for (Recovery.Salvage salvage : found.salvage) salvage(salvage);
    BitSet copied = new BitSet();
    elsewhere.copy(ground, staged, inventory, copied);
    found.present.or(copied);
    found.unclaimed.or(copied);
    Manifest manifest = inventory.manifest();
    for (int extent = 0; extent < manifest.extents().count(); extent++) {
      for (int original : manifest.extents().pieces(extent)) {
        int[] places = inventory.places(original);
        int source = firstPresent(places);
        if (source >= 0) gather(original, places, source, taker);
      }
    }
  }

  private int firstPresent(int[] places) {
    for (int place : places) if (found.present.get(place)) return place;
    return -1;
  }

  private void gather(int original, int[] places, int source, Taker taker) throws IOException {
    BitSet unclaimed = new BitSet();
    for (int place : places) {
      if (!found.present.get(place)) {
        copy(pathOf(source), source, place);
        refuseIfChanged(source);
        found.present.set(place);
        found.unclaimed.set(place);
      }
      if (found.unclaimed.get(place)) unclaimed.set(place);
    }
    taker.found(original, places, unclaimed.stream().toArray());
  }

  private String pathOf(int place) {
    int file = pieces.fileOf(place);
    return found.settled.has(file) ? ground.layout().fileAt(file) : found.reopened.path(file);
  }

  /// Somebody may have written to it since it was looked at, and what was looked at last may be
  /// long ago ([Undisturbed]): then what was copied counts for nothing.
  private void refuseIfChanged(int place) throws IOException {
    int file = pieces.fileOf(place);
    if (!found.settled.has(file)) return;
    Path path = ground.tree().path(pathOf(place));
    if (ground.tree().fingerprint(pathOf(place)).equals(found.settled.of(file))) return;
    throw new FileSystemException(
        path.toString(), null, "somebody changed it while it was to be copied");
  }

  /// What a file that will be replaced has in common with the new one is taken from it, unless
  /// somebody wrote to it meanwhile.
  private void salvage(Recovery.Salvage salvage) throws IOException {
    String path = ground.layout().fileAt(salvage.file());
    BitSet copied = new BitSet();
    for (int piece : salvage.pieces()) {
      if (found.present.get(piece) || pieces.isZero(piece)) continue;
      copy(path, piece, piece);
      copied.set(piece);
    }
    if (!ground.tree().fingerprint(path).equals(salvage.before())) return;
    found.present.or(copied);
    found.unclaimed.or(copied);
  }

  private void copy(String source, int from, int to) throws IOException {
    int length = pieces.length(from);
    for (int done = 0; done < length; done += buffer.limit()) {
      buffer.clear().limit(Math.min(COPY_BYTES, length - done));
      long offset = pieces.offsetInFile(from) + done;
      while (buffer.hasRemaining()) {
        if (ground.disk().read(source, buffer, offset + buffer.position()) < 0) {
          throw new IOException(source + " lost its end while it was copied");
        }
      }
      staged.write(pieces.fileOf(to), buffer.flip(), pieces.offsetInFile(to) + done);
    }
  }
}
