package io.freshet.node.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.freshet.node.Patience;
import io.grpc.stub.CallStreamObserver;
import java.lang.Thread.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// What is said in which order, to a peer that takes so much at once.
class StreamWriterTest {
  private static final Timing TIMING =
      new Timing(
          Duration.ofMillis(20),
          Duration.ofSeconds(60),
          Duration.ofSeconds(5),
          Duration.ofMillis(5),
          Duration.ofMillis(20));

  private final Outbox<String> outbox = new Outbox<>(8);
  private final Peer peer = new Peer();
  private final StreamWriter<String, String> writer =
      new StreamWriter<>(peer, outbox, UnaryOperator.identity(), "beat", TIMING, System::nanoTime);

  @Test
  void whatWaitsIsSaidInOrderAsFarAsItIsTaken() {
    peer.takes = 2;
    List.of("a", "b", "c").forEach(outbox::offer);
    writer.say();
    assertEquals(List.of("a", "b"), peer.said);
    peer.takes = 1;
    writer.say();
    assertEquals(List.of("a", "b", "c"), peer.said);
  }

  @Test
  void oneSpeaksAtATime() throws Exception {
    outbox.offer("first");
    sayAndMeanwhile(
        () -> {
          outbox.offer("second");
          writer.say();
        });
    assertEquals(List.of("first", "is said", "second"), peer.said);
  }

  /// gRPC throws what comes behind the end into the face of whoever says it.
  @Test
  void whoEndsTheStreamWaitsForWhoIsSayingSomething() throws Exception {
    outbox.offer("last");
    sayAndMeanwhile(() -> writer.end(() -> peer.said.add("the end")));
    assertEquals(List.of("last", "is said", "the end"), peer.said);
  }

  /// Another thread gets as far as it can while something is being said.
  private void sayAndMeanwhile(Runnable other) throws InterruptedException {
    Thread thread = Thread.ofPlatform().unstarted(other);
    peer.takes = 2;
    peer.hears =
        _ -> {
          peer.hears = _ -> {};
          thread.start();
          Patience.until(
              () -> thread.getState() == State.BLOCKED || !thread.isAlive(), () -> "it goes on");
          peer.said.add("is said");
        };
    writer.say();
    thread.join();
  }

  /// A peer that was slow to take the first message takes it now, and nobody has told us yet.
  @Test
  void noHeartbeatComesBeforeWhatWaits() throws Exception {
    peer.takes = 9;
    outbox.offer("Hello");
    peer.hears = _ -> outbox.close();
    assertEquals(StreamWriter.Ending.CLOSED, writer.watch());
    assertEquals(List.of("Hello"), peer.said);
  }

  @Test
  void aHeartbeatIsSaidWhenNothingElseIs() throws Exception {
    peer.takes = 9;
    peer.hears = _ -> outbox.close();
    assertEquals(StreamWriter.Ending.CLOSED, writer.watch());
    assertEquals(List.of("beat"), peer.said);
  }

  /// What the peer has made room for is behind what the reader is busy with.
  @Test
  void aPeerIsNotGivenUpWhileNobodyReadsWhatItSays() throws Exception {
    long[] now = {0};
    var busy =
        new StreamWriter<>(
            peer,
            outbox,
            UnaryOperator.identity(),
            "beat",
            TIMING,
            () -> now[0] += 10_000_000_000L);
    busy.hearing();
    peer.asked =
        () -> {
          if (now[0] > 10 * TIMING.silence().toNanos()) outbox.close();
        };
    assertEquals(StreamWriter.Ending.CLOSED, busy.watch());
  }

  @Test
  void aPeerHasItsTimeToSayWhatItMadeRoomForAfterTheReaderWasBusy() throws Exception {
    long[] now = {0};
    var busy =
        new StreamWriter<>(peer, outbox, UnaryOperator.identity(), "beat", TIMING, () -> now[0]);
    busy.hearing();
    now[0] += 10 * TIMING.silence().toNanos();
    busy.heard();
    peer.asked = outbox::close;
    assertEquals(StreamWriter.Ending.CLOSED, busy.watch());
  }

  /// Takes what it is told to, and tells the test.
  private static final class Peer extends CallStreamObserver<String> {
    private final List<String> said = new ArrayList<>();
    private int takes;
    private Consumer<String> hears = _ -> {};
    private Runnable asked = () -> {};

    @Override
    public boolean isReady() {
      asked.run();
      return takes > 0;
    }

    @Override
    public void onNext(String message) {
      takes--;
      said.add(message);
      hears.accept(message);
    }

    @Override
    public void setOnReadyHandler(Runnable handler) {}

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void request(int count) {}

    @Override
    public void setMessageCompression(boolean enable) {}

    @Override
    public void onError(Throwable thrown) {}

    @Override
    public void onCompleted() {}
  }
}
