package io.freshet.content.scan;

import io.freshet.content.Manifest;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/// The hashes of the pieces of each entry of a walk: made by this scan, or told by an earlier one.
///
/// What was told stays in the earlier manifest: of a million files it would take 50 MB more.
final class EntryHashes {
  private final byte[][] made;
  private int[] told = {};
  private Optional<Manifest> earlier = Optional.empty();

  EntryHashes(int entries) {
    made = new byte[entries][];
  }

  /// @param files by entry: the file of that manifest whose bytes it has, or [Recall#UNKNOWN]
  void recall(Manifest manifest, int[] files) {
    earlier = Optional.of(manifest);
    told = files;
  }

  boolean isTold(int entry) {
    return told.length > 0 && told[entry] != Recall.UNKNOWN;
  }

  void made(int entry, byte[] hashes) {
    made[entry] = hashes;
  }

  /// 32 bytes a piece.
  byte[] of(int entry) {
    return isTold(entry) ? earlier.orElseThrow().pieces().hashes(told[entry]) : made[entry];
  }

  /// The entries.
  IntStream all() {
    return IntStream.range(0, made.length);
  }

  /// Forgets all of them.
  void clear() {
    Arrays.fill(made, new byte[0]);
    told = new int[0];
    earlier = Optional.empty();
  }
}
