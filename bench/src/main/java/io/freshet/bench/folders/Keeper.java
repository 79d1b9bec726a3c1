package io.freshet.bench.folders;

import java.io.IOException;
import java.nio.file.Path;

/// One of those that are compared: keeps some folders equal to one.
interface Keeper extends AutoCloseable {

  /// Is a change that was made to the source in this folder?
  @FunctionalInterface
  interface Sign {
    boolean isIn(Path target) throws IOException;
  }

  /// Starts the receivers, whose folders do not exist yet; returns when they have everything. The
  /// source was ready before.
  void first() throws IOException, InterruptedException;

  /// Returns when all receivers have what was just changed in the source.
  void follow(Sign sign) throws IOException, InterruptedException;

  /// CPU time of all its processes that run still.
  long runningMillis() throws IOException;

  @Override
  void close() throws IOException;
}
