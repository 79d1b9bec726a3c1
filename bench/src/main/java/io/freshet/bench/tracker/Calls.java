package io.freshet.bench.tracker;

import io.freshet.node.control.wire.NodeMessage;
import io.freshet.node.control.wire.PublishProgress;
import io.freshet.node.control.wire.PublishRequest;
import io.freshet.node.control.wire.TrackerGrpc;
import io.freshet.node.control.wire.TrackerMessage;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/// Connections to the tracker: one for so many sessions, and one for questions.
final class Calls implements AutoCloseable {
  private static final Executor THREADS = Thread::startVirtualThread;

  private final int port;
  private final int sessionsPerConnection;

  // Guarded by this.
  private final List<ManagedChannel> channels = new ArrayList<>();
  private int sessions;

  Calls(int port, int sessionsPerConnection) {
    this.port = port;
    this.sessionsPerConnection = sessionsPerConnection;
  }

  private synchronized Channel next() {
    if (sessions++ % sessionsPerConnection == 0) {
      channels.add(
          OkHttpChannelBuilder.forAddress("127.0.0.1", port)
              .usePlaintext()
              .directExecutor()
              .transportExecutor(THREADS)
              .offloadExecutor(THREADS)
              .proxyDetector(_ -> null)
              .disableServiceConfigLookUp()
              .disableRetry()
              .build());
    }
    Metadata version = new Metadata();
    version.put(Metadata.Key.of("freshet-protocol", Metadata.ASCII_STRING_MARSHALLER), "1");
    return io.grpc.ClientInterceptors.intercept(
        channels.getLast(), MetadataUtils.newAttachHeadersInterceptor(version));
  }

  synchronized int connections() {
    return channels.size();
  }

  StreamObserver<NodeMessage> session(StreamObserver<TrackerMessage> hears) {
    return TrackerGrpc.newStub(next()).session(hears);
  }

  /// Publishes, and returns when the release is announced. The call stays open.
  void publish(PublishRequest request) {
    var announced = new CompletableFuture<String>();
    TrackerGrpc.newStub(next())
        .publish(
            request,
            new StreamObserver<>() {
              @Override
              public void onNext(PublishProgress step) {
                if (step.getKindCase() == PublishProgress.KindCase.ANNOUNCED) {
                  announced.complete("");
                } else if (step.getKindCase() == PublishProgress.KindCase.REFUSED) {
                  announced.complete(step.getRefused());
                }
              }

              @Override
              public void onError(Throwable thrown) {
                announced.completeExceptionally(thrown);
              }

              @Override
              public void onCompleted() {}
            });
    String refused = announced.join();
    if (!refused.isEmpty()) {
      throw new IllegalStateException("not published: " + refused);
    }
  }

  @Override
  public synchronized void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }
}
