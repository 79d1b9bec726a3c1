package io.freshet.app;

import io.freshet.node.catalog.Release;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// What a person has a mirror run for each release that is in place: one at a time, and of several
/// that came meanwhile only for the newest.
final class ReleaseCommand {
  private final String command;
  private final Path destination;
  private final Consumer<String> trouble;
  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by the lock.
  private Optional<Release> due = Optional.empty();
  private boolean running;

  /// @param trouble is told in a line what went wrong; the mirror goes on
  ReleaseCommand(String command, Path destination, Consumer<String> trouble) {
    this.command = command;
    this.destination = destination.toAbsolutePath().normalize();
    this.trouble = trouble;
  }

  /// This release is in place.
  void complete(Release release) {
    lock.lock();
    try {
      due = Optional.of(release);
      if (running) return;
      running = true;
    } finally {
      lock.unlock();
    }
    Thread.ofPlatform().daemon().name("freshet-on-release").start(this::runAll);
  }

  private Optional<Release> next() {
    lock.lock();
    try {
      Optional<Release> next = due;
      due = Optional.empty();
      running = next.isPresent();
      return next;
    } finally {
      lock.unlock();
    }
  }

  private void runAll() {
    for (Optional<Release> next = next(); next.isPresent(); next = next()) run(next.get());
  }

  private void run(Release release) {
    try {
      // What it says is not the mirror's result: a program may read that.
      var builder = new ProcessBuilder("sh", "-c", "exec 1>&2\n" + command).inheritIO();
      builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
      var environment = builder.environment();
      environment.put("FRESHET_RELEASE", release.label());
      environment.put("FRESHET_VERSION", "v" + release.version());
      environment.put("FRESHET_INFO_HASH", release.infoHash().hex());
      environment.put("FRESHET_DEST", destination.toString());
      int code = builder.start().waitFor();
      if (code != 0) {
        trouble.accept("--on-release for " + release.label() + " ended with " + code);
      }
    } catch (IOException e) {
      trouble.accept("--on-release cannot be run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
