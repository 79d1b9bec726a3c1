package io.freshet.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.ToLongFunction;

/// One pair on one machine, beside `curl` from nginx followed by `openssl dgst -sha256`: time and CPU of both ends.
///
/// The file is in the page cache. Both sides take turns in one run, each turn into a new file, and the minimum of the
/// turns counts: memory of these machines costs anything between once and six times. Ours is the data path alone (a
/// JVM that starts, fetches the manifest and everything, and has it durable); `freshet get` adds a tracker's session.
///
///     java -cp bench/target/classes:… io.freshet.bench.PairBench [--turns 12] [--size MIB] [--dest FOLDER]
public final class PairBench {
  private static final List<String> JVM =
      List.of("-XX:+UseSerialGC", "-Xmx128m", "-XX:-UsePerfData", "-Xshare:auto");

  /// One turn of one side.
  private record Turn(long wallMillis, long clientMillis, long serverMillis) {
    long cpuMillis() {
      return clientMillis + serverMillis;
    }
  }

  private final Path scratch;
  private final Path destination;
  private final Path file;

  private PairBench(Path scratch, Path destination, Path file) {
    this.scratch = scratch;
    this.destination = destination;
    this.file = file;
  }

  public static void main(String[] args) throws Exception {
    switch (args.length == 0 ? "" : args[0]) {
      case "serve" -> PairRoles.serve(Path.of(args[1]));
      case "fetch" -> PairRoles.fetch(Integer.parseInt(args[1]), args[2], args[3]);
      default -> {
        Options options = Options.parse(args);
        for (int mebibytes : options.sizes) run(options, mebibytes);
      }
    }
  }

  private record Options(int turns, List<Integer> sizes, Path folder) {
    static Options parse(String[] args) {
      int turns = 12;
      List<Integer> sizes = List.of(256, 1024);
      Path folder = Path.of("/dev/shm");
      for (int i = 0; i + 1 < args.length; i += 2) {
        switch (args[i]) {
          case "--turns" -> turns = Integer.parseInt(args[i + 1]);
          case "--size" -> sizes = List.of(Integer.parseInt(args[i + 1]));
          case "--dest" -> folder = Path.of(args[i + 1]);
          default -> throw new IllegalArgumentException("unknown option " + args[i]);
        }
      }
      return new Options(turns, sizes, folder);
    }
  }

  private static void run(Options options, int mebibytes) throws Exception {
    Path scratch = Files.createTempDirectory(options.folder, "pair-");
    Path served = Files.createDirectory(scratch.resolve("served"));
    Path destination = Files.createDirectory(scratch.resolve("destination"));
    Path file = served.resolve("file");
    try {
      fill(file, mebibytes);
      new PairBench(scratch, destination, file).run(options.turns, mebibytes);
    } finally {
      delete(scratch);
    }
  }

  private static void fill(Path file, int mebibytes) throws IOException {
    Random random = new Random(mebibytes);
    byte[] block = new byte[1 << 20];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < mebibytes; i++) {
        random.nextBytes(block);
        out.write(block);
      }
    }
  }

  private void run(int turns, int mebibytes) throws Exception {
    List<Turn> theirs = new ArrayList<>();
    List<Turn> ours = new ArrayList<>();
    Process server = java("serve", file.toString()).redirectErrorStream(false).start();
    try (Nginx nginx = Nginx.start(scratch.resolve("served"), scratch);
        BufferedReader said = server.inputReader(StandardCharsets.UTF_8)) {
      String[] where = String.valueOf(said.readLine()).split(" ", -1);
      for (int turn = 0; turn < turns; turn++) {
        theirs.add(nginxTurn(nginx));
        ours.add(ourTurn(server, where));
      }
    } finally {
      server.destroy();
    }
    report(mebibytes, "nginx+curl+openssl", theirs);
    report(mebibytes, "freshet data path", ours);
  }

  private Turn nginxTurn(Nginx nginx) throws IOException, InterruptedException {
    Path target = destination.resolve("file");
    long server = nginx.cpuMillis();
    long children = CpuTime.millisOfEndedChildren();
    long begun = System.nanoTime();
    run(new ProcessBuilder("curl", "-s", "-o", target.toString(), nginx.url("file")));
    run(new ProcessBuilder("openssl", "dgst", "-sha256", target.toString()));
    if (!onTmpfs()) run(new ProcessBuilder("sync", "-f", target.toString()));
    Turn turn = turn(begun, children, nginx.cpuMillis() - server);
    Files.delete(target);
    return turn;
  }

  private Turn ourTurn(Process process, String[] where) throws IOException, InterruptedException {
    long server = CpuTime.millisOf(process.pid());
    long children = CpuTime.millisOfEndedChildren();
    long begun = System.nanoTime();
    run(java("fetch", where[0], where[1], destination + "/"));
    if (!onTmpfs()) run(new ProcessBuilder("sync", "-f", destination.toString()));
    Turn turn = turn(begun, children, CpuTime.millisOf(process.pid()) - server);
    if (Files.mismatch(file, destination.resolve("file")) >= 0) {
      throw new IllegalStateException("the copy differs");
    }
    delete(destination);
    Files.createDirectory(destination);
    return turn;
  }

  private static Turn turn(long begunNanos, long childrenBefore, long serverMillis)
      throws IOException {
    long wall = (System.nanoTime() - begunNanos) / 1_000_000;
    return new Turn(wall, CpuTime.millisOfEndedChildren() - childrenBefore, serverMillis);
  }

  private boolean onTmpfs() throws IOException {
    return Files.getFileStore(destination).type().equals("tmpfs");
  }

  private static ProcessBuilder java(String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), PairBench.class.getName()));
    command.addAll(List.of(args));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  private static void run(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    if (process.waitFor() != 0) {
      throw new IOException(builder.command() + " ended with " + process.exitValue());
    }
  }

  private static void report(int mebibytes, String side, List<Turn> turns) {
    System.out.printf(
        Locale.ROOT,
        "%5d MiB  %-20s wall %5d ms  cpu %5d ms (client %d, server %d of that turn)%n",
        mebibytes,
        side,
        min(turns, Turn::wallMillis),
        min(turns, Turn::cpuMillis),
        cheapest(turns).clientMillis,
        cheapest(turns).serverMillis);
  }

  private static long min(List<Turn> turns, ToLongFunction<Turn> what) {
    return turns.stream().mapToLong(what).min().orElseThrow();
  }

  private static Turn cheapest(List<Turn> turns) {
    return turns.stream().min(Comparator.comparingLong(Turn::cpuMillis)).orElseThrow();
  }

  private static void delete(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
    }
  }
}
