package io.freshet.node.disk;

import io.freshet.content.Fingerprint;
import io.freshet.content.Manifest;
import io.freshet.engine.durability.Succession;
import java.io.IOException;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/// A destination becomes the release, as a whole and in one step: what a mirror does. Nothing is in
/// its way: what an earlier release put there is replaced or deleted, what is somebody's goes to
/// the trash.
public final class Takeover implements Standing {
  private final EarlierReleases earlier;
  private final Succession.Trash trash;
  private final long bytesKeptFree;
  private final Optional<LastLook> lastLook;

  private Takeover(
      EarlierReleases earlier,
      Succession.Trash trash,
      long bytesKeptFree,
      Optional<LastLook> lastLook) {
    this.earlier = earlier;
    this.trash = trash;
    this.bytesKeptFree = bytesKeptFree;
    this.lastLook = lastLook;
  }

  /// Reads what earlier releases have left in this destination.
  ///
  /// @param now names the folder in the trash
  public static Takeover of(
      Manifest next, String destination, Instant now, Succession.Witness witness)
      throws IOException {
    return of(next, destination, now, witness, List.of());
  }

  /// The same for who has manifests of earlier releases at hand.
  public static Takeover of(
      Manifest next,
      String destination,
      Instant now,
      Succession.Witness witness,
      List<Manifest> parsed)
      throws IOException {
    return new Takeover(
        EarlierReleases.standing(next, destination, parsed),
        new Succession.Trash(TrashBin.folder(now), witness),
        0,
        Optional.empty());
  }

  /// The same, and large files are changed where they stand.
  public Takeover inPlace() {
    return new Takeover(earlier.inPlace(), trash, bytesKeptFree, lastLook);
  }

  /// The same, and so much of the file system stays free.
  public Takeover keepingFree(long bytes) {
    return new Takeover(earlier, trash, bytes, lastLook);
  }

  /// The same, and only that is looked at which may be another since then.
  public Takeover after(Optional<LastLook> look) {
    return new Takeover(earlier, trash, bytesKeptFree, look);
  }

  @Override
  public Optional<LastLook> lastLook() {
    return lastLook;
  }

  @Override
  public long bytesKeptFree() {
    return bytesKeptFree;
  }

  @Override
  public boolean changesInPlace() {
    return earlier.changesInPlace();
  }

  Succession.Trash trash() {
    return trash;
  }

  @Override
  public boolean mayReplace(String path, Fingerprint now) {
    return true;
  }

  @Override
  public boolean displaces() {
    return true;
  }

  @Override
  public BitSet mayShare(String path, Fingerprint now, Manifest wanted, int file) {
    return earlier.mayShare(path, now, wanted, file);
  }

  @Override
  public Optional<EarlierReleases> earlier() {
    return Optional.of(earlier);
  }
}
