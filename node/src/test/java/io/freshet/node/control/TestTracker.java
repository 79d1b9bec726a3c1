package io.freshet.node.control;

import io.freshet.content.Hash;
import io.freshet.content.InfoHash;
import io.freshet.content.InvalidManifestException;
import io.freshet.content.Manifest;
import io.freshet.content.ManifestWriter;
import io.freshet.engine.ExtentSet;
import io.freshet.engine.Membership;
import io.freshet.engine.NodeId;
import io.freshet.engine.Zone;
import io.freshet.node.HeldPort;
import io.freshet.node.Patience;
import io.freshet.node.catalog.CatalogException;
import io.freshet.node.catalog.ChannelName;
import io.freshet.node.catalog.DataFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.net.ServerSocketFactory;

/// A real tracker on a port of this machine, and nodes that have no disk and no data plane.
final class TestTracker implements AutoCloseable {

  static final ChannelName LLAMA = new ChannelName("llama");
  static final NodeId ID = new NodeId(0x7777);
  static final int PIECE = 1 << 20;

  /// For tests that are not about silence: a starved machine is no silent peer.
  static final Timing PATIENT =
      new Timing(
          Timing.STANDARD.heartbeat(),
          Patience.DURATION,
          Patience.DURATION,
          Timing.STANDARD.retryMin(),
          Timing.STANDARD.retryMax());

  /// The manifests that nodes would serve, by name.
  final Map<InfoHash, Manifest> served = new ConcurrentHashMap<>();

  /// Which addresses answer when they are dialled.
  volatile Predicate<Address> reachable = _ -> true;

  /// Is a manifest more than fits into memory?
  volatile boolean isStarved;

  private final Path folder;
  private final TrackerConfig config;
  private final ServerSocketFactory sockets;
  private final HeldPort port;
  private final List<Runnable> opened = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom(1);
  private DataFolder data;
  private Tracker tracker;
  private ControlServer server;

  private TestTracker(
      Path folder, TrackerConfig config, ServerSocketFactory sockets, InetAddress host)
      throws CatalogException, IOException {
    this.folder = folder;
    this.config = config;
    this.sockets = sockets;
    port = new HeldPort(host);
    data = DataFolder.open(folder);
    tracker = openTracker();
    server = openServer();
  }

  static TestTracker open(Path folder) throws CatalogException, IOException {
    return open(folder, PATIENT);
  }

  static TestTracker open(Path folder, Timing timing) throws CatalogException, IOException {
    return new TestTracker(
        folder, config(timing), ServerSocketFactory.getDefault(), InetAddress.getLoopbackAddress());
  }

  static TestTracker open(Path folder, InetAddress host) throws CatalogException, IOException {
    return new TestTracker(folder, config(PATIENT), ServerSocketFactory.getDefault(), host);
  }

  static TestTracker open(Path folder, ServerSocketFactory sockets)
      throws CatalogException, IOException {
    return new TestTracker(folder, config(PATIENT), sockets, InetAddress.getLoopbackAddress());
  }

  private static TrackerConfig config(Timing timing) {
    return new TrackerConfig(ID, "test tracker", 3, timing, List.of(), 1);
  }

  private Tracker openTracker() throws CatalogException {
    return Tracker.open(
        config,
        data,
        (_, address, _) -> reachable.test(address) ? OptionalLong.of(0) : OptionalLong.empty(),
        (_, infoHash) -> {
          if (isStarved) {
            throw new OutOfMemoryError("Java heap space");
          }
          Manifest manifest = served.get(infoHash);
          if (manifest == null) {
            throw new IOException("404 Not Found");
          }
          byte[] bytes = new byte[manifest.bytes().remaining()];
          manifest.bytes().get(bytes);
          return bytes;
        });
  }

  private ControlServer openServer() throws IOException {
    return ControlServer.open(tracker, sockets, port.address());
  }

  /// Ends the tracker as its process would, then starts it again: same folder, same port.
  void restart() throws CatalogException, IOException {
    stop();
    start();
  }

  void stop() {
    server.close();
    tracker.close();
    data.close();
  }

  void start() throws CatalogException, IOException {
    data = DataFolder.open(folder);
    tracker = openTracker();
    server = openServer();
  }

  Tracker tracker() {
    return tracker;
  }

  int port() {
    return port.port();
  }

  Address address() {
    return Address.of(port.address().getAddress(), port());
  }

  /// A release of so many pieces, which are extents, too.
  static Manifest manifest(String name, int pieces) throws InvalidManifestException {
    byte[] hashes = new byte[pieces * Hash.BYTES];
    for (int i = 0; i < pieces; i++) {
      Hash.sha256((name + i).getBytes(StandardCharsets.UTF_8)).copyTo(hashes, i * Hash.BYTES);
    }
    return new ManifestWriter(name, PIECE).file(name, (long) pieces * PIECE, hashes).manifest();
  }

  static Introduction introduction(long node, Introduction.Listening listening) {
    return new Introduction(new NodeId(node), ~node, listening, Zone.UNKNOWN, "test node");
  }

  static Introduction introduction(long node) {
    return introduction(node, new Introduction.Listening.OnPort((int) (10_000 + node)));
  }

  /// A session over the network.
  TrackerSession session(Introduction introduction, Consumer<SessionEvent> listener) {
    return session(List.of(address()), introduction, PATIENT, listener);
  }

  TrackerSession session(
      List<Address> trackers,
      Introduction introduction,
      Timing timing,
      Consumer<SessionEvent> listener) {
    var session = TrackerSession.open(trackers, introduction, timing, random, listener);
    opened.add(session::close);
    return session;
  }

  TrackerClient client() {
    return switch (TrackerClient.connect(List.of(address()), PATIENT)) {
      case Answer.Given<TrackerClient>(TrackerClient client) -> {
        opened.add(client::close);
        yield client;
      }
      case Answer.Failed<TrackerClient>(ControlFailure why) -> throw new AssertionError(why.line());
    };
  }

  /// Publishes through the tracker itself, and waits until it is done.
  int publish(ChannelName channel, Manifest manifest, long holder) throws InterruptedException {
    var progress = new Heard<Publishing>();
    opened.add(tracker.publish(channel, manifest, new NodeId(holder), "tester", progress)::close);
    int version = progress.next(Publishing.Accepted.class).release().version();
    progress.next(Publishing.Announced.class);
    return version;
  }

  static Membership holding(int extents) {
    return new Membership(
        ExtentSet.all(extents), ExtentSet.none(extents), ExtentSet.none(extents), List.of(), 0);
  }

  static Membership wanting(int extents) {
    return new Membership(
        ExtentSet.none(extents), ExtentSet.all(extents), ExtentSet.none(extents), List.of(), 64);
  }

  @Override
  public void close() throws IOException {
    opened.reversed().forEach(Runnable::run);
    stop();
    port.close();
  }
}
