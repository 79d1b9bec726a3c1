package io.freshet.app.console;

/// What output goes to.
public sealed interface Surface {
  Surface PLAIN = new Plain();

  /// A file or a pipe: lines that stay.
  record Plain() implements Surface {}

  /// @param columns how wide it is
  /// @param rows how high it is
  record Terminal(int columns, int rows) implements Surface {
    /// What a terminal that doesn't say is taken to have.
    public static final int COLUMNS_DEFAULT = 80;

    public static final int ROWS_DEFAULT = 24;

    public Terminal {
      if (columns < 1) throw new IllegalArgumentException("columns " + columns);
      if (rows < 1) throw new IllegalArgumentException("rows " + rows);
    }

    public Terminal(int columns) {
      this(columns, ROWS_DEFAULT);
    }
  }
}
