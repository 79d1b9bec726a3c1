package io.freshet.app.simulating;

import io.freshet.app.console.Console;
import io.freshet.app.console.Human;
import io.freshet.app.console.Surface;
import io.freshet.sim.Distribution;
import io.freshet.sim.Receiver;
import io.freshet.sim.Simulation;
import java.util.ArrayList;
import java.util.List;

/// The distribution as it runs: on a terminal a cell for each receiver, or for several where there
/// are many, filling up; elsewhere a line now and then.
final class Grid {
  /// More cells than these say no more, and cost the terminal.
  static final int CELLS_MAX = 1_000;

  /// Lines that are not cells: the one above, and the one that the cursor stands in.
  private static final int OTHER_LINES = 3;

  /// What ends sooner needs no lines.
  private static final long QUIET_NANOS = 2_000_000_000L;

  private static final String LEVELS = "·▁▂▃▄▅▆▇█";

  private final Console console;
  private final Simulation simulation;
  private final long extents;
  private final long beganNanos;

  Grid(Console console, Distribution distribution, Simulation simulation, long nowNanos) {
    this.beganNanos = nowNanos;
    this.console = console;
    this.simulation = simulation;
    this.extents = distribution.payload().extents();
  }

  void show(long nowNanos) {
    switch (console.surface()) {
      case Surface.Plain() -> {
        if (nowNanos - beganNanos > QUIET_NANOS) {
          console.progress(List.of(headline()), nowNanos);
        }
      }
      case Surface.Terminal(int columns, int rows) ->
          console.progress(lines(columns, rows), nowNanos);
    }
  }

  List<String> lines(int columns, int rows) {
    int wide = Math.max(1, columns - 1);
    int cellsMax = Math.clamp((long) wide * Math.max(1, rows - OTHER_LINES), 1, CELLS_MAX);
    int receivers = simulation.receivers().size();
    int each = (receivers + cellsMax - 1) / cellsMax;
    List<String> lines = new ArrayList<>();
    lines.add(headline() + (each > 1 ? " · " + each + " receivers a cell" : ""));
    StringBuilder line = new StringBuilder();
    for (int first = 0; first < receivers; first += each) {
      line.append(cell(first, Math.min(receivers, first + each)));
      if (line.length() == wide) {
        lines.add(line.toString());
        line.setLength(0);
      }
    }
    if (!line.isEmpty()) {
      lines.add(line.toString());
    }
    return lines;
  }

  /// Full only when all of them are.
  private char cell(int from, int to) {
    long stored = 0;
    for (int i = from; i < to; i++) {
      stored += simulation.stored(simulation.receivers().get(i).number());
    }
    long all = extents * (to - from);
    int level = stored == 0 ? 0 : 1 + (int) ((LEVELS.length() - 2) * stored / all);
    return LEVELS.charAt(level);
  }

  private String headline() {
    long stored = 0;
    int complete = 0;
    for (Receiver receiver : simulation.receivers()) {
      int here = simulation.stored(receiver.number());
      stored += here;
      complete += here == extents ? 1 : 0;
    }
    int receivers = simulation.receivers().size();
    return Answer.seconds(simulation.seconds())
        + " of at least "
        + Answer.seconds(simulation.bound().seconds())
        + " · "
        + Human.percent(stored, extents * receivers)
        + " of all copies · "
        + Human.number(complete)
        + " of "
        + Human.count(receivers, "receiver")
        + " complete";
  }
}
