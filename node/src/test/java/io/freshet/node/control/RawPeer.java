package io.freshet.node.control;

import io.freshet.node.Patience;
import io.freshet.node.control.wire.NodeMessage;
import io.freshet.node.control.wire.TrackerGrpc;
import io.freshet.node.control.wire.TrackerMessage;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.okhttp.OkHttpChannelBuilder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A node that says what a test has it say, beats no heart, and reads only when it is told to.
final class RawPeer implements AutoCloseable {

  private final ManagedChannel channel;
  private final ClientCall<NodeMessage, TrackerMessage> call;
  private final Heard<TrackerMessage> heard = new Heard<>();
  private final CompletableFuture<Boolean> answered = new CompletableFuture<>();
  private final CompletableFuture<Status> ended = new CompletableFuture<>();
  private final CompletableFuture<Metadata> trailers = new CompletableFuture<>();

  private RawPeer(ManagedChannel channel, String version) {
    this.channel = channel;
    call = channel.newCall(TrackerGrpc.getSessionMethod(), CallOptions.DEFAULT);
    var headers = new Metadata();
    headers.put(Protocol.VERSION_KEY, version);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(TrackerMessage message) {
            heard.accept(message);
            answered.complete(true);
          }

          @Override
          public void onClose(Status status, Metadata told) {
            trailers.complete(told);
            answered.complete(false);
            ended.complete(status);
          }
        },
        headers);
  }

  static RawPeer connect(TestTracker tracker) {
    return connect(tracker, Integer.toString(Protocol.VERSION));
  }

  static RawPeer connect(TestTracker tracker, String version) {
    return new RawPeer(
        OkHttpChannelBuilder.forAddress("127.0.0.1", tracker.port())
            .usePlaintext()
            .directExecutor()
            .build(),
        version);
  }

  RawPeer say(NodeMessage message) {
    if (!ended.isDone()) {
      call.sendMessage(message);
    }
    return this;
  }

  RawPeer say(FromNode said) {
    return say(NodeMessages.encode(said));
  }

  /// Reads so many messages, and no more.
  RawPeer read(int messages) {
    call.request(messages);
    return this;
  }

  Heard<TrackerMessage> heard() {
    return heard;
  }

  /// Waits until something was heard, or the call is over without.
  boolean isAnswered() throws Exception {
    return answered.get(Patience.SECONDS, TimeUnit.SECONDS);
  }

  boolean isReady() {
    return call.isReady();
  }

  boolean isEnded() {
    return ended.isDone();
  }

  /// How the tracker ended the call. Only somebody who reads hears of it.
  Status ended() throws Exception {
    call.request(1_000);
    return ended.get(Patience.SECONDS, TimeUnit.SECONDS);
  }

  /// Waits until the connection is over, reading nothing that was said on it.
  boolean isCutOff() throws InterruptedException {
    return isCutOff(channel);
  }

  static boolean isCutOff(ManagedChannel channel) throws InterruptedException {
    var changed = new CountDownLatch(1);
    channel.notifyWhenStateChanged(ConnectivityState.READY, changed::countDown);
    return changed.await(Patience.SECONDS, TimeUnit.SECONDS);
  }

  Metadata trailers() throws Exception {
    return trailers.get(Patience.SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
