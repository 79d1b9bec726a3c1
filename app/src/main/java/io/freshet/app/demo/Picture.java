package io.freshet.app.demo;

import io.freshet.app.console.Console;
import io.freshet.app.console.Human;
import io.freshet.app.console.Surface;
import io.freshet.app.console.Table;
import io.freshet.app.console.Table.Column;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The demo as it runs: a bar for each node on a terminal, elsewhere a line now and then.
final class Picture {
  private static final int BAR_CELLS = 28;

  /// A run of some 10 s is told in some five lines.
  private static final long PLAIN_EVERY_NANOS = 2_000_000_000L;

  private final Console console;
  private final long startNanos;
  private long saidNanos;

  Picture(Console console, long nowNanos) {
    this.console = console;
    startNanos = nowNanos;
    saidNanos = nowNanos;
  }

  void show(List<Fetcher> fetchers, long nowNanos) {
    switch (console.surface()) {
      case Surface.Terminal _ -> console.progress(bars(fetchers), nowNanos);
      case Surface.Plain _ -> {
        if (nowNanos - saidNanos < PLAIN_EVERY_NANOS) return;
        saidNanos = nowNanos;
        console.note(line(fetchers, nowNanos - startNanos));
      }
    }
  }

  static List<String> bars(List<Fetcher> fetchers) {
    var shares = new Shares(fetchers);
    var table =
        new Table(
            Column.left(""),
            Column.left(""),
            Column.right(""),
            Column.right("RATE"),
            Column.left("FROM"),
            Column.right("SENT"));
    table.row("origin", bar(1, 1), "100 %", "", "", Human.size(shares.givenByOrigin()));
    for (var fetcher : fetchers) {
      var progress = fetcher.progress();
      boolean fetching = fetcher.state() == Fetcher.State.FETCHING;
      table.row(
          fetcher.name,
          bar(progress.done(), Math.max(1, progress.total())),
          progress.total() == 0 ? "" : Human.percent(progress.done(), progress.total()),
          fetching ? Human.rate((double) progress.rate()) : "",
          switch (fetcher.state()) {
            case STARTING -> "starting";
            case FETCHING -> Human.count(progress.sources(), "peer");
            case KILLED -> "killed";
            case COMPLETE -> "complete";
          },
          Human.size(shares.givenBy(fetcher)));
    }
    return table.lines();
  }

  private static String bar(long part, long whole) {
    int filled = (int) (BAR_CELLS * Math.min(part, whole) / whole);
    return "█".repeat(filled) + "░".repeat(BAR_CELLS - filled);
  }

  private static String line(List<Fetcher> fetchers, long nanos) {
    var parts = new ArrayList<String>();
    for (var fetcher : fetchers) {
      var progress = fetcher.progress();
      parts.add(
          fetcher.name
              + " "
              + switch (fetcher.state()) {
                case STARTING -> "starting";
                case KILLED -> "killed";
                case COMPLETE -> "complete";
                case FETCHING ->
                    Human.percent(progress.done(), progress.total())
                        + " at "
                        + Human.rate((double) progress.rate())
                        + " from "
                        + Human.count(progress.sources(), "peer");
              });
    }
    return Human.duration(Duration.ofNanos(nanos)) + ": " + String.join(", ", parts);
  }
}
