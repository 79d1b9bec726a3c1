package io.freshet.content.scan;

/// One fingerprint for each file of a manifest, in columns.
public final class Fingerprints {
  Fingerprints() {}

  /// The fingerprint of a file, by its index in the manifest.
  public Fingerprint of(int file) {
    throw new UnsupportedOperationException();
  }
}
