package io.freshet.sim.disk;

/// A call that the disk refused.
public final class DiskFault extends Exception {
  private static final long serialVersionUID = 1L;

  /// Why.
  public enum Kind {
    NO_SPACE,
    IO_ERROR,
    /// There is no file of that name, or there is one already.
    NAME
  }

  private final Kind kind;

  DiskFault(Kind kind, String path) {
    super(kind + ": " + path);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
