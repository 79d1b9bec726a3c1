package io.freshet.content.scan;

import io.freshet.content.Manifest;

/// What an earlier scan of a tree found: files that still look as they did then need not be read
/// again.
///
/// @param fingerprints one for each file of the manifest
/// @param device that of the file or folder that was scanned
public record EarlierScan(Manifest manifest, Fingerprints fingerprints, long device) {
  public EarlierScan {
    if (manifest.fileCount() != fingerprints.count()) {
      throw new IllegalArgumentException(
          manifest.fileCount() + " files, " + fingerprints.count() + " fingerprints");
    }
  }
}
