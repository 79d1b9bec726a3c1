package io.freshet.app;

import io.freshet.app.console.JsonObject;
import io.freshet.content.InfoHash;
import io.freshet.engine.Failure;
import io.freshet.node.trace.Moment;
import io.freshet.node.trace.Trace;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/// A file with one JSON object for each [Moment]; docs/trace.md says what they mean.
final class TraceFile implements Trace {

  /// A line has some 200 bytes, one that names 40 sources 1,200: the file has 4 MB, at most some
  /// 24.
  static final int LINES_MAX = 20_000;

  private final Path file;
  private final long begunNanos = System.nanoTime();

  // Guarded by this.
  private final Writer out;
  private int lines;

  private TraceFile(Path file, Writer out) {
    this.file = file;
    this.out = out;
  }

  static TraceFile create(Path file) throws IOException {
    return new TraceFile(file, Files.newBufferedWriter(file));
  }

  @Override
  public synchronized void tell(Moment moment) {
    if (lines < LINES_MAX) {
      write(moment);
    }
    if (++lines == LINES_MAX) {
      close();
    }
  }

  private void write(Moment moment) {
    JsonObject line =
        new JsonObject()
            .put("time", Instant.now().toString())
            .put("s", Math.round((System.nanoTime() - begunNanos) / 1e3) / 1e6);
    try {
      out.append(words(line, moment)).append('\n');
      out.flush();
    } catch (IOException e) {
      // What is explained goes on without the explanation.
      lines = LINES_MAX;
      System.err.println("freshet: " + file + " cannot be written, no trace: " + e.getMessage());
    }
  }

  private static String words(JsonObject line, Moment moment) {
    return switch (moment) {
      case Moment.Announced(InfoHash release, String label) ->
          at(line, "announced", release).put("release", label).toString();
      case Moment.ManifestHere(InfoHash release) -> at(line, "manifest", release).toString();
      case Moment.Opened(InfoHash release, long wanted, long lacking) ->
          at(line, "opened", release)
              .put("bytes_wanted", wanted)
              .put("bytes_lacking", lacking)
              .toString();
      case Moment.Joined(InfoHash release) -> at(line, "joined", release).toString();
      case Moment.Planned(InfoHash release) -> at(line, "planned", release).toString();
      case Moment.Asked(InfoHash release, String source) ->
          at(line, "asked", release).put("source", source).toString();
      case Moment.Gap(InfoHash release, Moment.Lull lull, var waitedFor, String endedBy) ->
          lull(at(line, "gap", release), lull)
              .put("waited_for", waitedFor.stream().map(TraceFile::words).toList())
              .put("ended_by", endedBy)
              .toString();
      case Moment.Failed(InfoHash release, String source, Failure why) ->
          at(line, "failed", release).put("source", source).put("why", words(why)).toString();
      case Moment.Untracked(InfoHash release) -> at(line, "untracked", release).toString();
      case Moment.Arrived(InfoHash release, int gaps, Moment.Lull lulls, var requests) ->
          lull(at(line, "arrived", release).put("gaps", gaps), lulls)
              .put("requests", requests.ended())
              .put("p50_ms", requests.p50Nanos() / 1_000_000)
              .put("p95_ms", requests.p95Nanos() / 1_000_000)
              .put("p99_ms", requests.p99Nanos() / 1_000_000)
              .put("in_flight_max", requests.inFlightMax())
              .toString();
      case Moment.InPlace(InfoHash release) -> at(line, "in-place", release).toString();
    };
  }

  private static JsonObject words(Moment.Silence silence) {
    return new JsonObject()
        .put("source", silence.source())
        .put("silent_ms", silence.nanos() / 1_000_000);
  }

  private static String words(Failure why) {
    return switch (why) {
      case BUSY -> "busy";
      case NOT_HELD -> "not held";
      case BROKEN -> "broken";
      case STALLED -> "stalled";
      case CORRUPT -> "corrupt";
    };
  }

  private static JsonObject at(JsonObject line, String moment, InfoHash release) {
    return line.put("moment", moment).put("info_hash", release.hex());
  }

  private static JsonObject lull(JsonObject line, Moment.Lull lull) {
    return line.put("gap_ms", lull.nanos() / 1_000_000)
        .put("unplanned_ms", lull.unplannedNanos() / 1_000_000);
  }

  @Override
  public synchronized void close() {
    try {
      out.close();
    } catch (IOException e) {
      // All that could be written has been.
    }
  }
}
