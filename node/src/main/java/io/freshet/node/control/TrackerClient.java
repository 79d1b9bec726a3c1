package io.freshet.node.control;

import io.freshet.content.InfoHash;
import io.freshet.engine.NodeId;
import io.freshet.engine.Priority;
import io.freshet.node.catalog.ChannelName;
import io.freshet.node.control.wire.ChannelsRequest;
import io.freshet.node.control.wire.NoSuchChannel;
import io.freshet.node.control.wire.PublishProgress;
import io.freshet.node.control.wire.PublishRequest;
import io.freshet.node.control.wire.RemoveRequest;
import io.freshet.node.control.wire.StatusRequest;
import io.freshet.node.control.wire.TrackerGrpc;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A person's questions to a tracker, on one connection: what `ls`, `status`, `publish` and `rm`
/// ask.
///
/// Calls block until they are answered; a tracker that takes longer than the silence of [Timing] is
/// given up.
public final class TrackerClient implements AutoCloseable {

  private final TrackerChannel channel;
  private final Timing timing;

  private TrackerClient(TrackerChannel channel, Timing timing) {
    this.channel = channel;
    this.timing = timing;
  }

  /// Connects to the first of these trackers that can be connected to.
  public static Answer<TrackerClient> connect(List<Address> trackers, Timing timing) {
    List<ControlFailure> failures = new ArrayList<>();
    for (Address tracker : trackers) {
      switch (TrackerChannel.connect(tracker, timing)) {
        case TrackerChannel.Connecting.Connected(TrackerChannel channel) -> {
          return new Answer.Given<>(new TrackerClient(channel, timing));
        }
        case TrackerChannel.Connecting.Failed(ControlFailure why) -> failures.add(why);
      }
    }
    return new Answer.Failed<>(
        failures.size() == 1 ? failures.getFirst() : new ControlFailure.NoneOf(failures));
  }

  /// All channels, each with its newest release.
  public Answer<List<ChannelListing>> channels() {
    return channels(ChannelsRequest.getDefaultInstance());
  }

  /// One channel with all of its releases.
  public Answer<ChannelListing> channel(ChannelName name) {
    return switch (channels(ChannelsRequest.newBuilder().setChannel(name.text()).build())) {
      case Answer.Failed<List<ChannelListing>>(ControlFailure why) -> new Answer.Failed<>(why);
      case Answer.Given<List<ChannelListing>>(List<ChannelListing> channels) ->
          channels.isEmpty()
              ? new Answer.Failed<>(nonsense("no channel"))
              : new Answer.Given<>(channels.getFirst());
    };
  }

  private Answer<List<ChannelListing>> channels(ChannelsRequest request) {
    return ask(
        TrackerGrpc.getChannelsMethod(),
        request,
        reply ->
            switch (reply.getKindCase()) {
              case CHANNELS -> new Answer.Given<>(ReplyMessages.channels(reply.getChannels()));
              case NO_SUCH_CHANNEL -> new Answer.Failed<>(noChannel(reply.getNoSuchChannel()));
              case KIND_NOT_SET -> new Answer.Failed<>(nonsense("an empty reply"));
            });
  }

  /// Every release that some node takes part in.
  public Answer<TrackerStatus> status() {
    return status(StatusRequest.getDefaultInstance());
  }

  /// The releases of one channel.
  public Answer<TrackerStatus> status(ChannelName name) {
    return status(StatusRequest.newBuilder().setChannel(name.text()).build());
  }

  private Answer<TrackerStatus> status(StatusRequest request) {
    return ask(
        TrackerGrpc.getStatusMethod(),
        request,
        reply ->
            switch (reply.getKindCase()) {
              case SWARMS -> new Answer.Given<>(ReplyMessages.status(reply.getSwarms()));
              case NO_SUCH_CHANNEL -> new Answer.Failed<>(noChannel(reply.getNoSuchChannel()));
              case KIND_NOT_SET -> new Answer.Failed<>(nonsense("an empty reply"));
            });
  }

  /// Retires all releases of a channel; the answer are their versions.
  public Answer<List<Integer>> remove(ChannelName name) {
    return remove(RemoveRequest.newBuilder().setChannel(name.text()).build());
  }

  /// Retires one release.
  public Answer<List<Integer>> remove(ChannelName name, int version) {
    return remove(RemoveRequest.newBuilder().setChannel(name.text()).setVersion(version).build());
  }

