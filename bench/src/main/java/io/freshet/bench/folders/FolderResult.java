package io.freshet.bench.folders;

import io.freshet.app.console.JsonObject;
import java.util.Locale;

/// What one contender took for one case.
///
/// @param seconds until the last receiver had it
/// @param cpuSeconds of all the contender's processes
/// @param load of this machine in the minute before
public record FolderResult(
    String contender, FolderCase work, long bytes, double seconds, double cpuSeconds, double load) {

  public JsonObject json() {
    return new JsonObject()
        .put("contender", contender)
        .put("case", work.words)
        .put("bytes", bytes)
        .put("seconds", rounded(seconds))
        .put("cpu_s", rounded(cpuSeconds))
        .put("load", load);
  }

  private static double rounded(double seconds) {
    return Math.round(seconds * 1e3) / 1e3;
  }

  public String line() {
    return String.format(
        Locale.ROOT,
        "%-16s %-10s %8.2f s, %7.2f CPU s (load %.1f)",
        work.words,
        contender,
        seconds,
        cpuSeconds,
        load);
  }
}
