package io.freshet.node.disk;

import io.freshet.content.Fingerprint;
import io.freshet.content.InvalidManifestException;
import io.freshet.content.Manifest;
import io.freshet.content.scan.Fingerprints;
import io.freshet.content.scan.ScanResult;
import io.freshet.engine.durability.Swap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The release that a mirror has put into a folder, for others to be given from there: its manifest
/// as it came, and no byte hashed again, for the mirror's journal vouches for the files.
public final class PlacedRelease {
  /// What no file looks like: where the journal does not vouch for one, none of it is given.
  private static final Fingerprint NO_FILE = new Fingerprint(-1, 0, 0, 0);

  private PlacedRelease() {}

  /// Does a mirror have this folder?
  public static boolean isMirrored(Path folder) {
    return MirrorFolder.mark(folder).equals(Optional.of(MirrorFolder.WHOLE));
  }

  /// Where a mirror's notes are: something changes in there when a release has been put in place.
  public static Path notes(Path folder) {
    return folder.resolve(Layout.NOTES);
  }

  /// The release that was put in place last; empty while the first is on its way.
  public static Optional<ScanResult> in(Path folder) throws IOException {
    Optional<PutFiles> latest = Optional.empty();
    FileTime latestTime = FileTime.fromMillis(0);
    for (Path notes : EarlierReleases.allNotes(folder)) {
      try {
        FileTime time = Files.getLastModifiedTime(notes.resolve("journal"));
        Manifest manifest = Manifest.read(notes.resolve("manifest"));
        PutFiles put = PutFiles.of(manifest, folder.toString());
        if (put.swap() != Swap.DONE || time.compareTo(latestTime) < 0) continue;
        latest = Optional.of(put);
        latestTime = time;
      } catch (NoSuchFileException | InvalidManifestException e) {
        // Notes that are not finished yet, or are being forgotten.
      }
    }
    return latest.isEmpty() ? Optional.empty() : Optional.of(look(folder, latest.get()));
  }

  private static ScanResult look(Path folder, PutFiles put) throws IOException {
    Manifest manifest = put.manifest();
    List<Fingerprint> prints = new ArrayList<>(manifest.fileCount());
    for (int file = 0; file < manifest.fileCount(); file++) {
      String path = manifest.path(file);
      Fingerprint now = at(folder.resolve(path));
      prints.add(put.vouches(path, now) ? now : NO_FILE);
    }
    long device = (long) Files.getAttribute(folder, "unix:dev", LinkOption.NOFOLLOW_LINKS);
    return new ScanResult(manifest, List.of(), Fingerprints.of(prints), device);
  }

  private static Fingerprint at(Path file) {
    try {
      return Fingerprints.at(file);
    } catch (IOException e) {
      return NO_FILE;
    }
  }
}
