package io.freshet.bench.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/// Whether somebody listens on a port of another host's network.
final class Ports {
  private static final int TRIES_MAX = 500;
  private static final String LISTENING = " 0A ";

  private Ports() {}

  /// Waits until somebody does.
  static void await(Stage stage, int host, int port) throws IOException, InterruptedException {
    String wanted = String.format(":%04X ", port);
    for (int tries = 0; tries < TRIES_MAX; tries++) {
      Process list =
          stage
              .hosts()
              .on(host, java.util.List.of("cat", "/proc/net/tcp", "/proc/net/tcp6"))
              .start();
      String table = new String(list.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      if (table.lines().anyMatch(line -> line.contains(wanted) && line.contains(LISTENING))) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    throw new IOException(
        "nobody listens on port " + port + " of host " + host + ":\n" + stage.said());
  }
}
