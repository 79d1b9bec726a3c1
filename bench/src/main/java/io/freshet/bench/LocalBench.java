package io.freshet.bench;

import io.freshet.bench.LocalResult.Requests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One origin and several receivers on this machine, over its loopback: Freshet, and beside it what
/// is installed, in turn. Whole processes, their start included, everything proven.
final class LocalBench {
  private static final String NGINX = "nginx";
  private static final String NOBODY = "nobody";
  private static final Pattern ARRIVED =
      Pattern.compile(
          "\"p50_ms\":([0-9]+),\"p95_ms\":([0-9]+),\"p99_ms\":([0-9]+),\"in_flight_max\":([0-9]+)");

  private final Order order;
  private final Path folder;
  private final Path file;

  /// @param against names of those that do the same
  record Order(int mebibytes, int receivers, int runs, List<String> against) {
    Order {
      against = List.copyOf(against);
    }
  }

  private LocalBench(Order order, Path folder) throws IOException {
    this.order = order;
    this.folder = folder;
    Path place = Files.createDirectory(folder.resolve("served"));
    file = Content.random(place.resolve("file"), order.mebibytes(), System.nanoTime());
  }

  /// Those that can take part here.
  static List<String> installed() {
    boolean all = List.of("nginx", "curl", "openssl").stream().allMatch(Installed::has);
    return all ? List.of(NGINX) : List.of();
  }

  static List<LocalResult> run(Order order, Path in) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(in, "freshet-bench-");
    try {
      LocalBench bench = new LocalBench(order, folder);
      List<LocalResult> ours = new ArrayList<>();
      List<LocalResult> theirs = new ArrayList<>();
      for (int run = 0; run < order.runs(); run++) {
        ours.add(bench.freshet(folder.resolve("data-" + run)));
        for (String name : order.against()) {
          if (name.equals(NGINX)) {
            theirs.add(bench.nginx(Files.createDirectory(folder.resolve("nginx-" + run))));
          } else if (!name.equals(NOBODY)) {
            throw new IOException(name + " does this in the lab only: write --lab even-8");
          }
        }
      }
      List<LocalResult> results = new ArrayList<>(List.of(LocalResult.median(ours)));
      if (!theirs.isEmpty()) results.add(LocalResult.median(theirs));
      return results;
    } finally {
      Content.delete(folder);
    }
  }

  private LocalResult freshet(Path data) throws IOException, InterruptedException {
    try (Freshet side = Freshet.serve(Path.of("freshet").toAbsolutePath(), file, data)) {
      return take(
          "freshet",
          side,
          target -> {
            Path trace = target.resolveSibling("trace");
            side.fetch(target, trace);
            return requests(Files.readString(trace));
          });
    }
  }

  private LocalResult nginx(Path scratch) throws IOException, InterruptedException {
    try (Nginx side = Nginx.serve(file, scratch)) {
      return take(
          NGINX,
          side,
          target -> {
            long begun = System.nanoTime();
            side.fetch(target);
            long millis = (System.nanoTime() - begun) / 1_000_000;
            return new Requests(millis, millis, millis, 1);
          });
    }
  }

  /// What a trace says of the release that it is about.
  static Requests requests(String trace) throws IOException {
    Matcher arrived = ARRIVED.matcher(trace);
    if (!arrived.find()) {
      throw new IOException("a trace without what its requests took: " + trace);
    }
    return new Requests(
        Long.parseLong(arrived.group(1)),
        Long.parseLong(arrived.group(2)),
        Long.parseLong(arrived.group(3)),
        Integer.parseInt(arrived.group(4)));
  }

  @FunctionalInterface
  private interface Fetching {
    Requests of(Path target) throws IOException, InterruptedException;
  }

  private LocalResult take(String name, Side side, Fetching fetching)
      throws IOException, InterruptedException {
    long server = side.serverMillis();
    long children = CpuTime.millisOfEndedChildren();
    long begun = System.nanoTime();
    Requests worst = new Requests(0, 0, 0, 0);
    List<Path> targets = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Requests>> all = new ArrayList<>();
      for (int receiver = 0; receiver < order.receivers(); receiver++) {
        Path target = Files.createTempDirectory(folder, name).resolve("file");
        targets.add(target);
        all.add(threads.submit(() -> fetching.of(target)));
      }
      for (Future<Requests> one : all) worst = worst.or(one.get());
    } catch (ExecutionException e) {
      throw new IOException(name + " could not bring it: " + e.getCause(), e);
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    double clients = (CpuTime.millisOfEndedChildren() - children) / 1e3;
    double origin = (side.serverMillis() - server) / 1e3;
    for (Path target : targets) {
      if (Files.mismatch(file, target) >= 0) throw new IOException(target + " differs");
      Content.delete(target.resolveSibling(".").normalize());
    }
    return new LocalResult(
        name,
        (long) order.mebibytes() << 20,
        order.receivers(),
        Math.round(seconds * 1e3) / 1e3,
        origin,
        clients,
        worst);
  }
}
