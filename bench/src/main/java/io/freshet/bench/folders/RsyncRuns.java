package io.freshet.bench.folders;

import io.freshet.bench.HeldPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// An rsync daemon at the source, and a client for each receiver that is run when there is
/// something to bring: nothing tells it, so the clock does not count how long it would not know.
final class RsyncRuns implements Keeper {
  private final List<Path> targets;
  private final Processes processes = new Processes();
  private final HeldPort port = new HeldPort();

  RsyncRuns(Path source, List<Path> targets, Path scratch)
      throws IOException, InterruptedException {
    this.targets = targets;
    Path config =
        Files.writeString(
            scratch.resolve("rsyncd.conf"),
            """
            use chroot = no
            max connections = 300
            lock file = %1$s/rsyncd.lock
            [folder]
            path = %2$s
            read only = yes
            """
                .formatted(scratch, source));
    Process daemon =
        processes.startMute(
            "rsync",
            "--daemon",
            "--no-detach",
            "--config=" + config,
            "--address=127.0.0.1",
            "--port=" + port.number());
    port.await(daemon);
  }

  @Override
  public void first() throws IOException, InterruptedException {
    run();
  }

  @Override
  public void follow(Sign sign) throws IOException, InterruptedException {
    run();
  }

  private void run() throws IOException, InterruptedException {
    String from = "rsync://127.0.0.1:" + port.number() + "/folder/";
    List<Process> all = new ArrayList<>();
    for (Path target : targets) {
      // What changed within a second counts, too.
      String exactly = "--modify-window=-1";
      all.add(processes.startMute("rsync", "-a", "--delete", exactly, from, target + "/"));
    }
    for (Process one : all) {
      if (one.waitFor() != 0) throw new IOException("rsync ended with " + one.exitValue());
    }
  }

  @Override
  public long runningMillis() throws IOException {
    return processes.cpuMillis();
  }

  @Override
  public void close() throws IOException {
    try (port;
        processes) {
      // Each is closed, whatever the other does.
    }
  }
}
