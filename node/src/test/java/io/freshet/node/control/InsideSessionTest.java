package io.freshet.node.control;

import static io.freshet.node.control.TestTracker.LLAMA;
import static io.freshet.node.control.TestTracker.holding;
import static io.freshet.node.control.TestTracker.introduction;
import static io.freshet.node.control.TestTracker.manifest;
import static io.freshet.node.control.TestTracker.wanting;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.Manifest;
import io.freshet.engine.NodeId;
import io.freshet.engine.tracking.TrackerEvent.Reach;
import io.freshet.node.catalog.ChannelName;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node in the tracker's own process: the origin of `serve`.
final class InsideSessionTest {

  @TempDir private Path temp = Path.of("");

  @Test
  void anOriginInsideGivesToNodesOutside() throws Exception {
    Manifest manifest = manifest("a", 2);
    try (TestTracker tracker = TestTracker.open(temp)) {
      tracker.reachable = address -> address.port() != 10_001;
      tracker.publish(LLAMA, manifest, 1);
      var inside = new Heard<SessionEvent>();
      TrackerLink origin = tracker.tracker().attach(introduction(1), inside);
      var attached = assertInstanceOf(SessionEvent.Attached.class, inside.next());
      assertEquals(TestTracker.ID, attached.tracker());
      inside.next(SessionEvent.Located.class);
      assertEquals(
          new SessionEvent.Dialled("127.0.0.1:10001", Reach.REACHABLE),
          inside.next(),
          "nobody needs to dial it");
      origin.join(manifest.infoHash(), holding(2));

      var outside = new Heard<SessionEvent>();
      TrackerSession receiver = tracker.session(introduction(2), outside);
      outside.next(SessionEvent.Dialled.class);
      receiver.join(manifest.infoHash(), wanting(2));
      assertEquals(
          List.of(new NodeAddress(new NodeId(1), new Address("127.0.0.1", 10_001))),
          outside.next(SessionEvent.Located.class).nodes(),
          "where the tracker is, on the node's own port");
      assertEquals(
          new NodeId(1),
          outside.next(SessionEvent.Assigned.class).assignments().getFirst().sources().getFirst());
      origin.close();
      assertEquals(
          new SessionEvent.Revoked(manifest.infoHash(), new NodeId(1)),
          outside.next(SessionEvent.Revoked.class));
    }
  }

  @Test
  void itFollowsAndIsToldWhereOthersAre() throws Exception {
    Manifest manifest = manifest("a", 2);
    try (TestTracker tracker = TestTracker.open(temp)) {
      var inside = new Heard<SessionEvent>();
      TrackerLink link = tracker.tracker().attach(introduction(1), inside);
      link.follow(new Follow.EachNew(LLAMA));
      inside.next(SessionEvent.NoChannel.class);
      var outside = new Heard<SessionEvent>();
      TrackerSession origin = tracker.session(introduction(2), outside);
      outside.next(SessionEvent.Dialled.class);
      tracker.publish(LLAMA, manifest, 2);
      assertEquals(
          1,
          inside.next(SessionEvent.Released.class).release().version(),
          "a channel may be followed before it exists");
      origin.join(manifest.infoHash(), holding(2));
      link.join(manifest.infoHash(), wanting(2));
      assertEquals(
          List.of(new NodeAddress(new NodeId(2), new Address("127.0.0.1", 10_002))),
          inside.next(SessionEvent.Located.class).nodes());
      inside.next(SessionEvent.Assigned.class);
    }
  }

  @Test
  void oneThatTakesTooLittleBeginsAnew() throws Exception {
    try (TestTracker tracker = TestTracker.open(temp)) {
      var attached = new CountDownLatch(1);
      var gate = new CountDownLatch(1);
      var heard = new Heard<SessionEvent>();
      TrackerLink link =
          tracker
              .tracker()
              .attach(
                  introduction(1),
                  event -> {
                    attached.countDown();
                    try {
                      gate.await();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                    heard.accept(event);
                  });
      attached.await();
      var nothing = new ChannelName("nothing");
      for (int i = 0; i < RemoteSession.WAITING_MAX + 10; i++) {
        link.follow(new Follow.Newest(nothing));
      }
      StatusWait.untilNodes(tracker.client(), 0);
      gate.countDown();
      String line = heard.next(SessionEvent.Detached.class).why().line();
      assertTrue(line.contains("reads too slowly"), line);
      heard.next(SessionEvent.Attached.class);
      heard.next(SessionEvent.NoChannel.class);
    }
  }
}
