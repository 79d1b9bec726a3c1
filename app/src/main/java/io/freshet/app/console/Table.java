package io.freshet.app.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rows under headings, in columns as wide as what is in them.
public final class Table {
  private static final String GAP = "  ";

  /// Code points that terminals show two columns wide, from and to: East Asian scripts and
  /// pictograms (the blocks of Unicode's EastAsianWidth.txt, neighbours taken together).
  private static final int[][] WIDE = {
    {0x1100, 0x115f},
    {0x2e80, 0xa4cf},
    {0xac00, 0xd7a3},
    {0xf900, 0xfaff},
    {0xfe30, 0xfe6f},
    {0xff00, 0xff60},
    {0xffe0, 0xffe6},
    {0x1f300, 0x1faff},
    {0x20000, 0x3fffd},
  };

  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();

  /// At which edge a column's cells meet.
  public enum Side {
    LEFT,
    RIGHT
  }

  public record Column(String heading, Side side) {
    public static Column left(String heading) {
      return new Column(heading, Side.LEFT);
    }

    public static Column right(String heading) {
      return new Column(heading, Side.RIGHT);
    }
  }

  public Table(Column... columns) {
    this(List.of(columns));
  }

  public Table(List<Column> columns) {
    this.columns = List.copyOf(columns);
  }

  public Table row(String... cells) {
    return row(Arrays.asList(cells));
  }

  public Table row(List<String> cells) {
    if (cells.size() != columns.size())
      throw new IllegalArgumentException(cells.size() + " cells in " + columns.size() + " columns");
    // Escaped before it is measured.
    rows.add(cells.stream().map(Human::printable).toList());
    return this;
  }

  /// The headings and the rows. A column of which every cell is empty is left out.
  public List<String> lines() {
    var shown = new ArrayList<Integer>();
    for (int column = 0; column < columns.size(); column++) {
      int index = column;
      if (rows.isEmpty() || rows.stream().anyMatch(row -> !row.get(index).isEmpty()))
        shown.add(column);
    }
    var widths = columns.stream().mapToInt(column -> width(column.heading())).toArray();
    for (var row : rows)
      for (int column : shown) widths[column] = Math.max(widths[column], width(row.get(column)));
    var lines = new ArrayList<String>();
    lines.add(line(shown, widths, columns.stream().map(Column::heading).toList()));
    for (var row : rows) lines.add(line(shown, widths, row));
    return List.copyOf(lines);
  }

  private String line(List<Integer> shown, int[] widths, List<String> cells) {
    var line = new StringBuilder();
    for (int column : shown) {
      String cell = cells.get(column);
      int spaces = widths[column] - width(cell);
      if (columns.get(column).side() == Side.RIGHT) line.repeat(' ', spaces).append(cell);
      else line.append(cell).repeat(' ', spaces);
      line.append(GAP);
    }
    return line.toString().stripTrailing();
  }

  /// How many columns of a terminal a text takes.
  static int width(String text) {
    return text.codePoints().map(Table::width).sum();
  }

  private static int width(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) return 0;
    for (int[] range : WIDE) if (c >= range[0] && c <= range[1]) return 2;
    return 1;
  }
}
