package io.freshet.bench;

import java.io.IOException;
import java.nio.file.Path;

/// One of the two that are compared: a server that is running, and what fetches one file from it.
interface Side extends AutoCloseable {
  String name();

  /// Fetches the file to this name, proven, as processes of its own; returns when they have ended.
  void fetch(Path target) throws IOException, InterruptedException;

  /// CPU time of the server so far.
  long serverMillis() throws IOException;

  @Override
  void close();

  /// Runs a command to its end; its output is of no interest.
  static void run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " ended with " + process.exitValue());
    }
  }
}
