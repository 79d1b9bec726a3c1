package io.freshet.node.disk;

import io.freshet.content.FileEntry;
import io.freshet.content.Fingerprint;
import io.freshet.content.Manifest;
import java.util.BitSet;
import java.util.Optional;
import java.util.Set;

/// What may be done to a file that stands under a wanted name with other bytes.
@FunctionalInterface
public interface Standing {
  /// Nothing is replaced: what `get` does.
  Standing KEPT = (path, now) -> false;

  /// Files and links are replaced, folders never: `get --overwrite`.
  Standing OVERWRITTEN = (path, now) -> true;

  /// May this file be replaced?
  ///
  /// @param path relative to the destination
  /// @param now how it looks; a link's target decides nothing, so it looks like an empty file of
  ///   inode 0
  boolean mayReplace(String path, Fingerprint now);

  /// Do folders, too, and what is neither file nor folder make way for a file?
  default boolean displaces() {
    return false;
  }

  /// Is this file known to be wrong, and to be put right where it stands? Then no journal is
  /// believed about it.
  default boolean mends(String path) {
    return false;
  }

  /// What the file system shall have left.
  default long bytesKeptFree() {
    return 0;
  }

  /// Is a file that may be replaced written where it stands, so that both need not find room?
  default boolean changesInPlace() {
    return false;
  }

  /// The pieces of a wanted file that this one may have at the same places: only these are read and
  /// hashed. All of them where nobody knows what it is.
  default BitSet mayShare(String path, Fingerprint now, Manifest wanted, int file) {
    BitSet all = new BitSet();
    FileEntry entry = wanted.file(file);
    all.set(entry.firstPiece(), entry.firstPiece() + entry.pieceCount());
    return all;
  }

  /// What was read of earlier releases already, to decide all this by.
  default Optional<EarlierReleases> earlier() {
    return Optional.empty();
  }

  /// When all was as a release has it, for the last time.
  default Optional<LastLook> lastLook() {
    return Optional.empty();
  }

  /// These files, and no others, are put right: what `verify --repair` does.
  static Standing mending(Set<String> wrong) {
    return new Standing() {
      @Override
      public boolean mayReplace(String path, Fingerprint now) {
        return wrong.contains(path);
      }

      @Override
      public boolean mends(String path) {
        return wrong.contains(path);
      }
    };
  }
}
