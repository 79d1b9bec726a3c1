package io.freshet.node.control;

import io.freshet.content.InfoHash;
import io.freshet.engine.NodeId;
import io.freshet.node.catalog.CatalogException;
import io.freshet.node.catalog.Channel;
import io.freshet.node.catalog.ChannelName;
import io.freshet.node.catalog.Release;
import io.freshet.node.control.wire.ChannelsReply;
import io.freshet.node.control.wire.ChannelsRequest;
import io.freshet.node.control.wire.NodeMessage;
import io.freshet.node.control.wire.PublishProgress;
import io.freshet.node.control.wire.PublishRequest;
import io.freshet.node.control.wire.RemoveReply;
import io.freshet.node.control.wire.RemoveRequest;
import io.freshet.node.control.wire.Removed;
import io.freshet.node.control.wire.StatusReply;
import io.freshet.node.control.wire.StatusRequest;
import io.freshet.node.control.wire.TrackerGrpc;
import io.freshet.node.control.wire.TrackerMessage;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The calls of the protocol, each translated into what a [Tracker] does.
final class TrackerDoor extends TrackerGrpc.TrackerImplBase {

  /// Where a call comes from.
  static final Context.Key<InetSocketAddress> REMOTE = Context.key("remote");

  /// Questions that are answered at once. An answer has some megabytes at most, and stays in memory
  /// until it was read; whoever asks meanwhile waits.
  private static final int QUESTIONS_MAX = 8;

  private final Tracker tracker;
  private final Connections connections;
  private final Semaphore questions = new Semaphore(QUESTIONS_MAX);

  TrackerDoor(Tracker tracker, Connections connections) {
    this.tracker = tracker;
    this.connections = connections;
  }

  @Override
  public StreamObserver<NodeMessage> session(StreamObserver<TrackerMessage> answers) {
    return RemoteSession.open(
        tracker, (ServerCallStreamObserver<TrackerMessage>) answers, REMOTE.get(), connections);
  }

  @Override
  public void channels(ChannelsRequest request, StreamObserver<ChannelsReply> answers) {
    answer(
        answers,
        () -> {
          if (request.getChannel().isEmpty()) {
            return ReplyMessages.channels(tracker.channels());
          }
          ChannelName name = Fields.channel(request.getChannel());
          Optional<Channel> channel = tracker.channel(name);
          return channel.isPresent()
              ? ReplyMessages.channel(channel.get())
              : ChannelsReply.newBuilder()
                  .setNoSuchChannel(TrackerMessages.noSuchChannel(name, tracker.names()))
                  .build();
        });
  }

  @Override
  public void status(StatusRequest request, StreamObserver<StatusReply> answers) {
    answer(
        answers,
        () -> {
          if (request.getChannel().isEmpty()) {
            return ReplyMessages.status(tracker.status());
          }
          ChannelName name = Fields.channel(request.getChannel());
          Optional<TrackerStatus> status = tracker.status(name);
          return status.isPresent()
              ? ReplyMessages.status(status.get())
              : StatusReply.newBuilder()
                  .setNoSuchChannel(TrackerMessages.noSuchChannel(name, tracker.names()))
                  .build();
        });
  }

  @Override
  public void publish(PublishRequest request, StreamObserver<PublishProgress> answers) {
    var call = (ServerCallStreamObserver<PublishProgress>) answers;
    InetSocketAddress remote = REMOTE.get();
    try {
      checkLocal(remote, "publish");
      ChannelName channel = Fields.channel(request.getChannel());
      InfoHash infoHash = Fields.infoHash(request.getInfoHash());
      String by = Fields.shown(Release.PUBLISHER_LENGTH_MAX, request.getBy(), "a publisher");
      Address from = Fields.checked(() -> Address.of(remote.getAddress(), request.getPort()));
      var progress = new ProgressStream(call);
      Publication publication =
          tracker
              .publisher()
              .publish(
                  new Publisher.Offer(
                      channel,
                      new NodeId(request.getPublisher()),
                      by,
                      Fields.priority(request.getPriority())),
                  from,
                  infoHash,
                  progress::say);
      call.setOnCancelHandler(publication::close);
    } catch (MalformedMessageException e) {
      call.onError(Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asException());
    }
  }

