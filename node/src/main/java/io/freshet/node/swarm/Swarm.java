package io.freshet.node.swarm;

import io.freshet.content.Extents;
import io.freshet.content.InfoHash;
import io.freshet.content.Manifest;
import io.freshet.engine.ExtentSet;
import io.freshet.engine.ExtentSizes;
import io.freshet.engine.Failure;
import io.freshet.engine.NodeId;
import io.freshet.engine.fetching.NodeEffect;
import io.freshet.engine.fetching.NodeEngine;
import io.freshet.engine.fetching.NodeEvent;
import io.freshet.engine.fetching.NodeEvent.Ending;
import io.freshet.node.control.TrackerLink;
import io.freshet.node.disk.Intake;
import io.freshet.node.transfer.FetchListener;
import io.freshet.node.transfer.HavesStream;
import io.freshet.node.transfer.MetNode;
import io.freshet.node.transfer.Outcome;
import io.freshet.node.transfer.PauseSwitch;
import io.freshet.node.transfer.PieceClient;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// One release in which this node takes part: the engine decides, this carries out.
public final class Swarm implements AutoCloseable {

  private final Circle circle;
  private final Manifest manifest;
  private final InfoHash infoHash;
  private final SwarmListener listener;
  private final Optional<PieceClient> client;
  private final SwarmLoop loop;
  private final Acquaintances acquaintances;
  private final Map<NodeId, HavesStream> streams = new ConcurrentHashMap<>();
  private final SwarmTrace trace;
  private final PauseSwitch.Listener pausing = this::pausing;
  private volatile Optional<TrackerLink> tracker = Optional.empty();

  /// What this node holds and wants of the release at the beginning.
  ///
  /// @param partial the part of `wanted` that will never be held whole
  public record Stake(ExtentSet held, ExtentSet wanted, ExtentSet partial) {

    /// Everything is here.
    public static Stake all(Manifest manifest) {
      int count = manifest.extents().count();
      return new Stake(ExtentSet.all(count), ExtentSet.none(count), ExtentSet.none(count));
    }
  }

  private Swarm(
      Circle circle,
      Manifest manifest,
      Stake stake,
      NodeEngine.Mode mode,
      Optional<Intake> intake,
      SwarmListener listener) {
    this.circle = circle;
    this.manifest = manifest;
    this.infoHash = manifest.infoHash();
    this.listener = listener;
    trace = new SwarmTrace(circle.trace(), infoHash, circle.addresses());
    client =
        intake.map(
            to ->
                new PieceClient(
                    to,
                    circle.self(),
                    circle.downLimit(),
                    circle.downSlots(),
                    circle.traffic(),
                    new Heard()));
    NodeEngine engine =
        new NodeEngine(
            circle.self(),
            sizes(manifest.extents()),
            stake.held(),
            stake.wanted(),
            stake.partial(),
            mode,
            circle.self().value() ^ infoHash.hashCode());
    loop = new SwarmLoop("freshet-swarm", engine, this::carryOut);
    acquaintances =
        new Acquaintances(
            circle.self(), circle.addresses(), peer -> loop.post(new NodeEvent.PeerMet(peer)));
  }

  /// Takes part from now on: with an intake it fetches, without one it only serves.
  public static Swarm open(
      Circle circle,
      Manifest manifest,
      Stake stake,
      NodeEngine.Mode mode,
      Optional<Intake> intake,
      SwarmListener listener) {
    Swarm swarm = new Swarm(circle, manifest, stake, mode, intake, listener);
    swarm.loop.start();
    circle.pausing().add(swarm.pausing);
    return swarm;
  }

  private static ExtentSizes sizes(Extents extents) {
    int[] bytes = new int[extents.count()];
    for (int extent = 0; extent < bytes.length; extent++) {
      bytes[extent] = Math.toIntExact(extents.bytes(extent));
    }
    return ExtentSizes.of(bytes);
  }

  public InfoHash infoHash() {
    return infoHash;
  }

  public Manifest manifest() {
    return manifest;
  }

  /// Sources that bytes come from at present.
  public int sources() {
    return client.map(PieceClient::givingSources).orElse(0);
  }

  /// Nodes that have brought something since this swarm was opened.
  public int givers() {
    return client.map(PieceClient::givers).orElse(0);
  }

  /// A tracker plans from now on: tells it what this node holds and wants.
  void attach(TrackerLink link) {
    loop.attach(
        membership -> {
          tracker = Optional.of(link);
          link.join(infoHash, membership);
          trace.joined();
        });
  }

