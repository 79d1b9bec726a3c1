package io.freshet.node.transfer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.channels.SocketChannel;

/// Whatever bytes a connection brings, its heads are requests or refused, and the reading ends.
public final class RequestFuzz {
  private static final int PIECES = 1_000;

  private RequestFuzz() {}

  public static void fuzzerTestOneInput(byte[] bytes) {
    try (SocketChannel unconnected = SocketChannel.open()) {
      var heads = new HeadInput(new Fed(bytes), HeadInput.PATIENCE);
      for (int i = 0; i <= bytes.length; i++) {
        switch (heads.next()) {
          case HeadInput.Next.End _ -> {
            return;
          }
          case HeadInput.Next.Bad(int status, String reason) -> {
            if (status < 400 || status > 499 || reason.isEmpty()) {
              throw new IllegalStateException(status + " " + reason);
            }
            return;
          }
          case HeadInput.Next.Head(HttpHead head) -> request(unconnected, head);
        }
      }
      throw new IllegalStateException("more requests than bytes");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void request(SocketChannel channel, HttpHead head) {
    Exchange exchange;
    try {
      exchange = Exchange.of(channel, new StallWatch(Long.MAX_VALUE), head);
    } catch (HttpHead.MalformedException e) {
      return;
    }
    var _ = Headers.node(exchange);
    int port = Headers.port(exchange);
    if (port < 0 || port > 0xffff) throw new IllegalStateException("port " + port);
    switch (Ask.of(exchange.target())) {
      case Ask.Pieces(_, String runs) -> runs(runs);
      case Ask.Leaves(_, String piece) -> runs(piece);
      case Ask.HavesOf _, Ask.ManifestOf _, Ask.Card _, Ask.Unknown _, Ask.Malformed _ -> {}
    }
  }

  static void runs(String text) {
    PieceRuns runs;
    try {
      runs = PieceRuns.parse(text, PIECES);
    } catch (IllegalArgumentException e) {
      return;
    }
    if (runs.count() < 1 || runs.count() > PIECES) throw new IllegalStateException(text);
    if (!PieceRuns.parse(runs.toString(), PIECES).equals(runs)) {
      throw new IllegalStateException(text + " is " + runs);
    }
  }

  /// A socket that brings these bytes, a few at a time, and then ends.
  private static final class Fed extends Socket {
    private final ByteArrayInputStream bytes;

    Fed(byte[] bytes) {
      this.bytes = new ByteArrayInputStream(bytes);
    }

    @Override
    public InputStream getInputStream() {
      return new InputStream() {
        @Override
        public int read() {
          return bytes.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) {
          return bytes.read(into, offset, Math.min(length, 37));
        }
      };
    }

    @Override
    public void setSoTimeout(int millis) {
      if (millis < 1) throw new IllegalArgumentException("timeout " + millis);
    }
  }
}
