package io.freshet.bench.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A running program and the lines that it has written, each with its time.
final class Teller {

  /// Nothing measured here takes longer: 256 MiB to eight by `curl`, 200 Mbit/s, is 90 s.
  private static final long WAIT_NANOS_MAX = 170_000_000_000L;

  private static final int STOP_SECONDS_MAX = 5;

  private final Process process;
  private final List<Line> lines = new ArrayList<>();
  private final Thread reader;
  private long endNanos;

  private record Line(long nanos, String text) {}

  private Teller(Process process) {
    this.process = process;
    reader = Thread.ofPlatform().daemon().start(this::read);
  }

  static Teller of(ProcessBuilder builder) throws IOException {
    return new Teller(builder.redirectErrorStream(true).start());
  }

  private void read() {
    try (BufferedReader in = process.inputReader()) {
      for (String text = in.readLine(); text != null; text = in.readLine()) {
        add(new Line(System.nanoTime(), text));
      }
    } catch (IOException e) {
      add(new Line(System.nanoTime(), "unreadable: " + e.getMessage()));
    }
    synchronized (this) {
      endNanos = System.nanoTime();
      notifyAll();
    }
  }

  private synchronized void add(Line line) {
    lines.add(line);
    notifyAll();
  }

  /// When a line with this text came.
  synchronized long await(String text) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    for (int seen = 0; ; seen++) {
      while (seen == lines.size()) {
        long left = WAIT_NANOS_MAX - (System.nanoTime() - begun);
        if (endNanos != 0 || left <= 0) {
          throw new IOException("no line with " + text + " in " + lines);
        }
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
      if (lines.get(seen).text().contains(text)) {
        return lines.get(seen).nanos();
      }
    }
  }

  /// All that it has said so far.
  synchronized String said() {
    return String.join("\n", lines.stream().map(Line::text).toList());
  }

  /// When its output ended; it must have succeeded.
  long end() throws IOException, InterruptedException {
    reader.join();
    if (process.waitFor() != 0) {
      throw new IOException("exit code " + process.exitValue() + ": " + lines);
    }
    return endNanos;
  }

  /// Writes a line to it.
  void say(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /// Ends it as a power cut does.
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /// Ends it as Ctrl-C does.
  void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
      kill();
    }
  }
}
