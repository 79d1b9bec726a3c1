package io.freshet.sim.disk;

import java.util.BitSet;

/// What was said of a disk from outside, by one process after the other: kept by the checker, never
/// by what it checks.
final class Promises {
  /// Pieces that were said to survive.
  final BitSet confirmed = new BitSet();

  /// Files that were said to be in place.
  final BitSet settled = new BitSet();

  /// Files that somebody else has touched: what was promised of them may be lost, never wrong.
  final BitSet touched = new BitSet();

  /// Files that somebody changed after they were found to be right: they are theirs.
  final BitSet changedSince = new BitSet();

  /// Files of somebody else's whose sync failed before anything in them was ours: what of them
  /// reaches the disk nobody can know, and they are not rewritten.
  final BitSet theirsUnsynced = new BitSet();

  /// The journal was touched: every promise may be lost.
  boolean journalTouched;

  /// Files that were wrong under their final names before anybody came to put that right.
  final BitSet wrongBefore = new BitSet();
}