  @Override
  public void remove(RemoveRequest request, StreamObserver<RemoveReply> answers) {
    InetSocketAddress remote = REMOTE.get();
    answer(
        answers,
        () -> {
          checkLocal(remote, "rm");
          return remove(Fields.channel(request.getChannel()), request.getVersion());
        });
  }

  private RemoveReply remove(ChannelName name, int version)
      throws InterruptedException, CatalogException {
    Optional<Channel> channel = tracker.channel(name);
    if (channel.isEmpty()) {
      return RemoveReply.newBuilder()
          .setNoSuchChannel(TrackerMessages.noSuchChannel(name, tracker.names()))
          .build();
    }
    List<Release> there = channel.get().releases();
    List<Release> removed =
        there.stream().filter(r -> version == 0 || r.version() == version).toList();
    if (removed.isEmpty()) {
      return RemoveReply.newBuilder()
          .setNoSuchRelease(
              TrackerMessages.noSuchRelease(
                  name, version, there.stream().map(Release::version).sorted().toList()))
          .build();
    }
    tracker.publisher().retire(name, removed);
    return RemoveReply.newBuilder()
        .setRemoved(
            Removed.newBuilder().addAllVersions(removed.stream().map(Release::version).toList()))
        .build();
  }

  /// Until there are tokens, who may change what is published is who is on the tracker's machine.
  private static void checkLocal(InetSocketAddress remote, String command)
      throws MalformedMessageException {
    if (!remote.getAddress().isLoopbackAddress()) {
      throw new MalformedMessageException(
          command
              + " is taken by 127.0.0.1 only, and this came from "
              + Address.literal(remote.getAddress())
              + ": run it on the tracker's own machine, with 127.0.0.1 for its address (tokens come"
              + " later)");
    }
  }

  /// What a single question is answered by.
  private interface Answer<A> {
    A find() throws MalformedMessageException, InterruptedException, CatalogException;
  }

  private <A> void answer(StreamObserver<A> answers, Answer<A> answer) {
    try {
      if (!questions.tryAcquire(silenceMillis(), TimeUnit.MILLISECONDS)) {
        answers.onError(
            Status.UNAVAILABLE
                .withDescription("the tracker has too many questions to answer: ask again")
                .asException());
        return;
      }
      untilRead((ServerCallStreamObserver<A>) answers, REMOTE.get());
      answers.onNext(answer.find());
      answers.onCompleted();
    } catch (MalformedMessageException e) {
      answers.onError(Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asException());
    } catch (CatalogException e) {
      answers.onError(Status.INTERNAL.withDescription(e.getMessage()).asException());
    } catch (CancellationException e) {
      answers.onError(Status.UNAVAILABLE.withDescription("the tracker has ended").asException());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answers.onError(Status.UNAVAILABLE.withDescription("the tracker ends").asException());
    }
  }

  /// Counts a question as open until its answer was sent, and cuts the connection of somebody who
  /// does not read it.
  private void untilRead(ServerCallStreamObserver<?> call, InetSocketAddress remote) {
    var over = new CountDownLatch(1);
    call.setOnCloseHandler(over::countDown);
    call.setOnCancelHandler(over::countDown);
    Thread.ofVirtual()
        .name("answer to " + remote)
        .start(
            () -> {
              try {
                if (!over.await(silenceMillis(), TimeUnit.MILLISECONDS)) {
                  connections.cut(remote);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } finally {
                questions.release();
              }
            });
  }

  private long silenceMillis() {
    return tracker.config().timing().silence().toMillis();
  }

  /// Progress to a publisher: each step, but of the numbers of copies only as many as it reads.
  private static final class ProgressStream {
    private final ServerCallStreamObserver<PublishProgress> call;
    private @Nullable PublishProgress unread;

    ProgressStream(ServerCallStreamObserver<PublishProgress> call) {
      this.call = call;
      call.setOnReadyHandler(this::catchUp);
    }

    synchronized void say(Publishing step) {
      if (call.isCancelled()) {
        return;
      }
      PublishProgress message = ReplyMessages.progress(step);
      if (step instanceof Publishing.Copies && !call.isReady()) {
        unread = message;
      } else {
        call.onNext(message);
      }
      if (step instanceof Publishing.Refused) {
        call.onCompleted();
      }
    }

    private synchronized void catchUp() {
      PublishProgress latest = unread;
      if (latest != null && !call.isCancelled()) {
        unread = null;
        call.onNext(latest);
      }
    }
  }
}
