package io.freshet.app.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.freshet.app.console.Table.Column;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void columnsAreAsWideAsWhatIsInThem() {
    var table =
        new Table(Column.left("NAME"), Column.right("SIZE"), Column.left("NOTES"))
            .row("a", "1 byte", "")
            .row("long-name", "12.5 GiB", "slow");
    assertEquals(
        List.of(
            "NAME           SIZE  NOTES", //
            "a            1 byte",
            "long-name  12.5 GiB  slow"),
        table.lines());
  }

  @Test
  void columnsWithNothingInThemAreLeftOut() {
    var table = new Table(Column.left("A"), Column.left("B"), Column.left("C")).row("1", "", "3");
    assertEquals(List.of("A  C", "1  3"), table.lines());
    assertEquals(List.of("A  B"), new Table(Column.left("A"), Column.left("B")).lines());
  }

  @Test
  void widthIsWhatATerminalShows() {
    assertEquals(4, Table.width("日本"));
    assertEquals(4, Table.width("cafe\u0301"));
    assertEquals(2, Table.width("\ud83d\udc27"));
    assertEquals(
        List.of("NAME  N", "日本  1", "ab    2"),
        new Table(Column.left("NAME"), Column.right("N")).row("日本", "1").row("ab", "2").lines());
  }

  @Test
  void aRowHasACellForEachColumn() {
    var table = new Table(Column.left("A"));
    assertThrows(IllegalArgumentException.class, () -> table.row("1", "2"));
  }
}
