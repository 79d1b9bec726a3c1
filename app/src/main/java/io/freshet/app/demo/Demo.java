package io.freshet.app.demo;

import io.freshet.app.console.Console;
import io.freshet.app.console.Human;
import io.freshet.app.console.JsonLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The main job, once, on this machine: an origin, four nodes that fetch from it and from each
/// other, one of them killed half-way and started again, and the copies compared at the end.
public final class Demo {
  private static final String CHANNEL = "demo";
  private static final int NODES = 4;

  /// The one that is killed: the third, so that others before and after it go on.
  private static final int VICTIM = 2;

  private static final long MADE_BYTES = 512L << 20;

  /// Long enough to be watched: a kill at half, a second of silence, a resume. Short enough that
  /// all of it with start and proof stays far under a minute.
  private static final long WATCHED_SECONDS = 10;

  /// Two cores move some 4 × 150 MiB/s over loopback, hashed. What takes longer than
  /// [#WATCHED_SECONDS] at that rate needs no limit to be seen.
  private static final long FAST_BYTES_PER_SECOND = 150L << 20;

  /// A few pieces a second, where the release has only a few.
  private static final long LIMIT_KIBIBYTES_PER_SECOND_MIN = 64;

  /// How long the killed node stays away, for people to see it.
  private static final long AWAY_NANOS = 1_000_000_000L;

  private static final int LABEL_COLUMNS = 9;

  private static final long REDRAW_MILLIS = 100;

  /// Nothing arrived anywhere for so long: it will not.
  private static final long STALLED_NANOS = 60_000_000_000L;

  /// Ctrl-C reaches the nodes and this process at once; the nodes may be faster.
  private static final long INTERRUPT_MILLIS = 300;

  private final Console console;
  private final Optional<Path> path;
  private final Mode mode;
  private final long startNanos = System.nanoTime();

  /// Who decides which node fetches what from whom.
  public enum Mode {
    TRACKED,
    TRACKERLESS
  }

  /// @param path what to distribute; a file is made when there is none
  public Demo(Console console, Optional<Path> path, Mode mode) {
    this.console = console;
    this.path = path;
    this.mode = mode;
  }

  /// What the origin said when it was ready.
  private record Serving(Process process, String address, String infoHash) {}

  /// What differs at the end, in words; nothing when all is well.
  public List<String> run() throws IOException, InterruptedException {
    if (path.isPresent() && !Files.exists(path.get()))
      throw new NoSuchFileException(path.get().toString());
    long bytes = path.isPresent() ? Scratch.bytesOf(path.get()) : MADE_BYTES;
    long copies = path.isPresent() ? NODES : NODES + 1;
    try (var scratch = Scratch.make(bytes * copies);
        var cast = new Cast(scratch.folder())) {
      var source = source(scratch);
      var serving = serve(scratch, cast, source, limits(bytes));
      var fetchers = fetch(scratch, cast, serving, limits(bytes));
      follow(cast, serving, fetchers);
      summarize(fetchers, bytes);
      var differences = new Proof(source, serving.infoHash(), console).differences(fetchers);
      if (differences.isEmpty()) {
        console.line(
            "VERIFY OK: "
                + NODES
                + " copies equal the source, "
                + Human.duration(Duration.ofNanos(System.nanoTime() - startNanos))
                + " in all");
      }
      return differences;
    }
  }

  private Path source(Scratch scratch) throws IOException {
    if (path.isPresent()) return path.get().toAbsolutePath().normalize();
    var made = scratch.randomFile("demo.bin", MADE_BYTES);
    say("file", Human.size(MADE_BYTES) + " of random bytes: " + made);
    return made;
  }

  private static boolean isLimited(long bytes) {
    return bytes / WATCHED_SECONDS < FAST_BYTES_PER_SECOND;
  }

  private static List<String> limits(long bytes) {
    if (!isLimited(bytes)) return List.of();
    long kibibytes = Math.max(LIMIT_KIBIBYTES_PER_SECOND_MIN, (bytes / WATCHED_SECONDS) >> 10);
    String limit = kibibytes < 10_000 ? kibibytes + "KiB/s" : (kibibytes >> 10) + "MiB/s";
    return List.of("--limit-up", limit, "--limit-down", limit);
  }

  private Serving serve(Scratch scratch, Cast cast, Path source, List<String> limits)
      throws IOException, InterruptedException {
    var words = new ArrayList<>(List.of("serve", source.toString(), "--channel", CHANNEL));
    words.addAll(List.of("--listen", "127.0.0.1:0", "--json", "--data"));
    words.add(scratch.subfolder("tracker").toString());
    words.addAll(limits);
    var process = cast.start(words);
    while (true) {
      switch (cast.next(REDRAW_MILLIS).orElse(null)) {
        case Heard.Said(_, JsonLine line) when line.text("state").equals("serving") -> {
          var serving = new Serving(process, line.text("address"), line.text("info_hash"));
          say("origin", "process " + process.pid() + " on " + serving.address());
          say("release", "info hash " + serving.infoHash());
          return serving;
        }
        case Heard.Ended ended -> throw ended(cast, "the origin", ended);
        case Heard.Said _ -> {}
        case null ->
            console.progress(List.of("the origin hashes " + source + " …"), System.nanoTime());
      }
    }
  }