  private Answer<List<Integer>> remove(RemoveRequest request) {
    return ask(
        TrackerGrpc.getRemoveMethod(),
        request,
        reply ->
            switch (reply.getKindCase()) {
              case REMOVED -> new Answer.Given<>(List.copyOf(reply.getRemoved().getVersionsList()));
              case NO_SUCH_CHANNEL -> new Answer.Failed<>(noChannel(reply.getNoSuchChannel()));
              case NO_SUCH_RELEASE -> {
                SessionEvent.NoRelease none = TrackerMessages.noRelease(reply.getNoSuchRelease());
                yield new Answer.Failed<>(
                    new ControlFailure.NoRelease(
                        channel.address(), none.channel(), none.version(), none.existing()));
              }
              case KIND_NOT_SET -> new Answer.Failed<>(nonsense("an empty reply"));
            });
  }

  /// Publishes a release that a node of this machine holds and serves.
  ///
  /// @param holder that node
  /// @param port where its data plane listens
  /// @param by who publishes, for people
  /// @param progress called by one thread at a time; hears nothing after the publication was closed
  public Publication publish(
      ChannelName name,
      InfoHash infoHash,
      NodeId holder,
      int port,
      String by,
      Priority priority,
      Consumer<Publishing> progress) {
    PublishRequest request =
        PublishRequest.newBuilder()
            .setChannel(name.text())
            .setInfoHash(Fields.wire(infoHash))
            .setPublisher(holder.value())
            .setPort(port)
            .setBy(by)
            .setPriority(Fields.wire(priority))
            .build();
    var watching = new Watching(progress);
    ClientCalls.asyncServerStreamingCall(
        channel.calls().newCall(TrackerGrpc.getPublishMethod(), CallOptions.DEFAULT),
        request,
        watching);
    return watching;
  }

  /// Makes an answer of a reply.
  private interface Reading<R, T> {
    Answer<T> read(R reply) throws MalformedMessageException;
  }

  private <Q, R, T> Answer<T> ask(MethodDescriptor<Q, R> method, Q request, Reading<R, T> reading) {
    try {
      R reply =
          ClientCalls.blockingUnaryCall(
              channel.calls(),
              method,
              CallOptions.DEFAULT.withDeadlineAfter(
                  timing.silence().toMillis(), TimeUnit.MILLISECONDS),
              request);
      return reading.read(reply);
    } catch (StatusRuntimeException e) {
      return new Answer.Failed<>(
          e.getStatus().getCode() == io.grpc.Status.Code.DEADLINE_EXCEEDED
              ? new ControlFailure.TimedOut(channel.address(), timing.silence().toMillis())
              : channel.failure(e, false));
    } catch (MalformedMessageException e) {
      return new Answer.Failed<>(nonsense(String.valueOf(e.getMessage())));
    }
  }

  private ControlFailure noChannel(NoSuchChannel message) throws MalformedMessageException {
    SessionEvent.NoChannel none = TrackerMessages.noChannel(message);
    return new ControlFailure.NoChannel(channel.address(), none.channel(), none.existing());
  }

  private ControlFailure nonsense(String what) {
    return new ControlFailure.Lost(channel.address(), "it answered what it must not: " + what);
  }

  @Override
  public void close() {
    channel.close();
  }

  /// The progress of a publication, as it is read.
  private final class Watching
      implements ClientResponseObserver<PublishRequest, PublishProgress>, Publication {
    private final Consumer<Publishing> progress;
    private final AtomicBoolean over = new AtomicBoolean();
    private @Nullable ClientCallStreamObserver<PublishRequest> call;
    private volatile boolean answered;

    Watching(Consumer<Publishing> progress) {
      this.progress = progress;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<PublishRequest> requests) {
      call = requests;
    }

    @Override
    public void onNext(PublishProgress message) {
      answered = true;
      try {
        Publishing step = ReplyMessages.publishing(message);
        if (step instanceof Publishing.Refused ? over.compareAndSet(false, true) : !over.get()) {
          progress.accept(step);
        }
      } catch (MalformedMessageException e) {
        end(nonsense(String.valueOf(e.getMessage())));
      }
    }

    @Override
    public void onError(Throwable thrown) {
      end(channel.failure(thrown, answered));
    }

    @Override
    public void onCompleted() {
      end(new ControlFailure.Lost(channel.address(), "it ended the call"));
    }

    private void end(ControlFailure why) {
      if (over.compareAndSet(false, true)) {
        progress.accept(new Publishing.Ended(why));
      }
    }

    @Override
    public void close() {
      ClientCallStreamObserver<PublishRequest> running = call;
      if (over.compareAndSet(false, true) && running != null) {
        running.cancel("seen enough", null);
      }
    }
  }
}
