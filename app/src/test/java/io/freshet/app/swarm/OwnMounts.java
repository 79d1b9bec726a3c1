package io.freshet.app.swarm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Commands with file systems of their own, in a mount namespace: for that one must be root, or be
/// let make user namespaces.
record OwnMounts(List<String> way) {
  private static final int MINUTES_MAX = 10;

  /// Where that cannot be done, it is said that `test` has proved nothing.
  ///
  /// @param place a folder that a file system can be mounted on
  static Optional<OwnMounts> here(Path place, Class<?> test) throws Exception {
    List<List<String>> ways =
        List.of(List.of("unshare", "-m"), List.of("unshare", "--map-root-user", "-m"));
    for (List<String> way : ways) {
      var mounts = new OwnMounts(way);
      if (mounts.can(tmpfs("size=1m", place))) return Optional.of(mounts);
    }
    System.out.println("NOT PROVEN here, where nobody may mount: " + test.getSimpleName());
    return Optional.empty();
  }

  /// Does this script succeed in such a namespace?
  boolean can(String script) throws InterruptedException, IOException {
    List<String> command = new ArrayList<>(way);
    command.addAll(List.of("sh", "-c", script));
    try {
      Process tried = new ProcessBuilder(command).redirectErrorStream(true).start();
      tried.getInputStream().readAllBytes();
      return tried.waitFor() == 0;
    } catch (IOException e) {
      // No such program here.
      return false;
    }
  }

  static String tmpfs(String options, Path place) {
    return "mount -t tmpfs -o " + options + " none " + place;
  }

  /// A command in a namespace of its own, where a script runs before and after it.
  Process start(String before, String after, String... words) throws IOException {
    ProcessBuilder builder = Child.builder(words);
    List<String> command = new ArrayList<>(way);
    String script = before + " && \"$@\"; rc=$?; " + after + "; exit $rc";
    command.addAll(List.of("sh", "-c", script, "sh"));
    command.addAll(builder.command());
    Process process = builder.command(command).redirectErrorStream(true).start();
    // What hangs says nothing more, and would be waited for.
    CompletableFuture.delayedExecutor(MINUTES_MAX, TimeUnit.MINUTES)
        .execute(
            () -> {
              process.descendants().forEach(ProcessHandle::destroyForcibly);
              process.destroyForcibly();
            });
    return process;
  }

  /// All that it says until it ends.
  static String said(Process process) throws Exception {
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertTrue(process.waitFor(MINUTES_MAX, TimeUnit.MINUTES), said);
    return said;
  }

  /// The namespace is reached through a process in it.
  static Path inside(Process process, Path place) {
    return Path.of("/proc", Long.toString(process.pid()), "root" + place);
  }

  /// Takes all the room that there is.
  static void fill(Path file) throws IOException {
    byte[] zeros = new byte[4 << 10];
    try (var out = Files.newOutputStream(file)) {
      while (true) out.write(zeros);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException full) {
      // As it should be.
    }
  }
}
