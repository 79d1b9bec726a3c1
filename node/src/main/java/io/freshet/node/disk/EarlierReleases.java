package io.freshet.node.disk;

import io.freshet.content.Fingerprint;
import io.freshet.content.InvalidManifestException;
import io.freshet.content.Manifest;
import io.freshet.engine.durability.Ownership;
import io.freshet.node.catalog.ChannelName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What other releases have left in a destination: their notes say which files they put there, and
/// what is in them.
///
/// Files that one of them put there, and nobody has changed since, may be replaced.
public final class EarlierReleases implements Standing {
  /// The latest ones that are asked. A folder that hundreds of releases were fetched into shall not
  /// cost reading hundreds of manifests.
  private static final int RELEASES_MAX = 16;

  private final List<PutFiles> latestFirst;
  private final boolean inPlace;

  private final Ownership ownership;

  private EarlierReleases(List<PutFiles> latestFirst, Ownership ownership, boolean inPlace) {
    this.latestFirst = latestFirst;
    this.inPlace = inPlace;
    this.ownership = ownership;
  }

  Ownership ownership() {
    return ownership;
  }

  /// The same, and large files are changed where they stand.
  public EarlierReleases inPlace() {
    return new EarlierReleases(latestFirst, ownership, true);
  }

  @Override
  public boolean changesInPlace() {
    return inPlace;
  }

  public static EarlierReleases standing(Manifest next, String destination) throws IOException {
    return standing(next, destination, List.of());
  }

  /// @param parsed manifests that need not be read again if they are among those of the notes
  static EarlierReleases standing(Manifest next, String destination, List<Manifest> parsed)
      throws IOException {
    return standing(next, destination, parsed, channel(Layout.of(next, destination)));
  }

  /// The same for a release of a channel that may not have come here yet.
  static EarlierReleases standing(Manifest next, String destination, ChannelName channel)
      throws IOException {
    return standing(next, destination, List.of(), Optional.of(channel.text()));
  }

  /// For which channel a mirror brought this release here; nothing if none did.
  private static Optional<String> channel(Layout layout) throws IOException {
    Path notes = layout.root().resolve(layout.notes());
    return BroughtFor.read(notes).map(BroughtFor::channel);
  }

  private static EarlierReleases standing(
      Manifest next, String destination, List<Manifest> parsed, Optional<String> channel)
      throws IOException {
    Layout layout = Layout.of(next, destination);
    List<PutFiles> earlier = new ArrayList<>();
    List<Ownership> ownership = new ArrayList<>();
    for (Path notes : latestFirst(notesOfOthers(next, destination))) {
      try {
        Manifest manifest = manifest(notes, parsed);
        boolean single = manifest.isSingleFile() && next.isSingleFile();
        PutFiles put = PutFiles.of(manifest, single ? destination : layout.root().toString());
        earlier.add(put);
        boolean isIts = !next.isSingleFile() || isOf(channel, notes, manifest, destination);
        ownership.add(isIts ? put.ownership() : put.ownership().only(layout.fileName()));
      } catch (NoSuchFileException | InvalidManifestException e) {
        // Notes that were never finished, or that somebody spoiled: what they put stays theirs.
      }
    }
    for (PutFiles kept : KeptNotes.in(layout.root())) {
      earlier.add(kept);
      ownership.add(
          next.isSingleFile() ? kept.ownership().only(layout.fileName()) : kept.ownership());
    }
    return new EarlierReleases(earlier, Ownership.ofAny(ownership), false);
  }

  /// Has the mirror that brings this single file brought that release, too? Nothing else in the
  /// folder is its own.
  private static boolean isOf(
      Optional<String> channel, Path notes, Manifest manifest, String destination)
      throws IOException {
    Optional<BroughtFor> other = BroughtFor.read(notes);
    return other.map(BroughtFor::channel).equals(channel)
        && other.map(one -> one.isAt(manifest, destination)).orElse(true);
  }

