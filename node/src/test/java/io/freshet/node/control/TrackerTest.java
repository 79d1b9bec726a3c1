package io.freshet.node.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.engine.tracking.TrackerEvent.Reach;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What waits beside a tracker's thread, and for it, is bounded.
@Timeout(120)
final class TrackerTest {

  @TempDir private Path temp = Path.of("");

  private final CountDownLatch goOn = new CountDownLatch(1);

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Takes everything it is told.
  private static final class Listening implements Outlet {
    private final Heard<SessionEvent.FromTracker> heard = new Heard<>();

    @Override
    public boolean offer(SessionEvent.FromTracker said) {
      heard.accept(said);
      return true;
    }

    @Override
    public void end(String because) {
      throw new AssertionError(because);
    }

    Reach reach() throws InterruptedException {
      return heard.next(SessionEvent.Dialled.class).reach();
    }
  }

  private static Attendee attendee(long node, Outlet outlet) {
    var seen = new Attendee.Seen.From(InetAddress.getLoopbackAddress(), 1);
    return new Attendee(TestTracker.introduction(node + 1), seen, outlet);
  }

  @Test
  void onlySoManyAreDialledAtOnce() throws Exception {
    int nodes = 20 * Tracker.DIALS_MAX;
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch full = new CountDownLatch(Tracker.DIALS_MAX);
    try (TestTracker tracker = TestTracker.open(temp);
        AutoCloseable _ = goOn::countDown) {
      tracker.reachable =
          _ -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            full.countDown();
            await(goOn);
            now.decrementAndGet();
            return true;
          };
      Listening[] outlets = new Listening[nodes];
      tracker
          .tracker()
          .post(
              desk -> {
                for (int i = 0; i < nodes; i++) {
                  outlets[i] = new Listening();
                  desk.attach(attendee(i, outlets[i]));
                }
              });
      await(full);
      goOn.countDown();
      tracker.tracker().ask(TrackerDesk::status);
      for (Listening outlet : outlets) {
        assertEquals(Reach.REACHABLE, outlet.reach());
      }
      assertEquals(Tracker.DIALS_MAX, most.get());
    }
  }

  /// Nodes that come and go faster than they can be dialled.
  @Test
  void onlySoManyWaitToBeDialled() throws Exception {
    try (TestTracker tracker = TestTracker.open(temp);
        AutoCloseable _ = goOn::countDown) {
      CountDownLatch full = new CountDownLatch(Tracker.DIALS_MAX);
      tracker.reachable =
          _ -> {
            full.countDown();
            await(goOn);
            return true;
          };
      tracker
          .tracker()
          .post(
              desk -> {
                for (int i = 0; i < Tracker.DIALS_MAX; i++) {
                  desk.attach(attendee(i, new Listening()));
                }
              });
      await(full);
      Listening last = new Listening();
      tracker
          .tracker()
          .post(
              desk -> {
                for (int i = Tracker.DIALS_MAX; i < Tracker.DIALS_WAITING_MAX; i++) {
                  Attendee visitor = attendee(9_000, new Listening());
                  desk.attach(visitor);
                  desk.depart(visitor);
                }
                desk.attach(attendee(9_000, last));
              });
      assertEquals(Reach.UNREACHABLE, last.reach(), "while all the others still wait");
      goOn.countDown();
    }
  }

  @Test
  void onlySoMuchWorkWaits() throws Exception {
    try (TestTracker tracker = TestTracker.open(temp);
        AutoCloseable _ = goOn::countDown) {
      CountDownLatch done = new CountDownLatch(3);
      tracker.tracker().post(_ -> await(goOn));
      tracker.tracker().post(Tracker.WORK_WAITING_MAX - 1, _ -> done.countDown());
      tracker.tracker().post(1, _ -> done.countDown());
      Thread writer =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      tracker.tracker().post(1, _ -> done.countDown());
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
      // It waits for room now, or, without a bound, ends.
      while (writer.getState() != Thread.State.WAITING && writer.isAlive()) {
        Thread.onSpinWait();
      }
      assertTrue(writer.isAlive(), "it must wait");
      goOn.countDown();
      done.await();
      writer.join();
    }
  }
}
