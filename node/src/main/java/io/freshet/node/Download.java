package io.freshet.node;

import io.freshet.content.Manifest;
import io.freshet.engine.ExtentSet;
import io.freshet.engine.NodeId;
import io.freshet.engine.fetching.NodeEngine;
import io.freshet.node.disk.Destination;
import io.freshet.node.disk.DestinationListener;
import io.freshet.node.disk.DestinationOpening;
import io.freshet.node.disk.DestinationRefusedException;
import io.freshet.node.disk.Deviations;
import io.freshet.node.disk.DiskFailure;
import io.freshet.node.disk.Heard;
import io.freshet.node.disk.Lacking;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/// A release on its way into a destination of this machine, and served from there meanwhile.
///
/// When the disk is full it fetches nothing more, serves what it has, and goes on by itself as soon
/// as there is room: then the destination is opened again, which believes no more of what a failing
/// disk said than a new process would. Who calls [#await] moves all this on; there is no thread for
/// it.
public final class Download implements AutoCloseable {
  /// Between two looks whether there is room again; so long at first, twice as long each time that
  /// there wasn't after all.
  private static final long LOOK_NANOS_MIN = 1_000_000_000L;

  private static final long LOOK_NANOS_MAX = 60_000_000_000L;

  /// Who has fetched for so long since there was room again did have some.
  private static final long WELL_NANOS = 10_000_000_000L;

  private final Node node;
  private final Order order;
  private final long bytesWanted;
  private final long bytesAtStart;
  private Consumer<Swarm> joining = swarm -> {};
  private Running running;
  private Optional<Waiting> waiting = Optional.empty();
  private long lookNanos = LOOK_NANOS_MIN;
  private long resumedNanos = System.nanoTime();
  // Of the swarms before the present one.
  private int giversBefore;

  /// A destination, and the swarm that it takes part in.
  ///
  /// @param lackedBytes what had to be fetched when it began
  private record Running(
      Destination destination, Swarm swarm, Outcomes outcomes, long lackedBytes) {}

  /// For room.
  private record Waiting(String why, long lookAtNanos) {}

