package io.freshet.node.disk;

import io.freshet.content.ContentIndex;
import io.freshet.content.FileEntry;
import io.freshet.content.Manifest;
import io.freshet.content.PieceGeometry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/// Looks for content that a destination lacks in the other files that lie there.
///
/// What another release's journal vouches for is found piece by piece, without being read. Of other
/// files only those are read that are as long as one that is missing ([Candidates]).
final class LocalSearch {
  private final Ground ground;
  private final Manifest manifest;
  private final PieceGeometry pieces;
  private final Recovery found;
  private final EarlierReleases earlier;
  private final Elsewhere elsewhere = new Elsewhere();
  private final BitSet missing = new BitSet();

  LocalSearch(Ground ground, Recovery found, EarlierReleases earlier) {
    this.ground = ground;
    this.manifest = ground.layout().manifest();
    this.pieces = manifest.pieces();
    this.found = found;
    this.earlier = earlier;
  }

  /// @param hashed is told bytes as they are hashed, from several threads
  Elsewhere run(Inventory inventory, LongConsumer hashed) throws IOException, InterruptedException {
    if (earlier.latestFirst().isEmpty() && Candidates.isAlone(ground)) return elsewhere;
    long bytes = 0;
    for (int extent = 0; extent < manifest.extents().count(); extent++) {
      for (int original : manifest.extents().pieces(extent)) {
        if (!isMissing(inventory.places(original))) continue;
        missing.set(original);
        bytes += pieces.length(original);
      }
    }
    if (missing.isEmpty()) return elsewhere;
    ContentIndex index = new ContentIndex(manifest, missing);
    for (PutFiles release : earlier.latestFirst()) {
      for (int file = 0; file < release.manifest().fileCount(); file++)
        search(release, file, index);
    }
    new Candidates(ground, inventory, found, earlier, hashed)
        .into(elsewhere, index, missing, bytes);
    return elsewhere;
  }

  private boolean isMissing(int[] places) {
    for (int place : places) {
      if (found.mayHave(place)) return false;
    }
    return places.length > 0;
  }

  private void search(PutFiles release, int file, ContentIndex index) throws IOException {
    if (release.manifest().kind(file) != FileEntry.Kind.FILE) return;
    PieceGeometry theirs = release.manifest().pieces();
    Map<Integer, Integer> common = new TreeMap<>();
    for (int i = 0; i < release.manifest().pieceCount(file); i++) {
      int piece = release.manifest().firstPiece(file) + i;
      int original = index.find(theirs.hash(piece), theirs.length(piece), theirs.leafWidth(piece));
      if (original >= 0 && !elsewhere.has(original)) common.put(piece, original);
    }
    if (common.isEmpty()) return;
    Optional<PutFiles.Sure> sure = release.find(file, ground.tree());
    if (sure.isEmpty() || isLive(sure.get().path())) return;
    List<Elsewhere.Spot> spots = new ArrayList<>();
    common.forEach(
        (piece, original) -> {
          if (!sure.get().pieces().get(piece)) return;
          spots.add(new Elsewhere.Spot(original, theirs.offsetInFile(piece)));
        });
    elsewhere.add(sure.get().path(), sure.get().print(), spots);
  }

  /// A file that is about to be changed where it stands is no source: what is read from it next may
  /// be what was just written there.
  private boolean isLive(String path) {
    int wanted = ground.layout().indexOf(path);
    return wanted >= 0 && found.reopened.isInPlace(wanted);
  }
}
