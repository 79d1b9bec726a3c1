package io.freshet.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/// A port that is given to nobody who asks for any: nobody listens there, unless he names it.
///
/// So a tracker that is killed finds its port again. One that was only closed may have become
/// somebody else's meanwhile.
public final class HeldPort implements AutoCloseable {
  private final Socket bound = new Socket();

  public HeldPort() throws IOException {
    this(InetAddress.getLoopbackAddress());
  }

  public HeldPort(InetAddress host) throws IOException {
    // Whoever says the same may bind it, too: servers do.
    bound.setReuseAddress(true);
    bound.bind(new InetSocketAddress(host, 0));
  }

  public int port() {
    return bound.getLocalPort();
  }

  public InetSocketAddress address() {
    return new InetSocketAddress(bound.getLocalAddress(), port());
  }

  @Override
  public void close() throws IOException {
    bound.close();
  }
}
