package io.freshet.bench.lab;

import io.freshet.bench.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Does cases of work in a network of namespaces, each contender in turn, several times, and tells
/// how near to what the links carry the last receiver was.
public final class Lab {
  private final Path folder;
  private final Consumer<String> told;

  private Lab(Path folder, Consumer<String> told) {
    this.folder = folder;
    this.told = told;
  }

  /// @param contenders names
  /// @param runs of each, in turn
  /// @param traces where the mirrors' traces are to be kept
  public record Order(
      List<LabCase> cases, List<String> contenders, int runs, Optional<Path> traces) {
    public Order {
      cases = List.copyOf(cases);
      contenders = List.copyOf(contenders);
      contenders.forEach(Contender::of);
      if (runs < 1) {
        throw new IllegalArgumentException(runs + " runs");
      }
    }
  }

  /// The names of all contenders.
  public static List<String> contenders() {
    return Contender.all().stream().map(Contender::name).toList();
  }

  /// @param in a folder with room for each receiver's copy, in memory where disks are not to be
  ///   measured
  /// @param told hears lines for people meanwhile
  public static List<LabResult> run(Order order, Path in, Consumer<String> told)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(in, "freshet-lab-");
    List<LabResult> results = new ArrayList<>();
    try {
      Lab lab = new Lab(folder, told);
      for (LabCase work : order.cases()) {
        results.addAll(lab.run(work, order));
      }
      return results;
    } finally {
      Content.delete(folder);
    }
  }

  private List<LabResult> run(LabCase work, Order order) throws IOException, InterruptedException {
    double goodput;
    double predicted = 0;
    Map<String, List<LabRun>> runs = new TreeMap<>();
    List<Contender> able =
        order.contenders().stream().map(Contender::of).filter(one -> one.takes(work)).toList();
    try (Hosts hosts = Hosts.open(work)) {
      goodput = hosts.goodputMbit();
      double ideal = LabResult.idealSeconds(work, goodput);
      told.accept(
          String.format(
              Locale.ROOT,
              "%s: %s; iperf3 %.1f Mbit/s, ideal %.2f s",
              work.name(),
              work.inWords(),
              goodput,
              ideal));
      for (int run = 0; run < order.runs(); run++) {
        for (Contender contender : able) {
          Path place = Files.createTempDirectory(folder, contender.name());
          LabRun result;
          try {
            result = run(contender, hosts, work, ideal, place);
          } finally {
            if (order.traces().isPresent()) {
              keepTraces(place, order.traces().get().resolve(work.name() + "-" + (run + 1)));
            }
            Content.delete(place);
          }
          told.accept(line(contender, run, result));
          runs.computeIfAbsent(contender.name(), _ -> new ArrayList<>()).add(result);
        }
      }
    }
    List<LabResult> results = new ArrayList<>();
    for (Contender contender : able) {
      if (contender instanceof FreshetChannel) {
        predicted = Prediction.seconds(work, goodput);
      }
      List<LabRun> its = runs.getOrDefault(contender.name(), List.of());
      LabResult result =
          new LabResult(
              work,
              contender.name(),
              goodput,
              contender instanceof FreshetChannel ? predicted : 0,
              its);
      told.accept(result.line());
      results.add(result);
    }
    return results;
  }

  private static String line(Contender contender, int run, LabRun result) {
    return String.format(
        Locale.ROOT,
        "  run %d, %s: first %.2f s, last %.2f s %s",
        run + 1,
        contender.name(),
        result.first(),
        result.last(),
        result.notes());
  }

  /// Those of the mirrors, if this contender has some.
  static void keepTraces(Path place, Path to) throws IOException {
    List<Path> homes;
    try (Stream<Path> inside = Files.list(place)) {
      homes = inside.filter(home -> Files.exists(home.resolve("trace"))).toList();
    }
    for (Path home : homes) {
      Path kept = Files.createDirectories(to).resolve(home.getFileName() + ".trace");
      Files.copy(home.resolve("trace"), kept, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static LabRun run(
      Contender contender, Hosts hosts, LabCase work, double ideal, Path place)
      throws IOException, InterruptedException {
    Path file = Files.createDirectories(place.resolve("from")).resolve("file");
    Content.random(file, work.mebibytes(), System.nanoTime());
    try (Stage stage = new Stage(hosts, work, ideal, file, place)) {
      List<Long> ends = contender.distribute(stage);
      stage.gauge().close();
      for (int host : stage.judged()) {
        if (Files.mismatch(file, stage.target(host)) != -1) {
          throw new IOException(contender.name() + " left something else on host " + host);
        }
      }
      return new LabRun(
          ends.stream().map(end -> (end - stage.begunNanos()) / 1e9).toList(),
          Math.round(stage.gauge().originSentBytes() / LabRun.HEADERS),
          stage.gauge().usedCpuSeconds(),
          stage.gauge().memoryMaxBytes(),
          stage.notes());
    }
  }
}
