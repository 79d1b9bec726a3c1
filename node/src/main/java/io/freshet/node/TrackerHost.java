package io.freshet.node;

import io.freshet.content.InfoHash;
import io.freshet.content.Manifest;
import io.freshet.engine.NodeId;
import io.freshet.engine.ZoneLink;
import io.freshet.node.catalog.CatalogException;
import io.freshet.node.catalog.Channel;
import io.freshet.node.catalog.ChannelName;
import io.freshet.node.catalog.DataFolder;
import io.freshet.node.control.Address;
import io.freshet.node.control.ControlServer;
import io.freshet.node.control.Publication;
import io.freshet.node.control.Publishing;
import io.freshet.node.control.Tracker;
import io.freshet.node.control.TrackerConfig;
import io.freshet.node.swarm.TrackedSwarms;
import io.freshet.node.transfer.ManifestFetch;
import io.freshet.node.transfer.NodeCard;
import io.freshet.node.transfer.NodeProbe;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// A tracker in this process, reached on the port of this process' node.
public final class TrackerHost implements AutoCloseable {

  private final Node node;
  private final DataFolder folder;
  private final Tracker tracker;
  private final ControlServer server;

  private TrackerHost(Node node, DataFolder folder, Tracker tracker, ControlServer server) {
    this.node = node;
    this.folder = folder;
    this.tracker = tracker;
    this.server = server;
  }

  /// Opens the catalog in this folder and answers nodes from now on.
  public static TrackerHost open(Node node, Path data) throws IOException, CatalogException {
    return open(node, data, List.of());
  }

  /// @param links between the zones that nodes say they stand in
  public static TrackerHost open(Node node, Path data, List<ZoneLink> links)
      throws IOException, CatalogException {
    DataFolder folder = DataFolder.open(data);
    boolean opened = false;
    try {
      SecureRandom random = new SecureRandom();
      TrackerConfig config =
          TrackerConfig.standard(
              new NodeId(random.nextLong()), node.config().program(), links, random.nextLong());
      Tracker tracker = Tracker.open(config, folder, TrackerHost::dial, TrackerHost::fetchManifest);
      node.server().shelf(infoHash -> read(tracker, infoHash));
      ControlServer server =
          ControlServer.open(
              tracker,
              node.control(),
              new InetSocketAddress(node.config().listen().getAddress(), node.port()));
      opened = true;
      return new TrackerHost(node, folder, tracker, server);
    } finally {
      if (!opened) {
        folder.close();
      }
    }
  }

  private static Optional<Manifest> read(Tracker tracker, InfoHash infoHash) {
    try {
      return tracker.manifests().read(infoHash);
    } catch (IOException _) {
      // Asked for over the network: who asks is told that it is not here, and asks another.
      return Optional.empty();
    }
  }

  private static OptionalLong dial(NodeId id, Address address, Duration within) {
    return NodeProbe.of(local(address))
                instanceof NodeProbe.Answer.Reached(NodeCard card, long connectNanos)
            && card.id().equals(id)
        ? OptionalLong.of(connectNanos)
        : OptionalLong.empty();
  }

  private static byte[] fetchManifest(Address from, InfoHash infoHash) throws IOException {
    return switch (ManifestFetch.of(local(from), infoHash)) {
      case ManifestFetch.Answer.Fetched(Manifest manifest) -> copy(manifest);
      case ManifestFetch.Answer.Missing _ -> throw new IOException("it does not have it");
      case ManifestFetch.Answer.Wrong(String reason) -> throw new IOException(reason);
      case ManifestFetch.Answer.Unreached(String reason) -> throw new IOException(reason);
    };
  }

  private static byte[] copy(Manifest manifest) {
    byte[] bytes = new byte[manifest.torrentBytes()];
    manifest.read(0, ByteBuffer.wrap(bytes));
    return bytes;
  }

  /// An address without a host is on this machine.
  private static InetSocketAddress local(Address address) {
    Address full = address.orHost("localhost");
    return new InetSocketAddress(full.host(), full.port());
  }

  /// The session of this process' own node.
  public TrackedSwarms attach() {
    return TrackedSwarms.open(
        node.circle().addresses(),
        node.pauseSwitch(),
        events -> tracker.attach(node.introduction(), events),
        _ -> {});
  }

  /// What a channel is, if it has a release.
  public Optional<Channel> channel(ChannelName name) throws InterruptedException {
    return tracker.channel(name);
  }

  /// The folder that `--data` names.
  public Path data() {
    return folder.path();
  }

  /// Publishes what this process' node holds.
  public Publication publish(
      ChannelName channel, Manifest manifest, String by, Consumer<Publishing> progress) {
    return tracker.publish(channel, manifest, node.id(), by, progress);
  }

  /// Completed when the tracker has ended: exceptionally, when a bug ended it.
  public CompletableFuture<Void> ended() {
    return tracker.ended();
  }

  @Override
  public void close() {
    server.close();
    tracker.close();
    folder.close();
  }
}
