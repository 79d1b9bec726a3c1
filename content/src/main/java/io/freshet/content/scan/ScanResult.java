package io.freshet.content.scan;

import io.freshet.content.Manifest;
import java.util.List;

/// What a scan found.
///
/// @param skipped what was left out, in tree order
/// @param device that of the file or folder that was scanned
public record ScanResult(
    Manifest manifest, List<Skipped> skipped, Fingerprints fingerprints, long device) {
  public ScanResult {
    skipped = List.copyOf(skipped);
  }

  /// What the next scan of the same tree need not read again.
  public EarlierScan forTheNext() {
    return new EarlierScan(manifest, fingerprints, device);
  }

  /// The files that changed while they were read, twice: nobody can say what they are.
  public List<Skipped> changed() {
    return skipped.stream().filter(path -> path.reason() == Skipped.Reason.CHANGED).toList();
  }
}