  private static Manifest manifest(Path notes, List<Manifest> parsed)
      throws IOException, InvalidManifestException {
    Path file = notes.resolve("manifest");
    for (Manifest one : parsed) {
      if (notes.endsWith(one.infoHash().hex()) && Files.isRegularFile(file)) return one;
    }
    return Manifest.read(file);
  }

  private static List<Path> latestFirst(List<Path> notes) throws IOException {
    Map<Path, FileTime> times = new HashMap<>();
    for (Path one : notes) times.put(one, Files.getLastModifiedTime(one));
    return notes.stream()
        .sorted(Comparator.comparing(times::get).reversed())
        .limit(RELEASES_MAX)
        .toList();
  }

  List<PutFiles> latestFirst() {
    return latestFirst;
  }

  /// What any of them put there.
  @Override
  public boolean mayReplace(String path, Fingerprint now) {
    return latestFirst.stream().anyMatch(one -> one.mayReplace(path, now));
  }

  @Override
  public BitSet mayShare(String path, Fingerprint now, Manifest wanted, int file) {
    return voucher(path, now)
        .map(one -> one.mayShare(path, now, wanted, file))
        .orElseGet(() -> Standing.super.mayShare(path, now, wanted, file));
  }

  @Override
  public Optional<EarlierReleases> earlier() {
    return Optional.of(this);
  }

  /// The pieces of a wanted file that one of them has put at their places under this name.
  BitSet shared(String path, Fingerprint now, Manifest wanted, int file) {
    for (PutFiles one : latestFirst) {
      BitSet shared = one.shared(path, now, wanted, file);
      if (!shared.isEmpty()) return shared;
    }
    return new BitSet();
  }

  /// The one that knows this file just as it is.
  Optional<PutFiles> voucher(String path, Fingerprint now) {
    return latestFirst.stream().filter(one -> one.vouches(path, now)).findFirst();
  }

  /// Forgets them, now that this release is in place; but not those that have put something there
  /// which this release leaves as it is, and a single file not those that are not its mirror's.
  public static void forget(Manifest complete, String destination) throws IOException {
    Layout layout = Layout.of(complete, destination);
    List<Path> others = notesOfOthers(complete, destination);
    if (complete.isSingleFile()) {
      forgetOfChannel(layout, destination, others);
      return;
    }
    KeptNotes.retain(layout.root(), complete, others);
    for (Path notes : notesOfOthers(complete, destination)) forget(notes);
  }

  private static void forgetOfChannel(Layout layout, String destination, List<Path> others)
      throws IOException {
    Optional<String> channel = channel(layout);
    for (Path notes : others) {
      try {
        if (isOf(channel, notes, Manifest.read(notes.resolve("manifest")), destination)) {
          forget(notes);
        }
      } catch (NoSuchFileException | InvalidManifestException e) {
        // Notes that were never finished are of no account, and cost nobody anything.
      }
    }
  }

  private static void forget(Path notes) throws IOException {
    Files.walkFileTree(notes, new TrashBin.Deleting());
  }

  private static List<Path> notesOfOthers(Manifest release, String destination) throws IOException {
    return allNotes(Layout.of(release, destination).root()).stream()
        .filter(notes -> !notes.endsWith(release.infoHash().hex()))
        .toList();
  }

  /// The notes of each release that was ever fetched into this folder.
  static List<Path> allNotes(Path root) throws IOException {
    Path all = root.resolve(Layout.NOTES);
    List<Path> notes = new ArrayList<>();
    if (Files.isDirectory(all)) {
      try (var entries = Files.newDirectoryStream(all, "[0-9a-f]*")) {
        for (Path entry : entries) {
          boolean isRelease = entry.getFileName().toString().matches("[0-9a-f]{64}");
          if (isRelease && Files.isDirectory(entry)) notes.add(entry);
        }
      }
    }
    return notes;
  }
}
