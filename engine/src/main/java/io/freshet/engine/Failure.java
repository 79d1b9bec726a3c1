package io.freshet.engine;

/// Why a source did not deliver: decides how long and by whom it is avoided.
public enum Failure {
  /// It had no free slot; it said so.
  BUSY,
  /// It said that it does not hold the extent (any more).
  NOT_HELD,
  /// The connection could not be made, broke or spoke nonsense.
  BROKEN,
  /// It sent too little for too long.
  STALLED,
  /// The bytes contradict the manifest.
  CORRUPT
}
