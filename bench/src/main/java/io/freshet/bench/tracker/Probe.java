package io.freshet.bench.tracker;

import io.freshet.node.control.wire.Follow;
import io.freshet.node.control.wire.Hello;
import io.freshet.node.control.wire.NodeMessage;
import io.freshet.node.control.wire.TrackerMessage;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// A session in no swarm that asks for the newest release, again and again: how long a message
/// takes through the tracker's one thread and back, whatever the plan.
final class Probe implements StreamObserver<TrackerMessage> {
  private static final long PAUSE_MILLIS = 10;
  private static final long ANSWER_SECONDS_MAX = 120;

  private final Latencies answered = new Latencies();
  private final BlockingQueue<Long> answers = new ArrayBlockingQueue<>(16);
  private volatile boolean over;

  Latencies answered() {
    return answered;
  }

  /// Asks until it is told to end.
  void start(Calls calls, String channel) {
    StreamObserver<NodeMessage> out = calls.session(this);
    out.onNext(
        NodeMessage.newBuilder()
            .setHello(Hello.newBuilder().setNode(1).setIncarnation(1).setProgram("probe"))
            .build());
    NodeMessage question =
        NodeMessage.newBuilder().setFollow(Follow.newBuilder().setChannel(channel)).build();
    Thread.ofPlatform().daemon().name("probe").start(() -> ask(out, question));
  }

  private void ask(StreamObserver<NodeMessage> out, NodeMessage question) {
    try {
      while (!over) {
        long asked = System.nanoTime();
        out.onNext(question);
        Long heard = answers.poll(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
        if (heard == null) {
          System.err.println("a question was not answered for " + ANSWER_SECONDS_MAX + " s");
          return;
        }
        answered.add(heard - asked);
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void end() {
    over = true;
  }

  @Override
  public void onNext(TrackerMessage said) {
    if (said.getKindCase() == TrackerMessage.KindCase.RELEASE) {
      var _ = answers.offer(System.nanoTime());
    }
  }

  @Override
  public void onError(Throwable thrown) {
    if (!over) {
      System.err.println("the probe's session was lost: " + thrown.getMessage());
    }
  }

  @Override
  public void onCompleted() {}
}
