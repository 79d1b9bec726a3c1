package io.freshet.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.Manifest;
import io.freshet.content.scan.ScanOptions;
import io.freshet.content.scan.ScanResult;
import io.freshet.content.scan.Scanner;
import io.freshet.engine.NodeId;
import io.freshet.engine.fetching.NodeEngine.Mode;
import io.freshet.node.catalog.ChannelName;
import io.freshet.node.control.Address;
import io.freshet.node.control.Publication;
import io.freshet.node.control.Publishing;
import io.freshet.node.control.SessionEvent;
import io.freshet.node.disk.Selection;
import io.freshet.node.disk.Standing;
import io.freshet.node.swarm.Swarm;
import io.freshet.node.swarm.TrackedSwarms;
import io.freshet.node.transfer.Traffic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Several nodes in one process that reach each other by real sockets only, with links of our own
/// in between, and one release.
final class Machines implements AutoCloseable {
  private static final int PIECE = 16 << 10;

  private final Path folder;
  private final byte[] content;
  private final Path source;
  private final ScanResult scanned;
  private final Deque<Closing> open = new ArrayDeque<>();

  Machines(Path folder, int bytes) throws IOException, InterruptedException {
    this.folder = folder;
    content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    source = Files.write(folder.resolve("release"), content);
    scanned = Scanner.scan(source, ScanOptions.PLAIN.withPieceLength(PIECE));
  }

  Manifest manifest() {
    return scanned.manifest();
  }

  /// A node on a free port of the loopback.
  Node node() throws IOException {
    return node(Optional.empty(), 0, 0);
  }

  /// A node that others are told to reach through this link.
  Node behind(FaultyLink link) throws IOException {
    Node node = node(Optional.of(new Address("127.0.0.1", link.port())), 0, 0);
    link.to(node.port());
    return node;
  }

  Node node(Optional<Address> advertised, long upBytesPerSecond, long downBytesPerSecond)
      throws IOException {
    NodeConfig config =
        NodeConfig.standard("test")
            .listeningAt(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Node node =
        Node.open(
            new NodeConfig(
                config.listen(),
                advertised,
                upBytesPerSecond,
                downBytesPerSecond,
                config.uploadSlots(),
                config.downloadSlots(),
                config.zone(),
                config.program()));
    open.push(node::close);
    return node;
  }

  FaultyLink link(FaultyLink.Fault fault, long seed) throws IOException {
    FaultyLink link = new FaultyLink(fault, seed);
    open.push(link::close);
    return link;
  }

  /// The node serves the release from where it was scanned.
  Seeding seed(Node node) throws IOException {
    return seed(node, (_, _) -> {});
  }

  /// The same, and it says what it can give no longer.
  Seeding seed(Node node, BiConsumer<Path, String> lost) throws IOException {
    Seeding seeding =
        Seeding.start(
            node,
            scanned,
            source,
            new Seeding.Losses() {
              @Override
              public void changed(Path file) {
                lost.accept(file, "has changed and is served no more");
              }

              @Override
              public void rotten(Path file, String what) {
                lost.accept(file, what);
              }
            });
    open.push(seeding::close);
    return seeding;
  }

  /// The node serves the release, and the tracker on this port knows.
  void seedTracked(Node node, int trackerPort) throws IOException {
    TrackedSwarms swarms = node.track(List.of(new Address("127.0.0.1", trackerPort)), _ -> {});
    open.push(swarms::close);
    swarms.add(seed(node).swarm());
  }

  /// The node fetches the release, by its own choice or as a tracker plans.
  Fetching fetch(Node node, Mode mode) throws IOException, InterruptedException {
    Path to = Files.createDirectory(folder.resolve("to-" + node.id())).resolve("release");
    Download download =
        Download.start(
            node,
            new Download.Order(
                manifest(),
                to.toString(),
                Selection.all(manifest()),
                Standing.KEPT,
                mode,
                _ -> {}));
    open.push(download::close);
    return new Fetching(node, download, to);
  }

  /// As a person does it: `get` with `--peer` for each of these ports.
  Fetching fetch(Node node, int... peerPorts) throws IOException, InterruptedException {
    Fetching fetching = fetch(node, Mode.ALONE);
    List<Address> peers = new ArrayList<>();
    for (int port : peerPorts) peers.add(new Address("127.0.0.1", port));
    KnownPeers known = new KnownPeers(peers);
    open.push(known::close);
    known.introduceTo(fetching.swarm());
    return fetching;
  }

  /// A tracker in this node's process, which has published the release and plans for the node.
  TrackerHost track(Seeding seeding, Node node) throws Exception {
    TrackerHost tracker = TrackerHost.open(node, Files.createDirectory(folder.resolve("tracker")));
    open.push(tracker::close);
    TrackedSwarms swarms = tracker.attach();
    open.push(swarms::close);
    CountDownLatch published = new CountDownLatch(1);
    Publication publication =
        tracker.publish(
            new ChannelName("c"),
            manifest(),
            "test",
            step -> {
              if (step instanceof Publishing.Announced) published.countDown();
            });
    open.push(publication::close);
    assertTrue(published.await(Patience.SECONDS, TimeUnit.SECONDS), "never published");
    swarms.add(seeding.swarm());
    return tracker;
  }

  /// The tracker on this port plans for the node.
  Fetching fetchTracked(Node node, int trackerPort) throws IOException, InterruptedException {
    return fetchTracked(node, trackerPort, _ -> {});
  }

  /// Who asks hears what becomes of the session.
  Fetching fetchTracked(Node node, int trackerPort, Consumer<SessionEvent> listener)
      throws IOException, InterruptedException {
    Fetching fetching = fetch(node, Mode.TRACKED);
    TrackedSwarms swarms = node.track(List.of(new Address("127.0.0.1", trackerPort)), listener);
    open.push(swarms::close);
    swarms.add(fetching.swarm());
    return fetching;
  }

  private interface Closing {
    void close() throws IOException;
  }

  /// One node's download.
  final class Fetching {
    final Node node;
    final Download download;
    private final Path to;

    private Fetching(Node node, Download download, Path to) {
      this.node = node;
      this.download = download;
      this.to = to;
    }

    Swarm swarm() {
      return download.swarm();
    }

    /// Waits until all is in place, and looks at every byte.
    void assertComplete(String what) throws Exception {
      assertTrue(
          download.await(Patience.DURATION),
          () -> what + ": not complete, but " + download.progress());
      assertArrayEquals(content, Files.readAllBytes(to), what);
    }

    long receivedFrom(NodeId source) {
      return node.traffic().byPeer().getOrDefault(source, new Traffic.Bytes(0, 0)).down();
    }
  }

  @Override
  public void close() throws IOException {
    while (!open.isEmpty()) open.pop().close();
  }
}
