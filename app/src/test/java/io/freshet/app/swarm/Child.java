package io.freshet.app.swarm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// `freshet` with some words as a process of its own.
final class Child implements AutoCloseable {
  /// Only a test that fails waits so long: a starved machine starts a Java process in a minute, not
  /// in ten.
  private static final long MINUTES_MAX = 10;

  /// What hangs says nothing more, so its reader would wait for ever. Longer than the ten minutes
  /// of killing.
  private static final long LIFE_MINUTES_MAX = 20;

  private final Process process;
  private final BufferedReader out;
  private final Path errors;
  private final StringBuilder said = new StringBuilder();

  private Child(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
    killAfter(LIFE_MINUTES_MAX, process);
    out = process.inputReader(StandardCharsets.UTF_8);
  }

  static Child start(Path folder, String... words) throws IOException {
    return startWith(List.of(), folder, words);
  }

  /// With something before it on its command line.
  static Child startWith(List<String> before, Path folder, String... words) throws IOException {
    Path errors = Files.createTempFile(folder, "err", "");
    ProcessBuilder builder = builder(words);
    builder.command().addAll(0, before);
    return new Child(builder.redirectError(errors.toFile()).start(), errors);
  }

  /// An origin with a tracker, and what it has in channel `c`; its data is in the folder's `data`.
  static Child origin(Path folder, Path source, String... options) throws IOException {
    List<String> words = new ArrayList<>(List.of("serve", source.toString(), "--json"));
    words.addAll(List.of("--listen", "127.0.0.1:0", "--channel", "c"));
    words.addAll(List.of("--data", folder.resolve("data").toString()));
    words.addAll(List.of(options));
    return start(folder, words.toArray(String[]::new));
  }

  /// Where others fetch what an [#origin] serves, once it does.
  String release() throws IOException {
    return lineWith("\"serving\"").replaceAll(".*:([0-9]+)\".*", "127.0.0.1:$1/c");
  }

  /// A tracker that nobody else uses; its data is in the folder's `data`.
  static Child tracker(Path folder) throws IOException {
    String data = folder.resolve("data").toString();
    return start(folder, "tracker", "--data", data, "--listen", "127.0.0.1:0", "--json");
  }

  /// Where a [#tracker] listens, once it does.
  String address() throws IOException {
    return lineWith("\"tracking\"").replaceAll(".*:([0-9]+)\".*", "127.0.0.1:$1");
  }

  static ProcessBuilder builder(String... words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-ea:io.freshet...", "-XX:+UseSerialGC", "-Xmx128m"));
    command.addAll(
        List.of(
            "-Dsun.jnu.encoding=UTF-8",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path")));
    command.add("io.freshet.app.Main");
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("LC_ALL", "C.UTF-8");
    return builder;
  }

  /// Runs to the end; what it wrote to both streams and its exit code.
  static Ended run(String... words) throws IOException, InterruptedException {
    Process process = builder(words).redirectErrorStream(true).start();
    killAfter(MINUTES_MAX, process);
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), said);
  }

  private static void killAfter(long minutes, Process process) {
    CompletableFuture.delayedExecutor(minutes, TimeUnit.MINUTES).execute(process::destroyForcibly);
  }

  record Ended(int exitCode, String said) {}

  /// Reads lines of the result until one has this text.
  String lineWith(String text) throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      said.append(line).append('\n');
      if (line.contains(text)) {
        return line;
      }
    }
    throw new IOException(
        "`" + text + "` was never said, but:\n" + said + Files.readString(errors));
  }

  /// What has been read of the result so far.
  String said() {
    return said.toString();
  }

  /// What it has said to people so far.
  String errors() throws IOException {
    return Files.readString(errors);
  }

  int waitFor() throws InterruptedException {
    if (!process.waitFor(MINUTES_MAX, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IllegalStateException("still running after " + MINUTES_MAX + " minutes: " + errors);
    }
    return process.exitValue();
  }

  /// SIGSTOP: it does nothing any more, and its connections stay open.
  void freeze() throws IOException, InterruptedException {
    signal("-STOP");
  }

  /// SIGCONT.
  void thaw() throws IOException, InterruptedException {
    signal("-CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", name, Long.toString(process.pid())).start().waitFor();
  }

  /// SIGTERM.
  void terminate() {
    process.destroy();
  }

  /// SIGKILL, and it is gone.
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
      out.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
