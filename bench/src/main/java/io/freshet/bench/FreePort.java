package io.freshet.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/// Ports of the loopback for programs that cannot be asked which one they took.
public final class FreePort {
  private static final int ATTEMPTS_MAX = 3_000;

  private FreePort() {}

  /// One that is free now.
  public static int any() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  /// Waits until somebody listens there.
  public static void await(int port) throws IOException, InterruptedException {
    for (int attempt = 0; !answers(port); attempt++) {
      if (attempt == ATTEMPTS_MAX) throw new IOException("nobody listens on port " + port);
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
