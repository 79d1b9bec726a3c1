package io.freshet.node;

import io.freshet.content.InfoHash;
import io.freshet.engine.NodeId;
import io.freshet.node.control.Address;
import io.freshet.node.control.Introduction;
import io.freshet.node.control.Introduction.Listening;
import io.freshet.node.control.SessionEvent;
import io.freshet.node.control.Timing;
import io.freshet.node.control.TrackerSession;
import io.freshet.node.disk.Holding;
import io.freshet.node.swarm.AddressBook;
import io.freshet.node.swarm.Circle;
import io.freshet.node.swarm.Swarm;
import io.freshet.node.swarm.TrackedSwarms;
import io.freshet.node.trace.Trace;
import io.freshet.node.transfer.DownloadSlots;
import io.freshet.node.transfer.Endpoint;
import io.freshet.node.transfer.HandedSockets;
import io.freshet.node.transfer.NodeCard;
import io.freshet.node.transfer.PauseSwitch;
import io.freshet.node.transfer.PieceServer;
import io.freshet.node.transfer.RateLimit;
import io.freshet.node.transfer.Traffic;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// A node of this process: who it is, the port it listens on, and what all its swarms share.
public final class Node implements AutoCloseable {

  private final NodeConfig config;
  private final long incarnation;
  private final PieceServer server;
  private final RateLimit upLimit;
  private final HandedSockets control;
  private final Endpoint endpoint;
  private final Circle circle;

  private Node(
      NodeConfig config,
      NodeId id,
      long incarnation,
      PieceServer server,
      RateLimit upLimit,
      HandedSockets control,
      Endpoint endpoint,
      PauseSwitch pausing,
      Traffic traffic,
      Trace trace) {
    this.config = config;
    this.incarnation = incarnation;
    this.server = server;
    this.upLimit = upLimit;
    this.control = control;
    this.endpoint = endpoint;
    circle =
        new Circle(
            id,
            config.advertise().map(Address::port).orElseGet(endpoint::port),
            new AddressBook(),
            new RateLimit(config.downBytesPerSecond()),
            new DownloadSlots(config.downloadSlots()),
            pausing,
            traffic,
            trace);
  }

  /// Begins to listen.
  public static Node open(NodeConfig config) throws IOException {
    return open(config, Trace.OFF);
  }

  /// Begins to listen, and tells this trace what happens; it is closed with the node.
  public static Node open(NodeConfig config, Trace trace) throws IOException {
    return open(config, new NodeId(new SecureRandom().nextLong()), trace);
  }

  /// The same for a node that has been there before.
  public static Node open(NodeConfig config, NodeId id, Trace trace) throws IOException {
    SecureRandom random = new SecureRandom();
    Traffic traffic = new Traffic();
    PauseSwitch pausing = new PauseSwitch();
    RateLimit upLimit = new RateLimit(config.upBytesPerSecond());
    PieceServer server =
        new PieceServer(
            new NodeCard(id, NodeCard.PROTOCOL, config.program()),
            config.uploadSlots(),
            pausing,
            upLimit,
            traffic);
    HandedSockets control = new HandedSockets();
    Endpoint endpoint = Endpoint.listen(config.listen(), server, control);
    return new Node(
        config, id, random.nextLong(), server, upLimit, control, endpoint, pausing, traffic, trace);
  }

  public NodeConfig config() {
    return config;
  }

  public NodeId id() {
    return circle.self();
  }

  public int port() {
    return endpoint.port();
  }

  public Circle circle() {
    return circle;
  }

  public Traffic traffic() {
    return circle.traffic();
  }

  /// What all of its answers together may carry; it may be changed.
  public RateLimit upLimit() {
    return upLimit;
  }

  /// What all of its swarms together may fetch; it may be changed.
  public RateLimit downLimit() {
    return circle.downLimit();
  }

  /// Has it begin no new transfers, and does again.
  public PauseSwitch pauseSwitch() {
    return circle.pausing();
  }

  PieceServer server() {
    return server;
  }

  /// Where connections that speak the control protocol come out.
  HandedSockets control() {
    return control;
  }

  /// Serves what is held of a release to whoever asks.
  public void serve(Holding holding) {
    server.serve(holding);
  }

  /// Serves what this makes if somebody asks for a release that is not known here.
  public void serveWhenAsked(PieceServer.Spare spare) {
    server.serveWhenAsked(spare);
  }

  public void retire(PieceServer.Spare spare) {
    server.retire(spare);
  }

  /// Lets a swarm know of those who listen to what is served of its release, until it is retired.
  public void introduce(Swarm swarm) {
    server.introduce(swarm.infoHash(), swarm::meetListener);
  }

  /// Serves nothing of this release any more.
  public void retire(InfoHash infoHash) {
    server.retire(infoHash);
  }

  /// The same, unless something else has taken its place.
  public void retire(Holding holding) {
    server.retire(holding);
  }

  Introduction introduction() {
    Listening listening =
        config
            .advertise()
            .<Listening>map(Listening.At::new)
            .orElseGet(() -> new Listening.OnPort(port()));
    return new Introduction(id(), incarnation, listening, config.zone(), config.program());
  }

  /// Begins a session with a tracker across the network.
  public TrackedSwarms track(List<Address> trackers, Consumer<SessionEvent> listener) {
    return TrackedSwarms.open(
        circle.addresses(),
        circle.pausing(),
        events ->
            TrackerSession.open(
                trackers, introduction(), Timing.STANDARD, RandomGenerator.getDefault(), events),
        listener);
  }

  @Override
  public void close() throws IOException {
    server.close();
    endpoint.close();
    circle.trace().close();
  }
}
