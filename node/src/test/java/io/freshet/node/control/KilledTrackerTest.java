package io.freshet.node.control;

import static io.freshet.node.control.TestTracker.LLAMA;
import static io.freshet.node.control.TestTracker.introduction;
import static io.freshet.node.control.TestTracker.manifest;
import static io.freshet.node.control.TestTracker.wanting;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.freshet.engine.NodeId;
import io.freshet.node.HeldPort;
import io.freshet.node.Patience;
import io.freshet.node.catalog.DataFolder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A tracker in a process of its own, which is killed, and which is stopped and goes on.
final class KilledTrackerTest {

  private static final Timing BRISK =
      new Timing(
          Duration.ofMillis(100),
          Duration.ofSeconds(4),
          Patience.DURATION,
          Duration.ofMillis(20),
          Duration.ofMillis(100));

  @TempDir private Path temp = Path.of("");
  private HeldPort held;
  private Process tracker;

  /// Runs in that process: a tracker with one release, until it is killed.
  static final class TrackerProcess {
    private TrackerProcess() {}

    public static void main(String[] args) throws Exception {
      try (DataFolder data = DataFolder.open(Path.of(args[0]));
          Tracker tracker =
              Tracker.open(
                  new TrackerConfig(TestTracker.ID, "forked", 15, BRISK, List.of(), 1),
                  data,
                  (_, _, _) -> OptionalLong.of(0),
                  (_, _) -> new byte[0]);
          ControlServer server =
              ControlServer.open(
                  tracker,
                  ServerSocketFactory.getDefault(),
                  new InetSocketAddress(
                      InetAddress.getLoopbackAddress(), Integer.parseInt(args[1])))) {
        var announced = new CountDownLatch(1);
        try (Publication _ =
            tracker.publish(
                LLAMA,
                manifest("a", 3),
                new NodeId(9),
                "forked",
                step -> {
                  if (step instanceof Publishing.Announced) {
                    announced.countDown();
                  }
                })) {
          announced.await();
          System.out.println(server.port());
          new CountDownLatch(1).await();
        }
      }
    }
  }

  @BeforeEach
  void begin() throws Exception {
    held = new HeldPort();
    tracker = start();
  }

  @AfterEach
  void end() throws Exception {
    tracker.destroyForcibly().waitFor();
    held.close();
  }

  /// On the port that it always has.
  private Process start() throws Exception {
    String port = Integer.toString(held.port());
    Process started = Fork.start(TrackerProcess.class, List.of(), temp.toString(), port);
    assertEquals(port, started.inputReader().readLine());
    return started;
  }

  private Address address() {
    return new Address("127.0.0.1", held.port());
  }

  @Test
  void aKilledTrackerAndAStoppedOneAreLeftAndFoundAgain() throws Exception {
    var heard = new Heard<SessionEvent>();
    try (TrackerSession session =
        TrackerSession.open(
            List.of(address()), introduction(1), BRISK, new SplittableRandom(1), heard)) {
      session.follow(new Follow.EachNew(LLAMA));
      assertEquals("llama@v1", heard.next(SessionEvent.Released.class).release().label());

      tracker.destroyForcibly().waitFor();
      heard.next(SessionEvent.Detached.class);
      tracker = start();
      heard.next(SessionEvent.Attached.class);
      assertEquals(
          "llama@v1",
          heard.next(SessionEvent.Released.class).release().label(),
          "it was published again, and is the same release");

      Fork.signal(tracker, "STOP");
      heard.next(SessionEvent.Detached.class);
      heard.next(SessionEvent.Refused.class);
      Fork.signal(tracker, "CONT");
      heard.next(SessionEvent.Released.class);
      session.join(manifest("a", 3).infoHash(), wanting(3));
      try (TrackerClient client = client()) {
        StatusWait.until(client, LLAMA, swarm -> swarm.members().size() == 1);
      }
    }
  }

  private TrackerClient client() {
    return StatusWait.given(TrackerClient.connect(List.of(address()), TestTracker.PATIENT));
  }
}
