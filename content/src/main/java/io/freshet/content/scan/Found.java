package io.freshet.content.scan;

import io.freshet.content.scan.Skipped.Reason;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// One entry of the tree that is being scanned.
sealed interface Found {
  /// Where it is.
  Path place();

  /// What the manifest calls it: relative to the release.
  String path();

  Stat stat();

  /// Why it no longer is what it was when it was found, if so.
  default Optional<Reason> trouble() {
    try {
      boolean same = Stat.of(place()).fingerprint().equals(stat().fingerprint());
      return same ? Optional.empty() : Optional.of(Reason.CHANGED);
    } catch (NoSuchFileException e) {
      return Optional.of(Reason.VANISHED);
    } catch (IOException e) {
      return Optional.of(Reason.UNREADABLE);
    }
  }

  record File(Path place, String path, Stat stat) implements Found {
    long size() {
      return stat.fingerprint().size();
    }
  }

  record Link(Path place, String path, Stat stat, String text) implements Found {}

  record Folder(Path place, String path, Stat stat) implements Found {}
}
