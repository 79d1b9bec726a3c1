package io.freshet.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/// A port of the loopback for a program that cannot be asked which one it took: while this is open,
/// it is given to nobody who asks for any, and whoever names it may listen there.
public final class HeldPort implements AutoCloseable {
  private static final int ATTEMPTS_MAX = 3_000;

  private final Socket bound = new Socket();

  public HeldPort() throws IOException {
    // Whoever says the same may bind it, too: servers do.
    bound.setReuseAddress(true);
    bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  public int number() {
    return bound.getLocalPort();
  }

  /// Waits until that program listens.
  ///
  /// @param server must listen there
  public void await(Process server) throws IOException, InterruptedException {
    for (int attempt = 0; !answers(); attempt++) {
      if (!server.isAlive()) {
        throw new IOException(
            "who shall listen on port " + number() + " has ended with " + server.exitValue());
      }
      if (attempt == ATTEMPTS_MAX) throw new IOException("nobody listens on port " + number());
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), number())) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    bound.close();
  }
}
