package io.freshet.content.scan;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// What a scan is given that is one of many of the same tree.
///
/// @param earlier the files that need not be read again
/// @param visits is told of each folder
/// @param quiet a file that was changed so shortly before the scan, and is not known from an
///   earlier one, is still being written; zero: that is not asked
public record Repetition(Optional<EarlierScan> earlier, Visits visits, Duration quiet) {
  /// A scan that knows nothing of another one.
  public static final Repetition NONE =
      new Repetition(Optional.empty(), (_, _) -> {}, Duration.ZERO);

  /// Is told of each folder of the tree before it is listed: who watches it from then on misses
  /// nothing that the listing does not show.
  @FunctionalInterface
  public interface Visits {
    void before(Path folder, long inode);
  }

  public Repetition after(Optional<EarlierScan> scan) {
    return new Repetition(scan, visits, quiet);
  }

  public Repetition visiting(Visits listener) {
    return new Repetition(earlier, listener, quiet);
  }

  public Repetition leavingOutWhatChangedWithin(Duration lately) {
    return new Repetition(earlier, visits, lately);
  }
}
