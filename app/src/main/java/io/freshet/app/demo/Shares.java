package io.freshet.app.demo;

import io.freshet.app.console.Human;
import io.freshet.app.console.Table;
import io.freshet.app.console.Table.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Who gave how many bytes to whom, as the receivers counted.
final class Shares {
  /// `bytes[to][from]`; the origin is the first source.
  private final long[][] bytes;

  private final List<Fetcher> fetchers;

  Shares(List<Fetcher> fetchers) {
    this.fetchers = List.copyOf(fetchers);
    bytes = new long[fetchers.size()][fetchers.size() + 1];
    for (int to = 0; to < bytes.length; to++) {
      for (var share : fetchers.get(to).received().entrySet())
        bytes[to][column(share.getKey())] += share.getValue();
    }
  }

  /// Whoever is no fetcher is the origin.
  private int column(String nodeId) {
    for (int i = 0; i < fetchers.size(); i++) if (fetchers.get(i).hasNodeId(nodeId)) return i + 1;
    return 0;
  }

  long givenByOrigin() {
    return givenBy(0);
  }

  long givenBy(Fetcher fetcher) {
    return givenBy(fetchers.indexOf(fetcher) + 1);
  }

  private long givenBy(int column) {
    return Arrays.stream(bytes).mapToLong(row -> row[column]).sum();
  }

  List<String> table() {
    var columns = new ArrayList<Column>();
    columns.add(Column.left("TO \\ FROM"));
    columns.add(Column.right("ORIGIN"));
    for (var fetcher : fetchers) columns.add(Column.right(fetcher.name.toUpperCase(Locale.ROOT)));
    columns.add(Column.right("ALL"));
    var table = new Table(columns);
    for (int to = 0; to < bytes.length; to++) {
      var row = new ArrayList<String>();
      row.add(fetchers.get(to).name);
      for (long share : bytes[to]) row.add(share == 0 ? "·" : Human.size(share));
      row.add(Human.size(Arrays.stream(bytes[to]).sum()));
      table.row(row);
    }
    var sums = new ArrayList<String>();
    sums.add("all");
    for (int from = 0; from <= fetchers.size(); from++) sums.add(Human.size(givenBy(from)));
    sums.add(Human.size(Arrays.stream(bytes).flatMapToLong(Arrays::stream).sum()));
    return table.row(sums).lines();
  }
}