  private List<Fetcher> fetch(Scratch scratch, Cast cast, Serving serving, List<String> limits)
      throws IOException {
    var fetchers = new ArrayList<Fetcher>();
    for (int number = 1; number <= NODES; number++) {
      var destination = scratch.subfolder("node-" + number);
      var words = new ArrayList<String>();
      words.add("get");
      switch (mode) {
        case TRACKED -> words.add(serving.address() + "/" + CHANNEL);
        case TRACKERLESS -> words.addAll(List.of(serving.infoHash(), "--peer", serving.address()));
      }
      words.add(destination.toString());
      // Who is complete goes on giving; should the demo be killed, nodes end by themselves.
      words.addAll(List.of("--listen", "127.0.0.1:0", "--serve-for", "10m", "--json"));
      words.addAll(limits);
      fetchers.add(new Fetcher("node " + number, destination, words, cast.start(words)));
    }
    var pids = fetchers.stream().map(one -> Long.toString(one.process().pid())).toList();
    say("nodes", "processes " + String.join(", ", pids));
    say(
        "plan",
        mode == Mode.TRACKED
            ? "the origin's tracker plans who fetches what from whom"
            : "no tracker: each node picks what is rarest");
    if (!limits.isEmpty())
      say("limits", String.join(" ", limits) + ", or it would be over before it is seen");
    return fetchers;
  }

  private void follow(Cast cast, Serving serving, List<Fetcher> fetchers)
      throws IOException, InterruptedException {
    var picture = new Picture(console, System.nanoTime());
    var victim = fetchers.get(VICTIM);
    long killedNanos = 0;
    long arrived = 0;
    long movedNanos = System.nanoTime();
    while (fetchers.stream().anyMatch(one -> one.state() != Fetcher.State.COMPLETE)) {
      var heard = cast.next(REDRAW_MILLIS);
      long now = System.nanoTime();
      if (heard.isPresent()) hear(cast, serving, fetchers, heard.get());
      if (!victim.wasRestarted() && victim.isHalfWay()) {
        kill(victim);
        killedNanos = now;
      }
      boolean back = victim.state() == Fetcher.State.KILLED && now - killedNanos >= AWAY_NANOS;
      if (back) restart(cast, victim);
      picture.show(fetchers, now);
      long arrivedNow = fetchers.stream().mapToLong(one -> one.progress().done()).sum();
      if (arrivedNow != arrived || back) movedNanos = now;
      arrived = arrivedNow;
      if (now - movedNanos > STALLED_NANOS) {
        throw new IOException(
            "nothing has arrived at any node for "
                + STALLED_NANOS / 1_000_000_000L
                + " s: this is a bug, please report it");
      }
    }
    console.endProgress();
  }

  private void hear(Cast cast, Serving serving, List<Fetcher> fetchers, Heard heard)
      throws IOException, InterruptedException {
    var speaker = fetchers.stream().filter(one -> one.is(heard.process())).findFirst();
    switch (heard) {
      case Heard.Said(_, JsonLine line) -> {
        if (speaker.isEmpty() || speaker.get().state() == Fetcher.State.KILLED) return;
        boolean starting = speaker.get().state() == Fetcher.State.STARTING;
        speaker.get().hear(line);
        if (starting && speaker.get().wasRestarted()) sayResumed(speaker.get());
      }
      case Heard.Ended ended -> {
        if (heard.process().equals(serving.process())) throw ended(cast, "the origin", ended);
        if (speaker.isPresent() && speaker.get().state() != Fetcher.State.KILLED)
          throw ended(cast, speaker.get().name, ended);
      }
    }
  }

  private void kill(Fetcher victim) {
    victim.process().destroyForcibly();
    victim.killed();
    var progress = victim.progress();
    say(
        victim.name,
        "killed (SIGKILL, process "
            + victim.process().pid()
            + ") with "
            + Human.size(progress.done())
            + " ("
            + Human.percent(progress.done(), progress.total())
            + ")");
  }

  private void restart(Cast cast, Fetcher victim) throws IOException, InterruptedException {
    // Its lock on the destination goes with it.
    victim.process().waitFor();
    victim.startedAgain(cast.start(victim.words));
  }

  private void sayResumed(Fetcher victim) {
    say(
        victim.name,
        "started again by the same command (process "
            + victim.process().pid()
            + "): kept "
            + Human.size(victim.kept())
            + ", fetches the rest");
  }

  private void summarize(List<Fetcher> fetchers, long bytes) {
    var victim = fetchers.get(VICTIM);
    say(
        victim.name,
        victim.wasRestarted()
            ? "complete: kept "
                + Human.size(victim.kept())
                + ", fetched "
                + Human.size(victim.fetchedSinceRestart())
                + " after its restart"
            : "complete before it could be killed half-way");
    console.line("");
    console.line("who gave how much to whom");
    var shares = new Shares(fetchers);
    shares.table().forEach(console::line);
    if (bytes > 0) {
      console.line(
          "the origin sent "
              + Math.round(100.0 * shares.givenByOrigin() / bytes) / 100.0
              + " times the release; to each node by itself it would have sent it "
              + NODES
              + " times");
    }
    console.line("");
  }

  private void say(String what, String words) {
    console.line(what + " ".repeat(Math.max(1, LABEL_COLUMNS - what.length())) + words);
    console.flush();
  }

  private static IOException ended(Cast cast, String who, Heard.Ended ended)
      throws IOException, InterruptedException {
    Thread.sleep(INTERRUPT_MILLIS);
    return new IOException(
        who + " ended with exit code " + ended.exitCode() + ": " + cast.lastWords(ended.process()));
  }
}
