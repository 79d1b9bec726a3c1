package io.freshet.node.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.engine.ExtentSet;
import io.freshet.engine.ExtentSizes;
import io.freshet.engine.NodeId;
import io.freshet.engine.fetching.NodeEffect;
import io.freshet.engine.fetching.NodeEngine;
import io.freshet.engine.fetching.NodeEvent;
import io.freshet.node.Patience;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Who posts an event hears when it was handled, or never will be: else a stream of haves, which
/// has only so many events waiting, would wait for ever.
class SwarmLoopTest {
  private static final NodeId PEER = new NodeId(2);

  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final SwarmLoop loop =
      new SwarmLoop(
          "loop",
          new NodeEngine(
              new NodeId(1),
              ExtentSizes.even(1, 1 << 20),
              ExtentSet.none(1),
              ExtentSet.all(1),
              ExtentSet.none(1),
              NodeEngine.Mode.ALONE,
              1),
          this::carryOut);

  private void carryOut(NodeEffect effect) {
    begun.countDown();
    try {
      goOn.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertTrue(latch.await(Patience.SECONDS, TimeUnit.SECONDS));
  }

  @Test
  void handledIsToldAfterwards() throws Exception {
    CountDownLatch handled = new CountDownLatch(1);
    loop.start();
    loop.post(new NodeEvent.PeerMet(PEER));
    await(begun);
    loop.post(new NodeEvent.PeerGained(PEER, new int[] {0}), handled::countDown);
    assertEquals(1, handled.getCount());
    goOn.countDown();
    await(handled);
    loop.close();
  }

  @Test
  void whatAnInterruptedThreadCouldNotPostIsToldToo() throws Exception {
    CountDownLatch handled = new CountDownLatch(1);
    Thread.currentThread().interrupt();
    loop.post(new NodeEvent.PeerGained(PEER, new int[] {0}), handled::countDown);
    assertTrue(Thread.interrupted(), "who interrupted it is still heard");
    await(handled);
  }

  /// While the engine is busy, a stream has only so much waiting for it, and is not read.
  @Test
  void aPeerThatSaysMuchWaitsForTheEngine() throws Exception {
    loop.start();
    loop.post(new NodeEvent.PeerMet(PEER));
    await(begun);
    CountDownLatch said = new CountDownLatch(PeerStream.WAITING_MAX);
    PeerStream stream = new PeerStream(loop, PEER, _ -> {}, () -> {});
    Thread reader =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int i = 0; i <= PeerStream.WAITING_MAX; i++) {
                    stream.gained(new int[] {0});
                    said.countDown();
                  }
                });
    await(said);
    // It waits for its turn now, or, without one, ends.
    while (reader.getState() != Thread.State.WAITING && reader.isAlive()) {
      Thread.onSpinWait();
    }
    assertTrue(reader.isAlive(), "it must wait");
    goOn.countDown();
    reader.join();
    loop.close();
  }

  @Test
  void whatWaitsWhenTheLoopEndsIsToldToo() throws Exception {
    CountDownLatch handled = new CountDownLatch(2);
    loop.start();
    loop.post(new NodeEvent.PeerMet(PEER));
    await(begun);
    loop.post(new NodeEvent.PeerGained(PEER, new int[] {0}), handled::countDown);
    loop.close();
    loop.post(new NodeEvent.PeerGained(PEER, new int[] {0}), handled::countDown);
    await(handled);
  }
}
