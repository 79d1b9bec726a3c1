package io.freshet.app.simulating;

import io.freshet.app.console.Human;
import io.freshet.app.console.JsonObject;
import io.freshet.app.console.Table;
import io.freshet.app.console.Table.Column;
import io.freshet.engine.fetching.NodeEngine.Mode;
import io.freshet.sim.Distribution;
import io.freshet.sim.Group;
import io.freshet.sim.Percentiles;
import io.freshet.sim.PublishedCase;
import io.freshet.sim.Result;
import io.freshet.sim.Troubles;
import io.freshet.sim.Troubles.Slowness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What came out of a simulation, for people and for programs.
///
/// @param cpuSeconds what the simulation itself took of a core
/// @param busy the share of the time that it had the core: turns the stopwatch's time into a core's
/// @param trackerBytes what the tracker's engine held of the heap
record Answer(Question question, Result result, double cpuSeconds, double busy, long trackerBytes) {

  /// Below it a tenth of a second matters.
  private static final double WHOLE_SECONDS_FROM = 600;

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(headline());
    lines.add("");
    Table table = new Table(Column.left(""), Column.left(""));
    table.row("time", time());
    table.row("bound", bound());
    table.row("origin sent", String.format(Locale.ROOT, "%.2f copies", result.originCopies()));
    Percentiles times = result.times();
    table.row(
        "receivers took",
        String.format(
            Locale.ROOT,
            "%s (half of them), %s (90 %%), %s (99 %%), %s (99.9 %%)",
            seconds(times.p50()),
            seconds(times.p90()),
            seconds(times.p99()),
            seconds(times.p999())));
    for (Result.Traffic traffic : result.traffic()) {
      table.row(
          traffic.link().from().path() + " → " + traffic.link().to().path(),
          String.format(
              Locale.ROOT, "%s, %.2f copies", Human.size(traffic.bytes()), copies(traffic)));
    }
    table.row("the last", finisher());
    table.row("it waited for", awaited());
    table.row("tracker", tracker());
    table.row("simulated in", seconds(cpuSeconds) + " of this machine's core");
    table.lines().stream().skip(1).forEach(lines::add);
    question.published().ifPresent(published -> lines.addAll(comparison(published)));
    return lines;
  }

  private String headline() {
    Distribution asked = question.distribution();
    String words =
        Human.size(asked.payload().bytes())
            + " in "
            + Human.count(asked.payload().extents(), "extent")
            + " of "
            + Human.size(asked.payload().extentBytes())
            + " to "
            + Human.count(asked.site().receivers(), "receiver")
            + ", seed "
            + asked.seed();
    return question.published().map(published -> published.words() + ": " + words).orElse(words);
  }

  private String time() {
    String words = seconds(result.timeSeconds());
    if (result.lastSeconds() > result.timeSeconds()) {
      words += "; with the slow ones " + seconds(result.lastSeconds());
    }
    return words;
  }

  /// Where links are uneven or nodes join late, not all of the doublings that the bound counts are
  /// needed.
  private String bound() {
    boolean doublings = result.efficiency() > 1;
    return String.format(
        Locale.ROOT,
        "%s (%s): efficiency %.3f",
        seconds(result.bound().seconds()),
        doublings
            ? "of it " + seconds(result.bound().extentsSeconds()) + " for doublings, not all needed"
            : "no plan can be faster",
        result.efficiency());
  }

  private String finisher() {
    Result.Finisher last = result.finisher();
    String zone = last.receiver().zone().path();
    return String.format(
        Locale.ROOT,
        "receiver %d%s: its link was used to %.0f %%, nothing came for %s",
        last.receiver().number(),
        zone.isEmpty() ? "" : " in " + zone,
        100 * last.linkUse(),
        seconds(last.idleSeconds()));
  }

  private String awaited() {
    Result.Finisher last = result.finisher();
    return String.format(
        Locale.ROOT,
        "extent %d, which some receiver had at %s; asked of %s at %s",
        last.extent(),
        seconds(last.outSeconds()),
        last.source() == 0 ? "the origin" : "receiver " + last.source(),
        seconds(last.askedSeconds()));
  }

  private String tracker() {
    return result.assignments() == 0
        ? ""
        : String.format(
            Locale.ROOT,
            "%s, %.1f µs of a core each (5 are charged), 99.9 %% of its steps at most %.0f µs; %s of"
                + " memory; %s of messages",
            Human.count(result.assignments(), "assignment"),
            trackerMicros(),
            result.stepMicros(),
            Human.size(trackerBytes),
            Human.size(result.controlBytes()));
  }

  private List<String> comparison(PublishedCase published) {
    Table table = new Table(Column.left(""), Column.right("THEIRS"), Column.right("OURS"));
    for (PublishedCase.Figure figure : published.figures(result)) {
      String theirs = figure.theirs().stream().map(Answer::figure).collect(Collectors.joining("–"));
      table.row(figure.words(), theirs, figure(figure.ours()));
    }
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.addAll(table.lines());
    lines.add("Their figures: " + published.source());
    return lines;
  }

  private static String figure(double value) {
    return String.format(Locale.ROOT, value < 5 ? "%.2f" : "%.1f", value);
  }

  private double copies(Result.Traffic traffic) {
    return traffic.bytes() / (double) question.distribution().payload().bytes();
  }

  private double trackerMicros() {
    return result.trackerMicros() / Math.max(1, result.assignments());
  }

  /// `71.8 s`, `12 min 5 s`.
  static String seconds(double seconds) {
    return seconds < WHOLE_SECONDS_FROM
        ? String.format(Locale.ROOT, seconds < 10 ? "%.2f s" : "%.1f s", seconds)
        : Human.duration(Duration.ofMillis(Math.round(seconds * 1e3)));
  }

  JsonObject json() {
    Distribution asked = question.distribution();
    Percentiles times = result.times();
    JsonObject json = new JsonObject();
    question.published().ifPresent(one -> json.put("case", one.name().toLowerCase(Locale.ROOT)));
    json.put("nodes", asked.site().receivers())
        .put("bytes", asked.payload().bytes())
        .put("piece_length", asked.payload().pieceLength())
        .put("extents", asked.payload().extents())
        .put("seed", asked.seed())
        .put("mode", mode(asked.mode()))
        .put("origin_up_rate", asked.site().origin().upBytesPerSecond())
        .put("latency_s", asked.site().roundTripNanos() / 1e9)
        .put("slots_up", asked.site().uploadSlots())
        .put("zones", asked.site().groups().stream().map(Answer::json).toList());
    put(json, asked.troubles());
    json.put("time_s", result.timeSeconds())
        .put("last_s", result.lastSeconds())
        .put("bound_s", result.bound().seconds())
        .put("efficiency", result.efficiency())
        .put("origin_copies", result.originCopies())
        .put("p50_s", times.p50())
        .put("p90_s", times.p90())
        .put("p99_s", times.p99())
        .put("p999_s", times.p999())
        .put("zone_links", result.traffic().stream().map(this::json).toList())
        .put("finisher", finisherJson())
        .put("assignments", result.assignments())
        .put("deliveries", result.deliveries())
        .put("engine_us_per_assignment", trackerMicros())
        .put("engine_step_p999_us", result.stepMicros())
        .put("engine_bytes", trackerBytes)
        .put("node_us_per_delivery", busy * result.nodeMicros() / Math.max(1, result.deliveries()))
        .put("control_bytes", result.controlBytes())
        .put("cpu_s", cpuSeconds);
    question
        .published()
        .ifPresent(
            one ->
                json.put("source", one.source())
                    .put("published", one.figures(result).stream().map(Answer::json).toList()));
    return json;
  }

  private static String mode(Mode mode) {
    return switch (mode) {
      case TRACKED -> "tracked";
      case ALONE -> "trackerless";
    };
  }

  private static JsonObject json(Group group) {
    return new JsonObject()
        .put("zone", group.zone().path())
        .put("nodes", group.count())
        .putNumbers("up_rates", group.ups())
        .putNumbers("down_rates", group.downs());
  }

  private static void put(JsonObject json, Troubles troubles) {
    Slowness slowness = troubles.slowness();
    boolean slow = !slowness.equals(Slowness.NONE);
    json.put("slow_every", slow ? slowness.every() : 0)
        .put("slow_factor", slowness.factor())
        .put("slow_affects", slowness.affected().name().toLowerCase(Locale.ROOT))
        .put("drop_outs", troubles.dropOuts())
        .put("joins_s", troubles.joinsNanos() / 1e9)
        .put("failures", troubles.failures());
  }

  private JsonObject json(Result.Traffic traffic) {
    return new JsonObject()
        .put("from", traffic.link().from().path())
        .put("to", traffic.link().to().path())
        .put("rate", traffic.link().bytesPerSecond())
        .put("bytes", traffic.bytes())
        .put("copies", copies(traffic));
  }

  private JsonObject finisherJson() {
    Result.Finisher last = result.finisher();
    return new JsonObject()
        .put("receiver", last.receiver().number())
        .put("zone", last.receiver().zone().path())
        .put("join_s", last.receiver().joinNanos() / 1e9)
        .put("time_s", last.seconds())
        .put("link_use", last.linkUse())
        .put("idle_s", last.idleSeconds())
        .put("extent", last.extent())
        .put("extent_out_s", last.outSeconds())
        .put("source", last.source())
        .put("asked_s", last.askedSeconds());
  }

  private static JsonObject json(PublishedCase.Figure figure) {
    return new JsonObject()
        .put("figure", figure.key())
        .putNumbers("theirs", figure.theirs())
        .put("ours", figure.ours());
  }
}
