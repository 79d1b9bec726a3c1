package io.freshet.app.demo;

import io.freshet.app.console.JsonLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The processes of the demo, and one queue of what they say. None outlives it.
final class Cast implements AutoCloseable {
  /// Five processes say five lines a second each: 40 s of them. When it is full, a process waits
  /// with its next line, and goes on meanwhile with what it does.
  private static final int HEARD_MAX = 1_000;

  private static final int LAST_WORDS_BYTES_MAX = 4 << 10;

  private final Path folder;
  private final BlockingQueue<Heard> heard = new ArrayBlockingQueue<>(HEARD_MAX);
  private final List<Process> processes = new ArrayList<>();

  /// @param folder where each process's standard error goes
  Cast(Path folder) {
    this.folder = folder;
  }

  Process start(List<String> words) throws IOException {
    var errors = folder.resolve("errors-" + processes.size());
    var process = ThisProgram.with(words).redirectError(errors.toFile()).start();
    processes.add(process);
    process.getOutputStream().close();
    Thread.ofVirtual().name("hears " + process.pid()).start(() -> listen(process));
    return process;
  }

  private void listen(Process process) {
    try {
      try (var lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        for (@Nullable String line; (line = lines.readLine()) != null; )
          heard.put(new Heard.Said(process, JsonLine.parse(line)));
      } catch (IOException | IllegalArgumentException e) {
        // The pipe breaks when its process is killed. A line that is none of ours comes from a
        // process that is no use any more; its end is what is heard next.
        process.destroy();
      }
      heard.put(new Heard.Ended(process, process.waitFor()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// The next thing, or nothing within so long.
  Optional<Heard> next(long millis) throws InterruptedException {
    return Optional.ofNullable(heard.poll(millis, TimeUnit.MILLISECONDS));
  }

  /// The last line that a process wrote to standard error: why it ended.
  String lastWords(Process process) throws IOException {
    var file = folder.resolve("errors-" + processes.indexOf(process));
    try (var channel = Files.newByteChannel(file)) {
      channel.position(Math.max(0, channel.size() - LAST_WORDS_BYTES_MAX));
      var bytes = new byte[LAST_WORDS_BYTES_MAX];
      int length = Channels.newInputStream(channel).readNBytes(bytes, 0, bytes.length);
      var lines = new String(bytes, 0, length, StandardCharsets.UTF_8).lines().toList();
      return lines.isEmpty() ? "it said nothing" : lines.getLast().replaceFirst("^freshet: ", "");
    }
  }

  /// Kills them: nothing that they write is needed any more, and Ctrl-C leaves 2 s for all of it.
  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
    boolean interrupted = false;
    for (var process : processes) {
      while (process.isAlive()) {
        try {
          process.waitFor();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) Thread.currentThread().interrupt();
  }
}