  /// The tracker is away, or does not know this release.
  void detach() {
    tracker = Optional.empty();
    trace.detached();
    loop.post(new NodeEvent.TrackerDetached());
  }

  void post(NodeEvent event) {
    if (event instanceof NodeEvent.Assigned) {
      trace.planned();
    }
    loop.post(event);
  }

  /// A person named the address of this peer of the swarm, and it answered there.
  public void meet(MetNode peer) {
    acquaintances.named(peer);
  }

  /// This peer listens to what is held here, and answered by its name when it was dialled back; may
  /// block.
  public void meetListener(MetNode peer) {
    acquaintances.dialledBack(peer);
  }

  private void pausing(boolean paused) {
    loop.post(new NodeEvent.Pausing(paused));
  }

  /// The stream's window has moved: these extents are wanted, too.
  public void want(ExtentSet extents) {
    loop.post(new NodeEvent.Wanted(extents.toArray()));
  }

  /// The disk lost extents that were held.
  public void lost(int[] extents) {
    loop.post(new NodeEvent.Lost(extents));
  }

  private void carryOut(NodeEffect effect) {
    switch (effect) {
      case NodeEffect.Fetch(var request, var source, var extents) ->
          fetch(request, source, extents);
      case NodeEffect.Cancel(var request) -> client.ifPresent(one -> one.cancel(request));
      case NodeEffect.Tell(var report) -> tracker.ifPresent(link -> link.report(infoHash, report));
      case NodeEffect.Rejoin _ -> tracker.ifPresent(link -> link.join(infoHash, loop.membership()));
      case NodeEffect.Listen(var peer) -> listen(peer);
      case NodeEffect.Unlisten(var peer) -> close(streams.remove(peer));
      case NodeEffect.Completed _ -> {
        trace.arrived();
        listener.arrived();
      }
      case NodeEffect.Passed _ -> {}
    }
  }

  private void fetch(long request, NodeId source, int[] extents) {
    Optional<InetSocketAddress> address = circle.addresses().find(source);
    if (client.isPresent() && address.isPresent()) {
      trace.asked(request, source);
      client.get().fetch(request, source, address.get(), extents);
    } else {
      loop.post(new NodeEvent.Ended(request, new Ending.Failed(Failure.BROKEN)));
    }
  }

  private void listen(NodeId peer) {
    Optional<InetSocketAddress> address = circle.addresses().find(peer);
    if (address.isEmpty()) {
      loop.post(new NodeEvent.PeerGone(peer));
      return;
    }
    HavesStream.Request request =
        new HavesStream.Request(
            address.get(), infoHash, manifest.extents().count(), circle.self(), circle.port());
    close(streams.put(peer, HavesStream.open(request, stream(peer, address.get()))));
  }

  private PeerStream stream(NodeId peer, InetSocketAddress address) {
    return new PeerStream(
        loop,
        peer,
        nodes -> nodes.forEach(node -> acquaintances.heard(node, address)),
        () -> streams.remove(peer));
  }

  private static void close(@org.jspecify.annotations.Nullable HavesStream stream) {
    if (stream != null) {
      stream.close();
    }
  }

  @Override
  public void close() {
    circle.pausing().remove(pausing);
    tracker.ifPresent(link -> link.leave(infoHash));
    acquaintances.close();
    loop.close();
    streams.values().forEach(HavesStream::close);
    client.ifPresent(PieceClient::close);
  }

  /// What the piece client tells becomes events.
  private final class Heard implements FetchListener {
    @Override
    public void arrived(long request, int extent) {
      trace.came(request);
      loop.post(new NodeEvent.Arrived(request, extent));
    }

    @Override
    public void ended(long request, Outcome outcome) {
      Ending ending = ending(outcome);
      trace.ended(request, ending);
      loop.post(new NodeEvent.Ended(request, ending));
    }

    private Ending ending(Outcome outcome) {
      return switch (outcome) {
        case Outcome.Done _ -> new Ending.Complete();
        case Outcome.Cancelled _, Outcome.Skipped _ -> new Ending.Cancelled();
        case Outcome.Busy _ -> new Ending.Failed(Failure.BUSY);
        case Outcome.NotHeld _ -> new Ending.Failed(Failure.NOT_HELD);
        case Outcome.Corrupt _ -> new Ending.Failed(Failure.CORRUPT);
        case Outcome.Broken _ -> new Ending.Failed(Failure.BROKEN);
        case Outcome.Stalled _ -> new Ending.Failed(Failure.STALLED);
        case Outcome.RefusedDisk(String reason) -> {
          listener.failed(reason);
          yield new Ending.Cancelled();
        }
      };
    }
  }
}
