package io.freshet.node.disk;

import io.freshet.content.FileEntry;
import io.freshet.content.Fingerprint;
import io.freshet.content.Hash;
import io.freshet.content.Manifest;
import io.freshet.engine.durability.Outline;
import io.freshet.engine.durability.Sighting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Finds the files that a release has under another name than the one before it: they are neither
/// fetched nor copied, but get their new name as a hard link, and lose the old one with the swap.
///
/// Only what an earlier release put there, what a journal vouches for and what looks as it shall
/// look under its new name; and only if the old name goes, or leads to another file: two names that
/// stay are two files. Until the swap begins nothing is done to them, so whoever changes one under
/// its old name changes his own file: it is looked at once more, and the swap does not begin
/// ([io.freshet.engine.durability.Carrier]).
final class MovedFiles {
  private final Tree tree;
  private final Layout layout;
  private final Manifest manifest;
  private final Outline outline;
  private final KeptOwners owners;
  private final Recovery found;
  private final Set<String> taken = new HashSet<>();

  private record Content(long length, Hash root) {}

  private MovedFiles(Ground ground, Recovery found) {
    this.tree = ground.tree();
    this.layout = ground.layout();
    this.manifest = layout.manifest();
    this.outline = new ManifestOutline(layout);
    this.owners = new KeptOwners(tree);
    this.found = found;
  }

  /// Has these count as present.
  static void find(Ground ground, Recovery found, EarlierReleases earlier) throws IOException {
    Manifest manifest = ground.layout().manifest();
    // A single file has no claim to another name, and nothing but its own name goes.
    if (manifest.isSingleFile() || earlier.latestFirst().isEmpty()) return;
    Map<Content, List<Integer>> wanted = new HashMap<>();
    for (int file = 0; file < manifest.fileCount(); file++) {
      if (manifest.kind(file) != FileEntry.Kind.FILE || manifest.length(file) == 0) continue;
      if (found.settled.has(file) || found.reopened.isBegun(file)) continue;
      var content = new Content(manifest.length(file), manifest.piecesRoot(file));
      wanted.computeIfAbsent(content, _ -> new ArrayList<>(1)).add(file);
    }
    if (wanted.isEmpty() || !HardLinks.canBeMade(ground)) return;
    new MovedFiles(ground, found).search(earlier, wanted);
  }

  private void search(EarlierReleases earlier, Map<Content, List<Integer>> wanted)
      throws IOException {
    for (PutFiles release : earlier.latestFirst()) {
      Manifest theirs = release.manifest();
      for (int file = 0; file < theirs.fileCount(); file++) {
        if (theirs.kind(file) != FileEntry.Kind.FILE || theirs.length(file) == 0) continue;
        var content = new Content(theirs.length(file), theirs.piecesRoot(file));
        List<Integer> takers = wanted.getOrDefault(content, List.of());
        if (!takers.isEmpty()) offer(release, file, takers);
      }
    }
  }

  private void offer(PutFiles release, int file, List<Integer> takers) throws IOException {
    String path = release.layout().fileAt(file);
    if (taken.contains(path)
        || stays(path)
        || !(tree.look(path) instanceof Sighting.RegularFile(Fingerprint now))
        || !release.hasPut(file, now)) {
      return;
    }
    for (int taker : takers) {
      boolean isRight = release.stands(file, now) || found.reopened.isComplete(taker, now);
      if (!isRight || !suits(path, now, taker)) continue;
      taken.add(path);
      takers.removeIf(one -> one == taker);
      found.reopened.moves(taker, path, now);
      int first = manifest.firstPiece(taker);
      found.present.set(first, first + manifest.pieceCount(taker));
      return;
    }
  }

  /// Will this name lead to the same file when the release is in place?
  private boolean stays(String path) {
    return switch (outline.at(path)) {
      case Outline.Place.Nothing(), Outline.Place.Folder() -> false;
      case Outline.Place.Unsettled() -> true;
      case Outline.Place.File(int file) ->
          found.settled.has(file) || found.reopened.isInPlace(file);
    };
  }

  private boolean suits(String path, Fingerprint now, int file) throws IOException {
    return KeptAttributes.suits(tree, owners, manifest.file(file), path, now.mtimeNanos());
  }
}
