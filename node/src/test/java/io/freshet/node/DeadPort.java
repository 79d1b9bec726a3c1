package io.freshet.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/// A port of the loopback where nobody listens, and nobody else can meanwhile: a port that was
/// closed may be given to the next one who asks for any.
public final class DeadPort implements AutoCloseable {
  private final Socket bound = new Socket();

  public DeadPort() throws IOException {
    bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  public int port() {
    return bound.getLocalPort();
  }

  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port());
  }

  @Override
  public void close() throws IOException {
    bound.close();
  }
}
