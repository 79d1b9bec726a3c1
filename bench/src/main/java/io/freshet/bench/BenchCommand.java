package io.freshet.bench;

import io.freshet.app.Command;
import io.freshet.app.Outcome;
import io.freshet.app.arguments.Arguments;
import io.freshet.app.arguments.Option;
import io.freshet.app.arguments.Reading;
import io.freshet.app.arguments.Syntax;
import io.freshet.app.arguments.UsageException;
import io.freshet.app.console.Console;
import io.freshet.app.values.Size;
import io.freshet.bench.folders.FolderBench;
import io.freshet.bench.lab.Lab;
import io.freshet.bench.lab.LabCase;
import io.freshet.bench.lab.LabReport;
import io.freshet.bench.lab.LabResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// `freshet bench`: measures this machine, and other tools beside it on the same work.
public final class BenchCommand implements Command {
  private static final Option<String> LAB =
      new Option<>(
          "lab",
          Reading.TEXT.as("CASE,…"),
          "in network namespaces with shaped links, as root (bench/README.md): even-8, even-16,"
              + " slow-two, kills, pair, distant-pair,"
              + " cable, origin-cable, or 256x8@200");

  private static final Option<String> AGAINST =
      new Option<>(
          "against",
          Reading.TEXT.as("NAME,…"),
          "who does the same work in turn: nginx; with --lab also aria2, libtorrent-v1,"
              + " libtorrent-v2, rsync, udpcast; with --folders rsync, syncthing; by itself all of them;"
              + " `nobody`");

  private static final Option<Boolean> FOLDERS =
      Option.flag(
          "folders",
          "folders kept equal, here: first sync of large and of many small files, a rename, a change;"
              + " beside rsync and syncthing");

  private static final Option<Boolean> SMALL =
      Option.flag("small", "a thirtieth of the work of --folders, for a quick look");

  private static final Option<Integer> RUNS =
      new Option<>("runs", Reading.COUNT, "so many of each; the median counts; 3 if left out");

  private static final Option<Path> IN =
      new Option<>(
          "in", Reading.PATH.as("DIR"), "where the files lie; /dev/shm, or TMPDIR, if left out");

  private static final Option<Size> SIZE =
      new Option<>("size", Reading.SIZE, "what is brought, without --lab; 256M if left out");

  private static final Option<Integer> RECEIVERS =
      new Option<>("receivers", Reading.COUNT, "to so many, without --lab; 4 if left out");

  private static final Option<Path> CHART =
      new Option<>("chart", Reading.PATH.as("FILE.svg"), "draw the result of --lab");

  private static final Option<Path> TRACES =
      new Option<>(
          "traces",
          Reading.PATH.as("DIR"),
          "keep the mirrors' traces of --lab, below CASE-RUN: where their time went");

  private static final Option<Boolean> JSON = Option.flag("json", "one JSON object a result");

  private static final int RUNS_DEFAULT = 3;
  private static final int MEBIBYTES_DEFAULT = 256;
  private static final int MEBIBYTES_MAX = 64 << 10;
  private static final int RECEIVERS_DEFAULT = 4;
  private static final int RECEIVERS_MAX = 64;

  private static final Syntax SYNTAX =
      new Syntax(
          "bench",
          "measure this machine, and other tools beside it on the same work",
          "freshet bench --size 1G --receivers 4",
          List.of(),
          List.of(SIZE, RECEIVERS, LAB, FOLDERS, SMALL, AGAINST, RUNS, IN, CHART, TRACES, JSON));

  @Override
  public Syntax syntax() {
    return SYNTAX;
  }

  @Override
  public Outcome run(Arguments arguments, Console console)
      throws IOException, InterruptedException, UsageException {
    Optional<String> cases = arguments.value(LAB);
    if (arguments.has(FOLDERS)) {
      if (cases.isPresent()) throw new UsageException("--lab or --folders: write one of them");
      return folders(arguments, console);
    }
    if (arguments.has(SMALL)) throw new UsageException("--small is for --folders: write both");
    if (cases.isEmpty()) {
      return here(arguments, console);
    }
    Lab.Order order;
    try {
      order =
          new Lab.Order(
              words(cases.get()).stream().map(LabCase::of).toList(),
              LabReport.contenders(arguments.value(AGAINST).map(BenchCommand::words)),
              arguments.value(RUNS).orElse(RUNS_DEFAULT),
              arguments.value(TRACES));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
    boolean json = arguments.has(JSON);
    List<LabResult> results =
        Lab.run(order, folder(arguments), json ? console::note : console::line);
    if (json) {
      LabReport.json(results).forEach(console::line);
    }
    Optional<Path> chart = arguments.value(CHART);
    if (chart.isPresent()) {
      LabReport.draw(results, chart.get());
    }
    return Outcome.DONE;
  }

  private static Outcome folders(Arguments arguments, Console console)
      throws IOException, InterruptedException {
    boolean json = arguments.has(JSON);
    FolderBench.run(
        List.of(Path.of("freshet").toAbsolutePath().toString()),
        arguments.value(AGAINST).map(BenchCommand::freshetAnd).orElse(List.of()),
        arguments.has(SMALL) ? FolderBench.Size.SMALL : FolderBench.Size.FULL,
        folder(arguments),
        result -> console.line(json ? result.json().toString() : result.line()));
    return Outcome.DONE;
  }

  private static List<String> freshetAnd(String others) {
    List<String> names = new ArrayList<>(List.of("freshet"));
    if (!others.equals("nobody")) names.addAll(words(others));
    return names;
  }

  /// On this machine, without root: one origin and some receivers over the loopback.
  private static Outcome here(Arguments arguments, Console console)
      throws IOException, InterruptedException, UsageException {
    if (arguments.value(CHART).isPresent()) {
      throw new UsageException("--chart draws the result of --lab: leave it out, or write --lab");
    }
    if (arguments.value(TRACES).isPresent()) {
      throw new UsageException("--traces keeps those of --lab: leave it out, or write --lab");
    }
    long mebibytes =
        arguments.value(SIZE).map(size -> size.bytes() >> 20).orElse((long) MEBIBYTES_DEFAULT);
    int receivers = arguments.value(RECEIVERS).orElse(RECEIVERS_DEFAULT);
    if (mebibytes < 1 || mebibytes > MEBIBYTES_MAX || receivers < 1 || receivers > RECEIVERS_MAX) {
      throw new UsageException(
          "write a --size from 1M to 64G and --receivers from 1 to " + RECEIVERS_MAX);
    }
    List<String> names =
        arguments.value(AGAINST).map(BenchCommand::words).orElse(LocalBench.installed());
    var order =
        new LocalBench.Order(
            (int) mebibytes, receivers, arguments.value(RUNS).orElse(RUNS_DEFAULT), names);
    boolean json = arguments.has(JSON);
    for (LocalResult result : LocalBench.run(order, folder(arguments))) {
      console.line(json ? result.json().toString() : result.line());
    }
    return Outcome.DONE;
  }

  /// Where nothing is measured but the programs: in memory, if there is such a folder.
  private static Path folder(Arguments arguments) {
    Path memory = Path.of("/dev/shm");
    Path otherwise =
        Files.isWritable(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir"));
    return arguments.value(IN).orElse(otherwise);
  }

  private static List<String> words(String list) {
    return Arrays.asList(list.split(",", -1));
  }

  @Override
  public Outcome interrupted() {
    return new Outcome.Interrupted("interrupted: a measurement keeps nothing: run it again");
  }
}
