package io.freshet.node.disk;

import io.freshet.content.Fingerprint;
import io.freshet.content.Manifest;
import java.util.Optional;

/// Files that need not be looked at: a release has them as the one before put them there, by a look
/// all was as it shall be then, and the kernel has told nothing of them since.
///
/// Should it have had something to tell all the same (a write through a mapping, through a hard
/// link that is elsewhere, or by another machine), nothing is lost: they count as they looked then,
/// so whoever serves, copies or replaces one, and each later look, finds that it is another.
final class Undisturbed {
  private final Layout layout;
  private final Manifest manifest;
  private final Optional<PutFiles> before;
  private final Heard since;

  Undisturbed(Layout layout, Standing standing, EarlierReleases earlier) {
    this.layout = layout;
    this.manifest = layout.manifest();
    this.since = standing.lastLook().map(LastLook::since).orElse(Heard.ANYTHING);
    this.before =
        standing.lastLook().filter(_ -> !since.anything()).flatMap(look -> release(look, earlier));
  }

  private static Optional<PutFiles> release(LastLook look, EarlierReleases earlier) {
    return earlier.latestFirst().stream()
        .filter(put -> put.manifest().infoHash().equals(look.release()))
        .findFirst();
  }

  /// Is there none of them?
  boolean isEmpty() {
    return before.isEmpty();
  }

  /// How this file looks, if it is one of them.
  Optional<Fingerprint> print(int file) {
    if (before.isEmpty()) return Optional.empty();
    String path = layout.fileAt(file);
    return since.paths().contains(path) ? Optional.empty() : before.get().put(path, manifest, file);
  }
}
