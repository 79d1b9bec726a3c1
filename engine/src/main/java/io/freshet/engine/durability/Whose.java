package io.freshet.engine.durability;

/// Who put a file where it stands.
public enum Whose {
  /// This program, with this release or one before it; and nobody has changed it since.
  OURS,
  /// Somebody else: it is replaced or deleted only with a way back.
  THEIRS
}
