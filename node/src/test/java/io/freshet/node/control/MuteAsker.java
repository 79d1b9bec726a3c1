package io.freshet.node.control;

import io.freshet.node.Patience;
import io.freshet.node.control.wire.ChannelsReply;
import io.freshet.node.control.wire.ChannelsRequest;
import io.freshet.node.control.wire.TrackerGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.okhttp.OkHttpChannelBuilder;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A person's program that asks for all channels, and reads nothing of the answer.
final class MuteAsker implements AutoCloseable {
  private final ManagedChannel channel;

  private MuteAsker(ManagedChannel channel) {
    this.channel = channel;
  }

  static MuteAsker ask(TestTracker tracker) throws InterruptedException {
    var asker =
        new MuteAsker(
            OkHttpChannelBuilder.forAddress("127.0.0.1", tracker.port())
                .usePlaintext()
                .directExecutor()
                .build());
    asker.connect();
    ClientCall<ChannelsRequest, ChannelsReply> question =
        asker.channel.newCall(TrackerGrpc.getChannelsMethod(), CallOptions.DEFAULT);
    var headers = new Metadata();
    headers.put(Protocol.VERSION_KEY, Integer.toString(Protocol.VERSION));
    question.start(new ClientCall.Listener<>() {}, headers);
    question.sendMessage(ChannelsRequest.getDefaultInstance());
    question.halfClose();
    return asker;
  }

  private void connect() throws InterruptedException {
    for (ConnectivityState state = channel.getState(true);
        state != ConnectivityState.READY;
        state = channel.getState(true)) {
      var changed = new CountDownLatch(1);
      channel.notifyWhenStateChanged(state, changed::countDown);
      if (!changed.await(Patience.SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("not connected");
      }
    }
  }

  boolean isCutOff() throws InterruptedException {
    return RawPeer.isCutOff(channel);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
