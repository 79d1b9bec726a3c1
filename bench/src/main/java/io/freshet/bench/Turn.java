package io.freshet.bench;

import java.util.List;
import java.util.function.ToLongFunction;

/// What one turn of one side took: time, and CPU time of who fetches and of who serves.
record Turn(long wallMillis, long clientMillis, long serverMillis) {
  long cpuMillis() {
    return clientMillis + serverMillis;
  }

  /// The least of all turns, each measure by itself: what disturbs only ever adds.
  static Turn least(List<Turn> turns) {
    Turn cheapest = turns.getFirst();
    for (Turn turn : turns) if (turn.cpuMillis() < cheapest.cpuMillis()) cheapest = turn;
    return new Turn(
        least(turns, Turn::wallMillis), cheapest.clientMillis(), cheapest.serverMillis());
  }

  private static long least(List<Turn> turns, ToLongFunction<Turn> what) {
    return turns.stream().mapToLong(what).min().orElseThrow();
  }
}
