package io.freshet.bench;

import io.freshet.content.InfoHash;
import io.freshet.content.Manifest;
import io.freshet.content.scan.ScanOptions;
import io.freshet.content.scan.ScanResult;
import io.freshet.content.scan.Scanner;
import io.freshet.engine.NodeId;
import io.freshet.node.disk.Destination;
import io.freshet.node.disk.DestinationListener;
import io.freshet.node.disk.DestinationOpening;
import io.freshet.node.disk.LiveSource;
import io.freshet.node.transfer.Endpoint;
import io.freshet.node.transfer.FetchListener;
import io.freshet.node.transfer.HandedSockets;
import io.freshet.node.transfer.ManifestFetch;
import io.freshet.node.transfer.NodeCard;
import io.freshet.node.transfer.Outcome;
import io.freshet.node.transfer.PieceClient;
import io.freshet.node.transfer.PieceServer;
import io.freshet.node.transfer.RateLimit;
import io.freshet.node.transfer.Traffic;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/// The two ends of a pair, each in a process of its own: the data path alone, without engine and
/// control.
final class PairRoles {
  private static final NodeId SERVER = new NodeId(1);
  private static final NodeId CLIENT = new NodeId(2);
  private static final int SLOTS = 8;

  /// Extents that are asked for at once: what an engine keeps on its way to one source, a second's
  /// worth.
  private static final int EXTENTS_A_FETCH = 256;

  private PairRoles() {}

  /// Serves a file and says where on standard output, until the process is ended.
  static void serve(Path file) throws Exception {
    ScanResult scan = Scanner.scan(file, ScanOptions.PLAIN);
    LiveSource source =
        LiveSource.open(scan.manifest(), file, scan.fingerprints(), (path, extents) -> {});
    PieceServer server =
        new PieceServer(
            new NodeCard(SERVER, NodeCard.PROTOCOL, "bench"),
            SLOTS,
            RateLimit.unlimited(),
            new Traffic());
    server.serve(source);
    Endpoint endpoint =
        Endpoint.listen(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            server,
            new HandedSockets());
    System.out.println(endpoint.port() + " " + scan.manifest().infoHash());
    new CountDownLatch(1).await();
  }

  /// Fetches everything, durable and proven, and returns.
  static void fetch(int port, String infoHash, String destination) throws Exception {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    if (!(ManifestFetch.of(address, InfoHash.parse(infoHash))
        instanceof ManifestFetch.Answer.Fetched(Manifest manifest))) {
      throw new IllegalStateException("no manifest");
    }
    CountDownLatch complete = new CountDownLatch(1);
    try (Destination target =
        DestinationOpening.of(manifest, destination, new Ready(complete)).open()) {
      fetchAll(target, address);
      complete.await();
    }
  }

  private static void fetchAll(Destination target, InetSocketAddress address)
      throws InterruptedException {
    int count = target.manifest().extents().count();
    int fetches = (count + EXTENTS_A_FETCH - 1) / EXTENTS_A_FETCH;
    CountDownLatch ended = new CountDownLatch(fetches);
    try (PieceClient client =
        new PieceClient(
            target, CLIENT, RateLimit.unlimited(), new Traffic(), new Counting(ended))) {
      for (int fetch = 0; fetch < fetches; fetch++) {
        int from = fetch * EXTENTS_A_FETCH;
        int[] extents = new int[Math.min(EXTENTS_A_FETCH, count - from)];
        for (int i = 0; i < extents.length; i++) extents[i] = from + i;
        client.fetch(fetch, SERVER, address, extents);
      }
      ended.await();
    }
  }

  private record Counting(CountDownLatch left) implements FetchListener {
    @Override
    public void arrived(long request, int extent) {}

    @Override
    public void ended(long request, Outcome outcome) {
      if (!(outcome instanceof Outcome.Done)) exit(outcome.toString());
      left.countDown();
    }
  }

  private record Ready(CountDownLatch done) implements DestinationListener {
    @Override
    public void settled(int file) {}

    @Override
    public void withdrawn(Path path, int[] extents) {}

    @Override
    public void complete() {
      done.countDown();
    }

    @Override
    public void failed(String reason) {
      exit(reason);
    }
  }

  private static void exit(String reason) {
    System.err.println(reason);
    Runtime.getRuntime().halt(1);
  }
}
