package io.freshet.node.control;

import static java.util.Objects.requireNonNull;

import io.freshet.content.InfoHash;
import io.freshet.engine.Report;
import io.freshet.node.control.SessionEvent.FromTracker;
import io.freshet.node.control.wire.NodeMessage;
import io.freshet.node.control.wire.TrackerGrpc;
import io.freshet.node.control.wire.TrackerMessage;
import io.grpc.CallOptions;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The node's end of one session's stream: from Hello to whatever ends it.
final class NodeStream implements ClientResponseObserver<NodeMessage, TrackerMessage> {

  /// Messages that wait for a slow tracker. Reports of one swarm merge while they wait, so more
  /// than this is a tracker that has read nothing from a node of very many swarms: the stream is
  /// then opened anew.
  private static final int WAITING_MAX = 1_024;

  /// Messages that gRPC may bring before it is asked for more, which is done for half of them at
  /// once: to ask takes as long as to read. Nothing piles up, for who reads the connection takes
  /// them.
  private static final int ASKED_MAX = 32;

  private static final NodeMessage HEARTBEAT = NodeMessages.encode(new FromNode.Beating());

  private final TrackerChannel channel;
  private final Timing timing;
  private final LongSupplier nanoTime;
  private final Consumer<FromTracker> heard;
  private final Outbox<FromNode> outbox = new Outbox<>(WAITING_MAX);
  private final Map<InfoHash, Integer> joined = new ConcurrentHashMap<>();

  private @Nullable ClientCallStreamObserver<NodeMessage> call;
  private @Nullable StreamWriter<FromNode, NodeMessage> writer;

  /// The writer, once the call has begun.
  private volatile @Nullable StreamWriter<FromNode, NodeMessage> begun;

  private volatile boolean attached;
  private volatile @Nullable ControlFailure failure;

  /// Messages since gRPC was last asked for more; its reader's.
  private int taken;

  /// @param heard called by one thread at a time, which may block
  NodeStream(
      TrackerChannel channel, Timing timing, LongSupplier nanoTime, Consumer<FromTracker> heard) {
    this.channel = channel;
    this.timing = timing;
    this.nanoTime = nanoTime;
    this.heard = heard;
  }

  /// Says it now, or queues it while the tracker reads too slowly; where there is no room, the
  /// stream ends.
  void say(FromNode message) {
    if (message instanceof FromNode.Joining(InfoHash swarm, var membership)) {
      joined.put(swarm, membership.held().capacity());
    }
    boolean room =
        message instanceof FromNode.Telling telling ? tell(telling) : outbox.offer(message);
    if (!room) {
      end(new ControlFailure.Lost(channel.address(), "it reads too slowly"));
    }
    StreamWriter<FromNode, NodeMessage> known = begun;
    if (known != null) {
      known.say();
    }
  }

  private boolean tell(FromNode.Telling later) {
    return !joined.containsKey(later.swarm())
        || outbox.offerMerged(
            later, earlier -> merged(earlier, later), earlier -> concerns(earlier, later.swarm()));
  }

  private static @Nullable FromNode merged(FromNode earlier, FromNode.Telling later) {
    if (earlier instanceof FromNode.Telling(InfoHash swarm, Report report)
        && swarm.equals(later.swarm())) {
      Report both = ReportMerge.merge(report, later.report());
      return both == null ? null : new FromNode.Telling(swarm, both);
    }
    return null;
  }

  private static boolean concerns(FromNode message, InfoHash swarm) {
    return switch (message) {
      case FromNode.Joining(InfoHash of, _) -> of.equals(swarm);
      case FromNode.Leaving(InfoHash of) -> of.equals(swarm);
      case FromNode.Telling(InfoHash of, _) -> of.equals(swarm);
      case FromNode.Hello _,
          FromNode.Following _,
          FromNode.Unfollowing _,
          FromNode.Pausing _,
          FromNode.Beating _ ->
          false;
    };
  }

  /// Puts what must come first in front of everything.
  void greet(Introduction introduction, List<Follow> follows) {
    say(new FromNode.Hello(introduction));
    follows.forEach(follow -> say(new FromNode.Following(follow)));
  }

  /// Runs the stream until it is over, and says why it is.
  ControlFailure attend() throws InterruptedException {
    ClientCalls.asyncBidiStreamingCall(
        channel
            .calls()
            .newCall(
                TrackerGrpc.getSessionMethod(),
                CallOptions.DEFAULT
                    .withExecutor(channel.reader())
                    .withMaxInboundMessageSize(Protocol.MESSAGE_BYTES_MAX)),
        this);
    begun = writer();
    writer().say();
    end(why(writer().watch()));
    writer().end(() -> call().cancel("the session is over", null));
    return requireNonNull(failure);
  }

  private ControlFailure why(StreamWriter.Ending ending) {
    if (!attached) {
      return new ControlFailure.TimedOut(channel.address(), timing.silence().toMillis());
    }
    return new ControlFailure.Lost(
        channel.address(),
        switch (ending) {
          case CLOSED -> "closed here";
          case PEER_SILENT -> "it is silent";
          case PEER_READS_NOTHING -> "it reads nothing";
        });
  }

  boolean isAttached() {
    return attached;
  }

  /// Ends the stream, from any thread; the first reason counts.
  synchronized void end(ControlFailure why) {
    if (failure == null) {
      failure = why;
    }
    outbox.close();
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<NodeMessage> requests) {
    call = requests;
    writer =
        new StreamWriter<>(requests, outbox, NodeMessages::encode, HEARTBEAT, timing, nanoTime);
    requests.setOnReadyHandler(writer::say);
    requests.disableAutoRequestWithInitial(ASKED_MAX);
  }

  @Override
  public void onNext(TrackerMessage message) {
    writer().hearing();
    try {
      Optional<FromTracker> said = TrackerMessages.decode(message, this::capacity);
      if (said.isPresent()) {
        if (attached && said.get() instanceof SessionEvent.Attached) {
          // Each would have every swarm joined anew.
          throw new MalformedMessageException("Welcome twice");
        }
        attached |= said.get() instanceof SessionEvent.Attached;
        if (!attached) {
          throw new MalformedMessageException("something before Welcome");
        }
        heard.accept(said.get());
      }
    } catch (MalformedMessageException e) {
      end(
          new ControlFailure.Lost(
              channel.address(), "it said what it must not: " + e.getMessage()));
    }
    writer().heard();
    if (++taken == ASKED_MAX / 2) {
      call().request(taken);
      taken = 0;
    }
  }

  private OptionalInt capacity(InfoHash swarm) {
    Integer capacity = joined.get(swarm);
    return capacity == null ? OptionalInt.empty() : OptionalInt.of(capacity);
  }

  @Override
  public void onError(Throwable thrown) {
    end(channel.failure(thrown, attached));
  }

  @Override
  public void onCompleted() {
    end(new ControlFailure.Lost(channel.address(), "it ended the session"));
  }

  private StreamWriter<FromNode, NodeMessage> writer() {
    StreamWriter<FromNode, NodeMessage> known = writer;
    if (known == null) {
      throw new IllegalStateException("the stream was not begun");
    }
    return known;
  }

  private ClientCallStreamObserver<NodeMessage> call() {
    ClientCallStreamObserver<NodeMessage> known = call;
    if (known == null) {
      throw new IllegalStateException("the stream was not begun");
    }
    return known;
  }
}
