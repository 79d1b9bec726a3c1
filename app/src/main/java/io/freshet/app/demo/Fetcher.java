package io.freshet.app.demo;

import io.freshet.app.console.JsonLine;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One of the demo's nodes that fetch: what it said of itself, over all processes that it was.
final class Fetcher {
  final String name;
  final Path destination;

  /// What it is started with, each time.
  final List<String> words;

  private Process process;
  private State state = State.STARTING;
  private Progress progress = Progress.NONE;
  private long kept;
  private long fetchedSinceRestart;
  private int lives = 1;

  /// What each process of it received, by its node id and the source's.
  private final Map<String, Map<String, Long>> received = new LinkedHashMap<>();

  enum State {
    STARTING,
    FETCHING,
    KILLED,
    COMPLETE
  }

  /// @param rate bytes a second
  record Progress(long done, long total, long rate, long sources) {
    static final Progress NONE = new Progress(0, 0, 0, 0);
  }

  Fetcher(String name, Path destination, List<String> words, Process process) {
    this.name = name;
    this.destination = destination;
    this.words = List.copyOf(words);
    this.process = process;
  }

  /// @param line what `get --json` wrote
  void hear(JsonLine line) {
    boolean first = state == State.STARTING;
    long done = line.number("done");
    long fetched = line.number("fetched");
    switch (line.text("state")) {
      case "fetching" -> state = State.FETCHING;
      case "complete" -> state = State.COMPLETE;
      default -> {
        return;
      }
    }
    progress =
        new Progress(done, line.number("total"), line.number("rate"), line.number("sources"));
    if (lives > 1) {
      if (first) kept = done - fetched;
      fetchedSinceRestart = fetched;
    }
    received.put(line.text("node"), line.numbers("received"));
  }

  void killed() {
    state = State.KILLED;
  }

  void startedAgain(Process again) {
    process = again;
    state = State.STARTING;
    lives++;
  }

  boolean is(Process other) {
    return process.equals(other);
  }

  Process process() {
    return process;
  }

  State state() {
    return state;
  }

  Progress progress() {
    return progress;
  }

  boolean wasRestarted() {
    return lives > 1;
  }

  boolean isHalfWay() {
    return state == State.FETCHING && progress.done() * 2 >= progress.total();
  }

  /// What its second process found on its disk.
  long kept() {
    return kept;
  }

  long fetchedSinceRestart() {
    return fetchedSinceRestart;
  }

  boolean hasNodeId(String id) {
    return received.containsKey(id);
  }

  /// By the sources' node ids.
  Map<String, Long> received() {
    var sum = new LinkedHashMap<String, Long>();
    for (var one : received.values())
      one.forEach((source, bytes) -> sum.merge(source, bytes, Long::sum));
    return sum;
  }
}
