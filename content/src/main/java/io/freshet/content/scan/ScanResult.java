package io.freshet.content.scan;

import io.freshet.content.Manifest;
import java.util.List;

/// What a scan found.
///
/// @param skipped what was left out, in tree order
public record ScanResult(Manifest manifest, List<Skipped> skipped, Fingerprints fingerprints) {
  public ScanResult {
    skipped = List.copyOf(skipped);
  }

  /// The files that changed while they were read, twice: nobody can say what they are.
  public List<Skipped> changed() {
    return skipped.stream().filter(path -> path.reason() == Skipped.Reason.CHANGED).toList();
  }
}
