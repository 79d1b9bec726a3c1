package io.freshet.bench;

import io.freshet.app.console.JsonObject;
import java.util.List;
import java.util.Locale;

/// What one contender took on this machine.
///
/// @param seconds until the last receiver had proven everything
/// @param requests of the slowest receiver
record LocalResult(
    String contender,
    long bytes,
    int receivers,
    double seconds,
    double originCpuSeconds,
    double receiversCpuSeconds,
    Requests requests) {

  /// How long requests take, and the most that one receiver had on their way.
  record Requests(long p50Millis, long p95Millis, long p99Millis, int inFlightMax) {

    /// The worse of the two in each.
    Requests or(Requests other) {
      return new Requests(
          Math.max(p50Millis, other.p50Millis),
          Math.max(p95Millis, other.p95Millis),
          Math.max(p99Millis, other.p99Millis),
          Math.max(inFlightMax, other.inFlightMax));
    }
  }

  /// The one in the middle by time.
  static LocalResult median(List<LocalResult> runs) {
    List<LocalResult> sorted =
        runs.stream().sorted(java.util.Comparator.comparingDouble(LocalResult::seconds)).toList();
    return sorted.get(sorted.size() / 2);
  }

  /// What all receivers together took in a second.
  double bytesPerSecond() {
    return bytes * receivers / seconds;
  }

  JsonObject json() {
    return new JsonObject()
        .put("contender", contender)
        .put("bytes", bytes)
        .put("receivers", receivers)
        .put("seconds", seconds)
        .put("rate", Math.round(bytesPerSecond()))
        .put("origin_cpu_s", originCpuSeconds)
        .put("receivers_cpu_s", receiversCpuSeconds)
        .put("p50_ms", requests.p50Millis())
        .put("p95_ms", requests.p95Millis())
        .put("p99_ms", requests.p99Millis())
        .put("in_flight_max", requests.inFlightMax());
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "%-8s %d receivers in %.2f s, %.0f MiB/s together; CPU: origin %.2f s, receivers %.2f s;"
            + " requests: %d ms (half), %d ms (95 %%), %d ms (99 %%), at most %d at once",
        contender,
        receivers,
        seconds,
        bytesPerSecond() / (1 << 20),
        originCpuSeconds,
        receiversCpuSeconds,
        requests.p50Millis(),
        requests.p95Millis(),
        requests.p99Millis(),
        requests.inFlightMax());
  }
}
