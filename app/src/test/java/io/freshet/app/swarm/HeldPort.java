package io.freshet.app.swarm;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/// A port that is given to nobody who asks for any: nobody listens there, unless he names it.
///
/// So a tracker that is killed finds its port again. One that was only closed may have become
/// somebody else's meanwhile.
final class HeldPort implements AutoCloseable {
  private final Socket bound = new Socket();

  HeldPort() throws IOException {
    // Whoever says the same may bind it, too: servers do.
    bound.setReuseAddress(true);
    bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  int port() {
    return bound.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    bound.close();
  }
}
