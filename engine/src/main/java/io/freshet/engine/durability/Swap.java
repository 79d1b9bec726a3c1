package io.freshet.engine.durability;

/// How far the one step is in which a release takes the place of the one before it.
public enum Swap {
  /// What stands there is what stood there before.
  NOT_BEGUN,
  /// Some names are the new release's, others still the old one's: whoever finds that goes on.
  BEGUN,
  /// What stands there is this release.
  DONE
}
