package io.freshet.node.disk;

import io.freshet.content.Fingerprint;

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
}
