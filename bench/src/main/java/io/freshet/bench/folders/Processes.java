package io.freshet.bench.folders;

import io.freshet.bench.CpuTime;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/// The processes of one contender, which end with it.
final class Processes implements AutoCloseable {
  private final List<Process> running = new ArrayList<>();

  /// What it says is for the caller; what it complains of is this program's.
  Process start(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    running.add(process);
    return process;
  }

  /// What it says and complains of is of no interest.
  Process startMute(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    running.add(process);
    return process;
  }

  /// CPU time of those that run, and of what they have started, also of what has ended: a daemon's
  /// work is done by children.
  long cpuMillis() throws IOException {
    long millis = 0;
    for (Process process : running) {
      millis += millisOf(process.toHandle());
      for (ProcessHandle child : process.descendants().toList()) millis += millisOf(child);
    }
    return millis;
  }

  /// Nothing of one that has ended: whoever waited for it counts it.
  private static long millisOf(ProcessHandle process) throws IOException {
    try {
      return CpuTime.millisWithEndedChildrenOf(process.pid());
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  @Override
  public void close() {
    for (Process process : running) {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
    for (Process process : running) process.onExit().join();
  }
}
