package io.freshet.app.console;

/// What output goes to.
public sealed interface Surface {
  Surface PLAIN = new Plain();

  /// A file or a pipe: lines that stay.
  record Plain() implements Surface {}

  /// @param columns how wide it is
  record Terminal(int columns) implements Surface {
    /// What a terminal that doesn't say is taken to have.
    public static final int COLUMNS_DEFAULT = 80;

    public Terminal {
      if (columns < 1) throw new IllegalArgumentException("columns " + columns);
    }
  }
}
