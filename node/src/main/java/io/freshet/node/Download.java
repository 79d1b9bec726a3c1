package io.freshet.node;

import io.freshet.content.Manifest;
import io.freshet.engine.NodeId;
import io.freshet.engine.fetching.NodeEngine;
import io.freshet.node.disk.Destination;
import io.freshet.node.disk.DestinationListener;
import io.freshet.node.disk.DestinationOpening;
import io.freshet.node.disk.Selection;
import io.freshet.node.disk.Standing;
import io.freshet.node.swarm.Swarm;
import io.freshet.node.swarm.SwarmListener;
import io.freshet.node.trace.Moment;
import io.freshet.node.trace.Trace;
import io.freshet.node.transfer.Traffic;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;

/// A release on its way into a destination of this machine, and served from there meanwhile.
public final class Download implements AutoCloseable {

  private final Node node;
  private final Destination destination;
  private final Swarm swarm;
  private final Outcomes outcomes;
  private final long bytesWanted;
  private final long bytesAtStart;

  private Download(
      Node node,
      Destination destination,
      Swarm swarm,
      Outcomes outcomes,
      long bytesWanted,
      long bytesAtStart) {
    this.node = node;
    this.destination = destination;
    this.swarm = swarm;
    this.outcomes = outcomes;
    this.bytesWanted = bytesWanted;
    this.bytesAtStart = bytesAtStart;
  }

  /// What to put where.
  ///
  /// @param hashed is told bytes of what is here already as they are checked
  public record Order(
      Manifest manifest,
      String path,
      Selection selection,
      Standing standing,
      NodeEngine.Mode mode,
      LongConsumer hashed) {}

  /// Opens the destination, takes what is there already, and joins the swarm.
  public static Download start(Node node, Order order) throws IOException, InterruptedException {
    Trace trace = node.circle().trace();
    var infoHash = order.manifest().infoHash();
    Outcomes outcomes = new Outcomes(() -> trace.tell(new Moment.InPlace(infoHash)));
    Destination destination =
        DestinationOpening.of(order.manifest(), order.path(), outcomes)
            .selecting(order.selection())
            .standing(order.standing())
            .reportingTo(order.hashed())
            .open();
    long bytesWanted = order.selection().bytesOf(order.manifest());
    long bytesToFetch = destination.bytesToFetch();
    trace.tell(new Moment.Opened(infoHash, bytesWanted, bytesToFetch));
    node.serve(destination);
    Swarm swarm =
        Swarm.open(
            node.circle(),
            order.manifest(),
            new Swarm.Stake(
                destination.haves().snapshot(), destination.wanted(), destination.partial()),
            order.mode(),
            Optional.of(destination),
            outcomes);
    outcomes.swarm.complete(swarm);
    node.introduce(swarm);
    return new Download(
        node, destination, swarm, outcomes, bytesWanted, bytesWanted - bytesToFetch);
  }

  public Swarm swarm() {
    return swarm;
  }

  public Path path() {
    return destination.path();
  }

  /// How far it is.
  ///
  /// @param done bytes of the release that are here and proven, those that were here before too
  /// @param total bytes of the release that are wanted
  /// @param fetched of these, what has come since this began: what travelled for nothing (twice, or
  ///   wrong) is not counted
  /// @param sources nodes that bytes come from at present
  /// @param givers nodes that have brought something so far
  public record Progress(long done, long total, long fetched, int sources, int givers) {}

  public Progress progress() {
    long done = Math.max(bytesAtStart, bytesWanted - destination.bytesToFetch());
    return new Progress(done, bytesWanted, done - bytesAtStart, swarm.sources(), swarm.givers());
  }

  /// What came from whom, and went to whom, since this node began.
  public Map<NodeId, Traffic.Bytes> traffic() {
    return node.traffic().byPeer();
  }

  /// Waits until everything is in place and durable; false when it is not within this time.
  ///
  /// @throws UnavailableException when it never will be
  public boolean await(Duration most) throws UnavailableException, InterruptedException {
    try {
      Optional<String> failure = outcomes.end.get(most.toNanos(), TimeUnit.NANOSECONDS);
      if (failure.isPresent()) {
        throw new UnavailableException(failure.get());
      }
      return true;
    } catch (TimeoutException _) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("nobody fails this way", e);
    }
  }

  /// Keeps what has arrived and lets go of the destination. The swarm is to be closed before.
  @Override
  public void close() throws IOException {
    node.retire(swarm.infoHash());
    swarm.close();
    destination.close();
  }

  /// Gathers what disk and swarm tell.
  private static final class Outcomes implements DestinationListener, SwarmListener {
    private final CompletableFuture<Optional<String>> end = new CompletableFuture<>();
    private final CompletableFuture<Swarm> swarm = new CompletableFuture<>();
    private final Runnable inPlace;

    Outcomes(Runnable inPlace) {
      this.inPlace = inPlace;
    }

    @Override
    public void settled(int file) {}

    @Override
    public void withdrawn(Path path, int[] extents) {
      swarm.join().lost(extents);
    }

    @Override
    public void complete() {
      inPlace.run();
      end.complete(Optional.empty());
    }

    @Override
    public void arrived() {
      // Not durable yet: complete() comes after the sync.
    }

    @Override
    public void failed(String reason) {
      end.complete(Optional.of(reason));
    }
  }
}
