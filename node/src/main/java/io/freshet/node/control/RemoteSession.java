package io.freshet.node.control;

import io.freshet.content.InfoHash;
import io.freshet.engine.tracking.TrackerEngine;
import io.freshet.node.control.SessionEvent.FromTracker;
import io.freshet.node.control.wire.NodeMessage;
import io.freshet.node.control.wire.TrackerMessage;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// The tracker's end of one session's stream with a node elsewhere.
///
/// gRPC's reader of the connection calls us with each message and posts it to the tracker; a writer
/// of its own says what the tracker's thread left here. Whatever is wrong with a node costs it its
/// connection, and nobody else anything.
final class RemoteSession implements StreamObserver<NodeMessage>, Outlet {

  /// Messages that wait for a slow node: some seconds of assignments. At some 500 bytes each, 2 MB
  /// for one such node.
  static final int WAITING_MAX = 4_096;

  /// Messages of one node in the tracker's mailbox at once, so that a chatty one does not fill it
  /// for the others.
  private static final int POSTED_MAX = 64;

  /// Messages of one node in a period of silence (6 s): a node at 10 Gbit/s that reports each
  /// extent of 256 KiB by itself says 28,000, and real ones batch. More is a flood.
  private static final int MESSAGES_PER_SILENCE_MAX = 60_000;

  /// Extents in a message that cost the tracker's thread about what a message does. So a node may
  /// have it go over 4 million in 6 s, which is a quarter of a second's work; a relay that joins
  /// with 225 releases of 10,000 extents comes to half of that.
  static final int EXTENTS_PER_MESSAGE = 64;

  /// A join costs the tracker's thread about what so many messages do: as many nodes are told of
  /// the newcomer. So a node may join 1,460 times in 6 s, and that relay comes to three quarters of
  /// what it may say.
  static final int MESSAGES_PER_JOIN = TrackerEngine.NEIGHBOURS_MAX;

  private final Tracker tracker;
  private final ServerCallStreamObserver<TrackerMessage> call;
  private final InetSocketAddress remote;
  private final Connections connections;
  private final Timing timing;
  private final Outbox<FromTracker> outbox = new Outbox<>(WAITING_MAX);
  private final StreamWriter<FromTracker, TrackerMessage> writer;
  private final Semaphore postable = new Semaphore(POSTED_MAX);
  private final Map<InfoHash, Integer> joined = new ConcurrentHashMap<>();

  private volatile @Nullable Attendee attendee;
  private volatile @Nullable String why;
  private long periodBegun = System.nanoTime();
  private int messages;

  private RemoteSession(
      Tracker tracker,
      ServerCallStreamObserver<TrackerMessage> call,
      InetSocketAddress remote,
      Connections connections) {
    this.tracker = tracker;
    this.call = call;
    this.remote = remote;
    this.connections = connections;
    timing = tracker.config().timing();
    writer =
        new StreamWriter<>(
            call,
            outbox,
            TrackerMessages::encode,
            TrackerMessages.HEARTBEAT,
            timing,
            System::nanoTime);
  }

  static RemoteSession open(
      Tracker tracker,
      ServerCallStreamObserver<TrackerMessage> call,
      InetSocketAddress remote,
      Connections connections) {
    var session = new RemoteSession(tracker, call, remote, connections);
    call.setOnReadyHandler(session.outbox::wake);
    call.setOnCancelHandler(session.outbox::close);
    Thread.ofVirtual().name("session " + remote).start(session::write);
    return session;
  }

  @Override
  public boolean offer(FromTracker said) {
    return offer(outbox, said);
  }

  /// Queues what is said; assignments become one with those that wait.
  static boolean offer(Outbox<FromTracker> outbox, FromTracker said) {
    return said instanceof SessionEvent.Assigned later
        ? outbox.offerMerged(
            later,
            earlier -> earlier instanceof SessionEvent.Assigned one ? one.with(later) : null,
            // What it names may just have been located.
            earlier -> !(earlier instanceof SessionEvent.Assigned))
        : outbox.offer(said);
  }

  @Override
  public void end(String because) {
    if (why == null) {
      why = because;
    }
    outbox.close();
  }

  private void write() {
    try {
      switch (writer.run()) {
        case CLOSED -> {}
        case PEER_SILENT -> end("it was silent for " + timing.silence().toMillis() + " ms");
        case PEER_READS_NOTHING ->
            end("it read nothing for " + timing.silence().toMillis() + " ms");
      }
      outbox.close();
      Attendee gone = attendee;
      if (gone != null) {
        tracker.post(desk -> desk.depart(gone));
      }
      hangUp();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts a session", e);
    }
  }

