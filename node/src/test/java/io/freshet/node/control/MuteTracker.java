package io.freshet.node.control;

import io.freshet.engine.NodeId;
import io.freshet.node.control.wire.NodeMessage;
import io.freshet.node.control.wire.TrackerGrpc;
import io.freshet.node.control.wire.TrackerMessage;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/// A tracker that welcomes each node, says what a test has it say, and then nothing any more.
final class MuteTracker implements AutoCloseable {

  private final Server server;

  private MuteTracker(Server server) {
    this.server = server;
  }

  static MuteTracker open(TrackerMessage... saying) throws IOException {
    return new MuteTracker(
        OkHttpServerBuilder.forPort(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                InsecureServerCredentials.create())
            .addService(new Muttering(List.of(saying)))
            .build()
            .start());
  }

  Address address() {
    return new Address("127.0.0.1", server.getPort());
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private static final class Muttering extends TrackerGrpc.TrackerImplBase {
    private final List<TrackerMessage> saying;

    Muttering(List<TrackerMessage> saying) {
      this.saying = saying;
    }

    @Override
    public StreamObserver<NodeMessage> session(StreamObserver<TrackerMessage> answers) {
      answers.onNext(
          TrackerMessages.encode(new SessionEvent.Attached(new NodeId(5), "somewhere:1", "mute")));
      saying.forEach(answers::onNext);
      return new StreamObserver<>() {
        @Override
        public void onNext(NodeMessage message) {}

        @Override
        public void onError(Throwable thrown) {}

        @Override
        public void onCompleted() {}
      };
    }
  }
}
