package io.freshet.bench.tracker;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `freshet tracker` as a process of its own, and what the kernel says of it.
final class TrackerProcess implements AutoCloseable {
  private static final long MILLIS_A_TICK = 10;

  private final Process process;
  private final int port;

  private TrackerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /// @param freshet the command that starts Freshet
  static TrackerProcess start(List<String> freshet, Path data) throws IOException {
    List<String> command = new ArrayList<>(freshet);
    command.addAll(
        List.of("tracker", "--data", data.toString(), "--listen", "127.0.0.1:0", "--json"));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
    String line = String.valueOf(said.readLine());
    String port = line.replaceAll(".*\"address\":\"[^\"]*:([0-9]+)\".*", "$1");
    if (!port.matches("[0-9]+")) {
      process.destroy();
      throw new IOException("freshet tracker said: " + line);
    }
    return new TrackerProcess(process, Integer.parseInt(port));
  }

  int port() {
    return port;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// CPU time of the process, in ms.
  long cpuMillis() throws IOException {
    return ticks(proc("stat")) * MILLIS_A_TICK;
  }

  /// CPU time of the one thread that plans, in ms.
  long plannerMillis() throws IOException {
    try (var tasks = Files.list(proc("task"))) {
      long ticks = 0;
      for (Path task : tasks.toList()) {
        if (Files.readString(task.resolve("comm")).strip().equals("tracker")) {
          ticks += ticks(task.resolve("stat"));
        }
      }
      return ticks * MILLIS_A_TICK;
    }
  }

  private static long ticks(Path stat) throws IOException {
    String text = Files.readString(stat);
    List<String> fields = List.of(text.substring(text.lastIndexOf(')') + 2).split(" ", -1));
    return Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12));
  }

  /// A number of `/proc/PID/status`: MiB of `VmRSS`, count of `Threads`.
  long status(String key) throws IOException {
    for (String line : Files.readAllLines(proc("status"))) {
      if (line.startsWith(key + ":")) {
        long number = Long.parseLong(line.replaceAll("[^0-9]", ""));
        return line.endsWith("kB") ? number >> 10 : number;
      }
    }
    throw new IOException("no " + key + " in " + proc("status"));
  }

  private Path proc(String name) {
    return Path.of("/proc", Long.toString(process.pid()), name);
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