  /// Says why, if somebody still listens, and soon cuts the line of a node that was sent away.
  private void hangUp() throws InterruptedException {
    String because = why;
    if (call.isCancelled()) {
      return;
    }
    if (because == null) {
      call.onCompleted();
      return;
    }
    call.onError(Status.FAILED_PRECONDITION.withDescription(because).asRuntimeException());
    Thread.sleep(timing.heartbeat());
    connections.cut(remote);
  }

  @Override
  public void onNext(NodeMessage message) {
    if (outbox.isClosed()) {
      return;
    }
    writer.hearing();
    try {
      count(1);
      FromNode said = NodeMessages.decode(message, this::capacity);
      int work = work(said);
      count(work);
      heard(said, work);
    } catch (MalformedMessageException e) {
      end("it said what it must not: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    writer.heard();
  }

  /// What the tracker's thread has to do for it, as so many more messages: a few bytes can name
  /// 65,536 extents, or have it go over a million.
  private static int work(FromNode said) {
    return switch (said) {
      case FromNode.Joining(_, var membership) -> {
        int extents = membership.held().cardinality() + membership.held().capacity() / Long.SIZE;
        for (var flight : membership.inFlight()) {
          extents += flight.extents().length;
        }
        yield MESSAGES_PER_JOIN + extents / EXTENTS_PER_MESSAGE;
      }
      case FromNode.Telling(_, var report) -> {
        int extents = report.withdrawn().length + report.returned().length;
        for (var delivery : report.delivered()) {
          extents += delivery.extents().length;
        }
        for (var refusal : report.refused()) {
          extents += refusal.extents().length;
        }
        yield extents / EXTENTS_PER_MESSAGE;
      }
      case FromNode.Hello _,
          FromNode.Following _,
          FromNode.Unfollowing _,
          FromNode.Leaving _,
          FromNode.Pausing _,
          FromNode.Beating _ ->
          0;
    };
  }

  private void count(int more) throws MalformedMessageException {
    long now = System.nanoTime();
    if (now - periodBegun > timing.silence().toNanos()) {
      periodBegun = now;
      messages = 0;
    }
    messages += more;
    if (messages > MESSAGES_PER_SILENCE_MAX) {
      throw new MalformedMessageException(
          "more than "
              + MESSAGES_PER_SILENCE_MAX
              + " messages, or as much work, in "
              + timing.silence());
    }
  }

  private OptionalInt capacity(InfoHash swarm) {
    Integer capacity = joined.get(swarm);
    return capacity == null ? OptionalInt.empty() : OptionalInt.of(capacity);
  }

  private void heard(FromNode said, int work)
      throws MalformedMessageException, InterruptedException {
    Attendee known = attendee;
    if (known == null) {
      if (!(said instanceof FromNode.Hello(Introduction introduction))) {
        throw new MalformedMessageException("the first message is not Hello");
      }
      var seen = new Attendee.Seen.From(remote.getAddress(), remote.getPort());
      var newcomer = new Attendee(introduction, seen, this);
      attendee = newcomer;
      tracker.post(desk -> desk.attach(newcomer));
      return;
    }
    switch (said) {
      case FromNode.Beating _ -> {
        return;
      }
      case FromNode.Joining(InfoHash swarm, var membership) -> {
        joined.put(swarm, membership.held().capacity());
        if (joined.size() > Protocol.SWARMS_MAX) {
          throw new MalformedMessageException("more than " + Protocol.SWARMS_MAX + " swarms");
        }
      }
      case FromNode.Leaving(InfoHash swarm) -> joined.remove(swarm);
      case FromNode.Hello _,
          FromNode.Following _,
          FromNode.Unfollowing _,
          FromNode.Telling _,
          FromNode.Pausing _ -> {}
    }
    post(known, said, work);
  }

  private void post(Attendee known, FromNode said, int work) throws InterruptedException {
    postable.acquire();
    tracker.post(
        1 + work,
        desk -> {
          postable.release();
          desk.heard(known, said);
        });
  }

  @Override
  public void onError(Throwable thrown) {
    outbox.close();
  }

  @Override
  public void onCompleted() {
    outbox.close();
  }
}
