package io.freshet.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// `./freshet serve` of one file, and `./freshet get` from it: whole processes, as a person starts
/// them.
final class Freshet implements Side {
  private final Path launcher;
  private final Process server;
  private final String address;

  private Freshet(Path launcher, Process server, String address) {
    this.launcher = launcher;
    this.server = server;
    this.address = address;
  }

  /// @param data where the tracker keeps its catalog
  static Freshet serve(Path launcher, Path file, Path data) throws IOException {
    Process server =
        new ProcessBuilder(
                launcher.toString(),
                "serve",
                file.toString(),
                "--channel",
                "pair",
                "--listen",
                "127.0.0.1:0",
                "--data",
                data.toString(),
                "--json")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader said = server.inputReader(StandardCharsets.UTF_8);
    String line = String.valueOf(said.readLine());
    String key = "\"address\":\"";
    int from = line.indexOf(key);
    if (from < 0) {
      server.destroy();
      throw new IOException("freshet serve said: " + line);
    }
    from += key.length();
    return new Freshet(launcher, server, line.substring(from, line.indexOf('"', from)));
  }

  @Override
  public String name() {
    return "freshet get";
  }

  @Override
  public void fetch(Path target) throws IOException, InterruptedException {
    Side.run(launcher.toString(), "get", address + "/pair", target.toString());
  }

  /// Fetches, and has it written down where the time went.
  void fetch(Path target, Path trace) throws IOException, InterruptedException {
    Side.run(
        launcher.toString(),
        "get",
        address + "/pair",
        target.toString(),
        "--trace",
        trace.toString());
  }

  /// Begins to fetch.
  Process start(Path target) throws IOException {
    return new ProcessBuilder(launcher.toString(), "get", address + "/pair", target.toString())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  long serverId() {
    return server.pid();
  }

  @Override
  public long serverMillis() throws IOException {
    return CpuTime.millisOf(server.pid());
  }

  @Override
  public void close() {
    server.destroy();
    server.onExit().join();
  }
}
