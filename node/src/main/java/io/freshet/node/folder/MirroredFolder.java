package io.freshet.node.folder;

import io.freshet.content.InfoHash;
import io.freshet.content.scan.ScanResult;
import io.freshet.node.disk.PlacedRelease;
import io.freshet.node.folder.WatchedFolder.Outlet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A mirror's folder, of which each release is published on as soon as the mirror has put it in
/// place: the same manifest under the same info hash, and nothing is read for it.
///
/// When a mirror has a release in place it deletes the notes of the one before, or changes the link
/// that leads to the newest version, which is heard of. The first release is looked for from time
/// to time, having none before it.
public final class MirroredFolder {
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /// Where the kernel tells nothing; a look at a million files takes some seconds.
  private static final long LOOK_BLINDLY_NANOS = TimeUnit.MINUTES.toNanos(1);

  private MirroredFolder() {}

  /// Publishes what is in place, and each release that follows it.
  public static void run(Path folder, Outlet outlet) throws IOException, InterruptedException {
    Optional<InfoHash> published = Optional.empty();
    Path notes = PlacedRelease.notes(folder.toRealPath());
    long inode = (long) Files.getAttribute(notes, "unix:ino", LinkOption.NOFOLLOW_LINKS);
    try (var watch = FolderWatch.open(FolderWatch.FOLDERS_MAX, outlet::note)) {
      // Of a mirror with versions it is `current`: the link changes, and no version does.
      if (Files.isSymbolicLink(folder)) watch.scanBegins(folder);
      else watch.before(notes, inode);
      boolean look = true;
      long lookedNanos = System.nanoTime();
      do {
        if (look) {
          Optional<ScanResult> placed = PlacedRelease.in(folder);
          Optional<InfoHash> infoHash = placed.map(release -> release.manifest().infoHash());
          if (placed.isPresent() && !infoHash.equals(published)) {
            published = outlet.publish(placed.get()) ? infoHash : Optional.empty();
            if (published.isPresent()) outlet.announce();
          }
          lookedNanos = System.nanoTime();
        }
        look =
            watch.await(LOOK_NANOS) > 0
                || published.isEmpty()
                || System.nanoTime() - lookedNanos > LOOK_BLINDLY_NANOS;
      } while (outlet.goesOn());
    }
  }
}
