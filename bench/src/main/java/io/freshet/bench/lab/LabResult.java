package io.freshet.bench.lab;

import io.freshet.app.console.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// What came of a case for one contender.
///
/// @param goodputMbit what one TCP connection carries over the same link, by iperf3
/// @param predictedSeconds by the simulator; 0 for what it does not know
public record LabResult(
    LabCase work,
    String contender,
    double goodputMbit,
    double predictedSeconds,
    List<LabRun> runs) {

  public LabResult {
    runs = List.copyOf(runs);
  }

  /// How long the file takes at the link's goodput.
  public static double idealSeconds(LabCase work, double goodputMbit) {
    return work.bytes() * 8 / 1e6 / goodputMbit;
  }

  private double median(ToDoubleFunction<LabRun> what) {
    return Median.of(runs.stream().mapToDouble(what).toArray());
  }

  /// Time of the last receiver, the median of all runs.
  double lastSeconds() {
    return median(LabRun::last);
  }

  /// Ideal over the last receiver's time; where the origin was away, that time is not asked for.
  public double ofIdeal() {
    double down = median(run -> run.notes().getOrDefault("down_s", 0.0));
    return (idealSeconds(work, goodputMbit) + down) / lastSeconds();
  }

  double originCopies() {
    return median(run -> run.originBytes() / (double) work.bytes());
  }

  JsonObject json() {
    JsonObject json =
        new JsonObject()
            .put("case", work.name())
            .put("contender", contender)
            .put("bytes", work.bytes())
            .put("receivers", work.receivers())
            .put("mbit", work.mbit())
            .put("slow", work.slow())
            .put("iperf3_mbit", LabRun.rounded(goodputMbit))
            .put("ideal_s", LabRun.rounded(idealSeconds(work, goodputMbit)))
            .put("last_s", LabRun.rounded(lastSeconds()))
            .put("of_ideal", LabRun.rounded(ofIdeal()))
            .put("origin_copies", LabRun.rounded(originCopies()))
            .put("cpu_s", LabRun.rounded(median(LabRun::cpuSeconds)))
            .put("memory_bytes", Math.round(median(LabRun::memoryBytes)));
    if (predictedSeconds > 0) {
      json.put("predicted_s", LabRun.rounded(predictedSeconds));
    }
    return json.put("runs", runs.stream().map(run -> run.json(work)).toList());
  }

  /// A line for people.
  String line() {
    return String.format(
        Locale.ROOT,
        "%-14s last %6.2f s, %.3f of ideal; origin %.2f x; %.1f CPU s; %d MiB%s",
        contender,
        lastSeconds(),
        ofIdeal(),
        originCopies(),
        median(LabRun::cpuSeconds),
        Math.round(median(LabRun::memoryBytes)) >> 20,
        predictedSeconds > 0
            ? String.format(Locale.ROOT, "; predicted %.2f s", predictedSeconds)
            : "");
  }
}
