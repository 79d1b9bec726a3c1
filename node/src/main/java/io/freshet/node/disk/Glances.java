package io.freshet.node.disk;

import io.freshet.content.FileEntry;
import io.freshet.content.Fingerprint;
import io.freshet.engine.durability.Sighting;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What stands under the names of a release's files, looked at on all cores: a run of files at a
/// time, just before somebody decides about them one by one.
final class Glances {
  /// Files in a run: some 50 ms of looking, and 1.5 MB.
  private static final int RUN_FILES = 16_384;

  private final Ground ground;
  private final Selection selection;
  private final Undisturbed undisturbed;
  private final Listing listing;
  private final Listing stagedListing;
  private final @Nullable Sighting[] standing = new @Nullable Sighting[RUN_FILES];
  private final @Nullable Sighting[] staged = new @Nullable Sighting[RUN_FILES];
  private int first;
  private int end;

  Glances(Ground ground, Selection selection, Undisturbed undisturbed) {
    this.ground = ground;
    this.selection = selection;
    this.undisturbed = undisturbed;
    this.listing = new Listing(ground.tree());
    this.stagedListing = new Listing(ground.tree());
  }

  /// What stands under this file's final name. Files are asked for in ascending order.
  Sighting standing(int file) throws IOException {
    if (file >= end) look(file);
    Sighting seen = standing[file - first];
    return seen == null ? new Sighting.Nothing() : seen;
  }

  /// What stands under this file's name in staging: after [#standing] was asked for.
  Sighting staged(int file) throws IOException {
    Sighting seen = staged[file - first];
    if (seen != null) return seen;
    String path = ground.layout().staged(file);
    return stagedListing.mayHave(path) ? ground.tree().look(path) : new Sighting.Nothing();
  }

  private void look(int file) throws IOException {
    first = file;
    end = Math.min(ground.layout().manifest().fileCount(), first + RUN_FILES);
    Arrays.fill(standing, null);
    Arrays.fill(staged, null);
    // Listings are read folder by folder, so by one thread.
    boolean[] mayStand = new boolean[end - first];
    boolean[] mayBeStaged = new boolean[end - first];
    for (int at = first; at < end; at++) {
      if (!selection.has(at)) continue;
      if (ground.layout().manifest().kind(at) != FileEntry.Kind.FILE) continue;
      Optional<Fingerprint> print = undisturbed.print(at);
      if (print.isPresent()) {
        standing[at - first] = new Sighting.RegularFile(print.get());
        continue;
      }
      // To list a folder costs more than to look at some of its files.
      mayStand[at - first] = !undisturbed.isEmpty() || listing.mayHave(ground.layout().fileAt(at));
      mayBeStaged[at - first] = stagedListing.mayHave(ground.layout().staged(at));
    }
    AllCores.portions(
        end - first,
        at -> {
          if (mayStand[at]) {
            standing[at] = ground.tree().look(ground.layout().fileAt(first + at));
          } else if (mayBeStaged[at]) {
            staged[at] = ground.tree().look(ground.layout().staged(first + at));
          }
        });
  }
}
