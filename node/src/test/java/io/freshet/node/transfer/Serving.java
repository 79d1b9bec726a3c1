package io.freshet.node.transfer;

import io.freshet.engine.NodeId;
import io.freshet.node.Patience;
import io.freshet.node.disk.Holding;
import io.freshet.node.disk.LiveSource;
import io.freshet.node.disk.TestRelease;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// A node that serves, on a free port of the loopback.
final class Serving implements AutoCloseable {
  final NodeId id;
  final PieceServer server;
  final Endpoint endpoint;
  final HandedSockets http2 = new HandedSockets();
  final Traffic traffic = new Traffic();
  final RateLimit limit = RateLimit.unlimited();
  final PauseSwitch pausing = new PauseSwitch();

  Serving(long id) throws IOException {
    this(id, 4);
  }

  Serving(long id, int slots) throws IOException {
    this(id, slots, Patience.DURATION.toNanos());
  }

  Serving(long id, int slots, long stallNanos) throws IOException {
    this.id = new NodeId(id);
    this.server =
        new PieceServer(
            new NodeCard(this.id, NodeCard.PROTOCOL, "test"),
            slots,
            pausing,
            limit,
            traffic,
            stallNanos);
    this.endpoint =
        Endpoint.listen(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            server,
            http2,
            Patience.DURATION.toNanos());
  }

  static Serving of(long id, Holding... holdings) throws IOException {
    Serving serving = new Serving(id);
    for (Holding holding : holdings) serving.server.serve(holding);
    return serving;
  }

  static LiveSource live(TestRelease release) throws IOException {
    return LiveSource.open(
        release.manifest(), release.source(), release.fingerprints(), LiveSource.Listener.DEAF);
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), endpoint.port());
  }

  String url(String path) {
    return "http://127.0.0.1:" + endpoint.port() + path;
  }

  @Override
  public void close() throws IOException {
    endpoint.close();
    server.close();
  }
}