  private Download(Node node, Order order, Running running) {
    this.node = node;
    this.order = order;
    this.running = running;
    bytesWanted = order.selection().bytesOf(order.manifest());
    bytesAtStart = bytesWanted - running.lackedBytes();
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

  /// Opens the destination, takes what is there already, and begins a swarm: [#join] has it meet
  /// others.
  public static Download start(Node node, Order order) throws IOException, InterruptedException {
    return new Download(node, order, begin(node, order));
  }

  private static Running begin(Node node, Order order) throws IOException, InterruptedException {
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
    long lackedBytes = destination.bytesToFetch();
    trace.tell(new Moment.Opened(infoHash, bytesWanted, lackedBytes));
    node.serve(destination);
    Swarm swarm = swarm(node, order, destination, destination.wanted(), outcomes);
    return new Running(destination, swarm, outcomes, lackedBytes);
  }

  private static Swarm swarm(
      Node node, Order order, Destination destination, ExtentSet wanted, Outcomes outcomes) {
    ExtentSet partial = wanted.isEmpty() ? wanted : destination.partial();
    ExtentSet held = destination.haves().snapshot();
    Swarm swarm =
        Swarm.open(
            node.circle(),
            order.manifest(),
            new Swarm.Stake(held.copy(), wanted, partial),
            order.mode(),
            Optional.of(destination),
            outcomes);
    outcomes.swarm.set(Optional.of(swarm));
    // What was withdrawn since then was told to nobody, or to the swarm before.
    for (int extent : destination.haves().snapshot().toArray()) held.remove(extent);
    if (!held.isEmpty()) swarm.lost(held.toArray());
    node.introduce(swarm);
    return swarm;
  }

  /// How the swarm meets others: done now, and again with the swarm that follows it when the disk
  /// was full.
  public void join(Consumer<Swarm> how) {
    joining = how;
    how.accept(running.swarm());
  }

  public Swarm swarm() {
    return running.swarm();
  }

  public Path path() {
    return running.destination().path();
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
    Swarm swarm = running.swarm();
    long done = Math.max(bytesAtStart, bytesWanted - running.destination().bytesToFetch());
    return new Progress(
        done,
        bytesWanted,
        done - bytesAtStart,
        swarm.sources(),
        Math.max(giversBefore, swarm.givers()));
  }

  /// The folders of the release, as they are called here; none for a single file.
  List<Path> folders() {
    return running.destination().folders();
  }

  /// What of a release that is in place has been changed since.
  ///
  /// @param heard where to look
  Deviations deviations(Heard heard) throws IOException {
    return running.destination().deviations(heard);
  }

  /// What is not here yet, by name.
  public Lacking lacking() {
    return running.destination().lacking();
  }

  /// Why nothing is fetched now, while there is no room: a sentence.
  public Optional<String> waitsForRoom() {
    return waiting.map(Waiting::why);
  }

  /// What came from whom, and went to whom, since this node began.
  public Map<NodeId, Traffic.Bytes> traffic() {
    return node.traffic().byPeer();
  }

  /// Waits until everything is in place and durable; false when it is not within this time. To be
  /// called by one thread, again and again.
  ///
  /// @throws UnavailableException when it never will be
  public boolean await(Duration most) throws UnavailableException, InterruptedException {
    if (waiting.isPresent()) {
      TimeUnit.NANOSECONDS.sleep(most.toNanos());
      if (System.nanoTime() - waiting.get().lookAtNanos() >= 0) look(waiting.get());
      return false;
    }
    try {
      Optional<DiskFailure> failure =
          running.outcomes().end.get(most.toNanos(), TimeUnit.NANOSECONDS);
      switch (failure.orElse(null)) {
        case null -> {
          return true;
        }
        case DiskFailure.Broken(String why) -> throw new UnavailableException(why);
        case DiskFailure.Full(String why) -> pause(why);
      }
    } catch (TimeoutException _) {
      if (System.nanoTime() - resumedNanos > WELL_NANOS) lookNanos = LOOK_NANOS_MIN;
    } catch (ExecutionException e) {
      throw new IllegalStateException("nobody fails this way", e);
    }
    return false;
  }

  /// Fetches no more, and goes on serving.
  private void pause(String why) {
    waiting = Optional.of(new Waiting(why, System.nanoTime() + lookNanos));
    leave();
    ExtentSet nothing = ExtentSet.none(order.manifest().extents().count());
    Running full = running;
    Swarm serving = swarm(node, order, full.destination(), nothing, full.outcomes());
    running = new Running(full.destination(), serving, full.outcomes(), full.lackedBytes());
    joining.accept(serving);
  }

  private void leave() {
    Swarm swarm = running.swarm();
    giversBefore = Math.max(giversBefore, swarm.givers());
    swarm.close();
  }

  private void look(Waiting now) throws UnavailableException, InterruptedException {
    try {
      Optional<String> lacking = running.destination().shortage();
      if (lacking.isEmpty()) {
        resume(now);
        return;
      }
      waiting = Optional.of(new Waiting(now.why(), System.nanoTime() + LOOK_NANOS_MIN));
    } catch (IOException e) {
      throw new UnavailableException(path() + " cannot be looked at any more: " + e.getMessage());
    }
  }

  /// Opens the destination again. What the disk did not take when it was full is checked.
  private void resume(Waiting now) throws UnavailableException, InterruptedException {
    lookNanos = Math.min(LOOK_NANOS_MAX, 2 * lookNanos);
    leave();
    node.retire(order.manifest().infoHash());
    try {
      running.destination().close();
    } catch (IOException e) {
      // It could not claim what it had last: whoever opens it now finds that out.
    }
    try {
      running = begin(node, order);
    } catch (DestinationRefusedException e) {
      if (!e.isFull()) throw new UnavailableException(e.getMessage());
      // Somebody was faster. Nothing is served until it can be opened.
      waiting = Optional.of(new Waiting(now.why(), System.nanoTime() + lookNanos));
      return;
    } catch (IOException e) {
      throw new UnavailableException(path() + " could not be opened again: " + e.getMessage());
    }
    waiting = Optional.empty();
    resumedNanos = System.nanoTime();
    joining.accept(running.swarm());
  }

  /// Keeps what has arrived and lets go of the destination. The swarm is to be closed before.
  @Override
  public void close() throws IOException {
    node.retire(running.swarm().infoHash());
    running.swarm().close();
    running.destination().close();
  }

  /// Gathers what disk and swarm tell.
  private static final class Outcomes implements DestinationListener, SwarmListener {
    private final CompletableFuture<Optional<DiskFailure>> end = new CompletableFuture<>();
    private final Runnable inPlace;
    private final AtomicReference<Optional<Swarm>> swarm = new AtomicReference<>(Optional.empty());

    Outcomes(Runnable inPlace) {
      this.inPlace = inPlace;
    }

    @Override
    public void settled(int file) {}

    @Override
    public void withdrawn(Path path, int[] extents) {
      // Before there is one, whoever opens it compares.
      swarm.get().ifPresent(one -> one.lost(extents));
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
    public void failed(DiskFailure failure) {
      end.complete(Optional.of(failure));
    }

    /// The destination has said so, and why, itself.
    @Override
    public void failed(String reason) {}
  }
}
