package io.freshet.bench.lab;

import io.freshet.app.console.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One contender's one run of a case.
///
/// @param seconds when each judged receiver was complete, after the clock started
/// @param originBytes what the origin's link carried meanwhile, without headers
/// @param cpuSeconds of the whole machine, both ends and the network between them
/// @param memoryBytes the most that any of its processes had of its own
/// @param notes what else was measured, by name
public record LabRun(
    List<Double> seconds,
    long originBytes,
    double cpuSeconds,
    long memoryBytes,
    Map<String, Double> notes) {

  /// Bytes on the wire for bytes of a TCP stream, with frames of 1,500 bytes and timestamps.
  static final double HEADERS = 1514.0 / 1448;

  public LabRun {
    seconds = seconds.stream().sorted().toList();
    if (seconds.isEmpty()) {
      throw new IllegalArgumentException("a run without receivers");
    }
    notes = java.util.Collections.unmodifiableMap(new TreeMap<>(notes));
  }

  double first() {
    return seconds.getFirst();
  }

  double last() {
    return seconds.getLast();
  }

  JsonObject json(LabCase work) {
    JsonObject json =
        new JsonObject()
            .put("first_s", rounded(first()))
            .put("last_s", rounded(last()))
            .put("origin_copies", rounded(originBytes / (double) work.bytes()))
            .put("cpu_s", rounded(cpuSeconds))
            .put("memory_bytes", memoryBytes);
    notes.forEach((key, value) -> json.put(key, rounded(value)));
    return json;
  }

  static double rounded(double value) {
    return Math.round(value * 1e3) / 1e3;
  }
}
