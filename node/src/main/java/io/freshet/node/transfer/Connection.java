package io.freshet.node.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;

/// An accepted connection that speaks HTTP/1.1.
final class Connection implements AutoCloseable {
  private static final int LINGER_MILLIS = 500;
  private static final int LINGER_BYTES_MAX = 1 << 20;

  private final SocketChannel channel;
  private final HeadInput heads;
  private volatile long idleSinceNanos;
  private volatile boolean idle;
  private volatile boolean begun;

  Connection(SocketChannel channel) throws IOException {
    this.channel = channel;
    this.heads = new HeadInput(channel.socket(), HeadInput.PATIENCE);
    waiting();
  }

  SocketChannel channel() {
    return channel;
  }

  HeadInput heads() {
    return heads;
  }

  InetAddress peer() {
    return channel.socket().getInetAddress();
  }

  /// It waits for a request: it may be closed to make room.
  void waiting() {
    idleSinceNanos = System.nanoTime();
    idle = true;
  }

  void working() {
    begun = true;
    idle = false;
  }

  /// Was anything asked on it yet?
  boolean hasBegun() {
    return begun;
  }

  boolean isIdle() {
    return idle;
  }

  long idleSinceNanos() {
    return idleSinceNanos;
  }

  /// Lets the peer read the last answer before the connection is closed: closing with unread input
  /// would reset it.
  void linger() throws IOException {
    channel.shutdownOutput();
    channel.socket().setSoTimeout(LINGER_MILLIS);
    InputStream in = channel.socket().getInputStream();
    byte[] dropped = new byte[8 << 10];
    try {
      for (int total = 0, read; total < LINGER_BYTES_MAX; total += read) {
        if ((read = in.read(dropped)) < 0) return;
      }
    } catch (SocketTimeoutException e) {
      // Long enough.
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }
}
