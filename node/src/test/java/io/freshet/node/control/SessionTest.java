package io.freshet.node.control;

import static io.freshet.node.control.TestTracker.LLAMA;
import static io.freshet.node.control.TestTracker.holding;
import static io.freshet.node.control.TestTracker.introduction;
import static io.freshet.node.control.TestTracker.manifest;
import static io.freshet.node.control.TestTracker.wanting;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.InfoHash;
import io.freshet.content.Manifest;
import io.freshet.engine.NodeId;
import io.freshet.engine.Report;
import io.freshet.engine.planning.Assignment;
import io.freshet.engine.tracking.TrackerEvent.Reach;
import io.freshet.node.HeldPort;
import io.freshet.node.Patience;
import io.freshet.node.catalog.ChannelName;
import io.freshet.node.control.Introduction.Listening;
import io.freshet.node.control.wire.TrackerMessage;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nodes and a tracker over real connections: what is said on one side is heard on the other.
final class SessionTest {

  @TempDir private Path temp = Path.of("");

  @Test
  void aNodeIsWelcomedAndDialledBack() throws Exception {
    try (TestTracker tracker = TestTracker.open(temp)) {
      var heard = new Heard<SessionEvent>();
      tracker.session(introduction(1), heard);

      var attached = assertInstanceOf(SessionEvent.Attached.class, heard.next());
      assertEquals(TestTracker.ID, attached.tracker());
      assertTrue(attached.seenAs().startsWith("127.0.0.1:"), attached.seenAs());
      assertEquals("test tracker", attached.program());
      assertEquals(
          new SessionEvent.Located(List.of(new NodeAddress(TestTracker.ID, tracker.address()))),
          heard.next());
      assertEquals(new SessionEvent.Dialled("127.0.0.1:10001", Reach.REACHABLE), heard.next());
    }
  }

  @Test
  void aNodeThatNobodyReachesIsToldSo() throws Exception {
    try (TestTracker tracker = TestTracker.open(temp)) {
      tracker.reachable = address -> address.host().equals("node.example");
      var refused = new Heard<SessionEvent>();
      tracker.session(introduction(1), refused);
      assertEquals(Reach.UNREACHABLE, refused.next(SessionEvent.Dialled.class).reach());

      var nowhere = new Heard<SessionEvent>();
      tracker.session(introduction(2, new Listening.Nowhere()), nowhere);
      assertEquals(
          new SessionEvent.Dialled("", Reach.UNREACHABLE),
          nowhere.next(SessionEvent.Dialled.class));

      var advertised = new Heard<SessionEvent>();
      tracker.session(
          introduction(3, new Listening.At(new Address("node.example", 7))), advertised);
      assertEquals(
          new SessionEvent.Dialled("node.example:7", Reach.REACHABLE),
          advertised.next(SessionEvent.Dialled.class));
    }
  }

  @Test
  void whoAsksForWhatIsNotThereIsToldWhatIs() throws Exception {
    try (TestTracker tracker = TestTracker.open(temp)) {
      tracker.publish(LLAMA, manifest("a", 1), 9);
      tracker.publish(LLAMA, manifest("b", 1), 9);
      var heard = new Heard<SessionEvent>();
      TrackerSession session = tracker.session(introduction(1), heard);

      var other = new ChannelName("lama");
      session.follow(new Follow.Newest(other));
      assertEquals(
          new SessionEvent.NoChannel(other, List.of(LLAMA)),
          heard.next(SessionEvent.NoChannel.class));
      session.follow(new Follow.Version(LLAMA, 3));
      assertEquals(
          new SessionEvent.NoRelease(LLAMA, 3, List.of(1, 2)),
          heard.next(SessionEvent.NoRelease.class));
      session.follow(new Follow.Version(LLAMA, 1));
      assertEquals("a", heard.next(SessionEvent.Released.class).release().name());
      session.follow(new Follow.Newest(LLAMA));
      var newest = heard.next(SessionEvent.Released.class);
      assertEquals("b", newest.release().name());
      assertEquals(List.of(TestTracker.ID), newest.manifestSources());
    }
  }

  @Test
  void eachNewReleaseIsPushed() throws Exception {
    try (TestTracker tracker = TestTracker.open(temp)) {
      tracker.publish(LLAMA, manifest("a", 1), 9);
      var follower = new Heard<SessionEvent>();
      tracker.session(introduction(1), follower).follow(new Follow.EachNew(LLAMA));
      assertEquals(1, follower.next(SessionEvent.Released.class).release().version());
      var once = new Heard<SessionEvent>();
      TrackerSession asker = tracker.session(introduction(2), once);
      asker.follow(new Follow.Newest(LLAMA));
      assertEquals(1, once.next(SessionEvent.Released.class).release().version());

      for (int version = 2; version <= 4; version++) {
        tracker.publish(LLAMA, manifest("v" + version, 1), 9);
        assertEquals(version, follower.next(SessionEvent.Released.class).release().version());
      }
      assertEquals(
          new SessionEvent.Retired(LLAMA, 1, manifest("a", 1).infoHash()),
          follower.next(SessionEvent.Retired.class),
          "a channel of this tracker keeps three");
      asker.follow(new Follow.Version(LLAMA, 1));
      assertEquals(
          new SessionEvent.NoRelease(LLAMA, 1, List.of(2, 3, 4)),
          once.next(SessionEvent.NoRelease.class));
      assertTrue(tracker.tracker().manifests().find(manifest("a", 1).infoHash()).isEmpty());
    }
  }

  @Test
  void onePieceGoesFromOneNodeToAnotherByPlan() throws Exception {
    Manifest manifest = manifest("a", 3);
    InfoHash swarm = manifest.infoHash();
    try (TestTracker tracker = TestTracker.open(temp)) {
      tracker.publish(LLAMA, manifest, 1);
      var origin = new Heard<SessionEvent>();
      TrackerSession giving = tracker.session(introduction(1), origin);
      origin.next(SessionEvent.Dialled.class);
      giving.join(swarm, holding(3));
      var receiver = new Heard<SessionEvent>();
      TrackerSession receiving = tracker.session(introduction(2), receiver);
      receiver.next(SessionEvent.Dialled.class);
      receiving.join(swarm, wanting(3));

      assertEquals(
          new SessionEvent.Located(
              List.of(new NodeAddress(new NodeId(1), new Address("127.0.0.1", 10_001)))),
          receiver.next(SessionEvent.Located.class),
          "an address comes before the id is used");
      for (int missing = 3; missing > 0; ) {
        var assigned = receiver.next(SessionEvent.Assigned.class);
        assertEquals(swarm, assigned.swarm());
        for (Assignment assignment : assigned.assignments()) {
          assertEquals(new NodeId(1), assignment.sources().getFirst());
          missing -= assignment.extents().length;
          receiving.report(swarm, delivered(1, assignment.extents()));
        }
      }

      TrackerStatus.Swarm status =
          StatusWait.until(tracker.client(), LLAMA, now -> now.copies() == 2);
      TrackerStatus.Member member = StatusWait.member(status, 2);
      assertEquals(3, member.heldExtents());
      assertEquals(0, member.wantedExtents());
      assertEquals(3L << 20, member.heldBytes());
      assertEquals(List.of(new TrackerStatus.Received(new NodeId(1), 3L << 20)), member.received());
      assertEquals(Reach.REACHABLE, member.reach());
      assertEquals(":10002", member.address());
      assertTrue(member.downRate() > 0, "it has just received");
      assertEquals("test node", member.program());
    }
  }

  static Report delivered(long source, int... extents) {
    return new Report(
        List.of(new Report.Delivery(new NodeId(source), extents)),
        new int[0],
        List.of(),
        new int[0],
        64);
  }

  @Test
  void aTrackerThatComesBackIsFoundAgainAndKnowsItsReleases() throws Exception {
    Manifest manifest = manifest("a", 3);
    InfoHash swarm = manifest.infoHash();
    try (TestTracker tracker = TestTracker.open(temp)) {
      tracker.publish(LLAMA, manifest, 1);
      var follower = new Heard<SessionEvent>();
      TrackerSession following = tracker.session(introduction(2), follower);
      following.follow(new Follow.EachNew(LLAMA));
      follower.next(SessionEvent.Released.class);
      var origin = new Heard<SessionEvent>();
      TrackerSession giving = tracker.session(introduction(1), origin);
      origin.next(SessionEvent.Dialled.class);

      tracker.stop();
      follower.next(SessionEvent.Detached.class);
      follower.next(SessionEvent.Refused.class);
      tracker.start();
      follower.next(SessionEvent.Attached.class);
      assertEquals(
          1,
          follower.next(SessionEvent.Released.class).release().version(),
          "what is followed was asked for again");

      origin.next(SessionEvent.Attached.class);
      origin.next(SessionEvent.Dialled.class);
      giving.join(swarm, holding(3));
      following.join(swarm, wanting(3));
      assertEquals(swarm, follower.next(SessionEvent.Assigned.class).swarm());
    }
  }

  @Test
  void theNextAddressIsTriedWhenOneFails() throws Exception {
    try (HeldPort dead = new HeldPort();
        TestTracker tracker = TestTracker.open(temp)) {
      var nobody = new Address("127.0.0.1", dead.port());
      var heard = new Heard<SessionEvent>();
      tracker.session(
          List.of(nobody, new Address("no-such-host.invalid", 7070), tracker.address()),
          introduction(1),
          TestTracker.PATIENT,
          heard);
      assertInstanceOf(SessionEvent.Attached.class, heard.next());
    }
  }

  /// 127.0.0.1 everywhere, ::1 where the machine has it.
  @Test
  void eachLoopbackAddressWillDo() throws Exception {
    NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
    for (InetAddress scoped : loopback.inetAddresses().toList()) {
      InetAddress host = InetAddress.getByAddress(scoped.getAddress());
      try (TestTracker tracker = TestTracker.open(temp.resolve("" + host.hashCode()), host)) {
        var heard = new Heard<SessionEvent>();
        tracker.session(introduction(1), heard);
        String seenAs = heard.next(SessionEvent.Attached.class).seenAs();
        assertEquals(tracker.address().host(), Address.parse(seenAs).host());
        assertEquals(
            List.of(new NodeAddress(TestTracker.ID, tracker.address())),
            heard.next(SessionEvent.Located.class).nodes());
        assertEquals(
            new Address(tracker.address().host(), 10_001).toString(),
            heard.next(SessionEvent.Dialled.class).address());
      }
    }
  }

  @Test
  void aHostNameIsLookedUp() throws Exception {
    try (TestTracker tracker = TestTracker.open(temp)) {
      var heard = new Heard<SessionEvent>();
      tracker.session(
          List.of(new Address("localhost", tracker.port())),
          introduction(1),
          TestTracker.PATIENT,
          heard);
      heard.next(SessionEvent.Attached.class);
      assertEquals(
          List.of(new NodeAddress(TestTracker.ID, tracker.address())),
          heard.next(SessionEvent.Located.class).nodes());
    }
  }

  @Test
  void aNodeThatComesBackReplacesItselfAndAnotherWithItsIdIsRefused() throws Exception {
    try (TestTracker tracker = TestTracker.open(temp)) {
      var first = new Heard<SessionEvent>();
      tracker.session(introduction(1), first);
      first.next(SessionEvent.Attached.class);

      var thief = new Heard<SessionEvent>();
      tracker
          .session(
              new Introduction(
                  new NodeId(1),
                  5,
                  new Listening.Nowhere(),
                  io.freshet.engine.Zone.UNKNOWN,
                  "thief"),
              thief)
          .follow(new Follow.Newest(LLAMA));
      String line = thief.next(SessionEvent.Refused.class).why().line();
      assertTrue(line.contains("node 0000000000000001 is attached already, from 127.0.0.1:"), line);
      assertTrue(line.endsWith("delete .freshet/node in the copy and start again"), line);

      var again = new Heard<SessionEvent>();
      tracker.session(introduction(1), again);
      again.next(SessionEvent.Attached.class);
      assertTrue(
          first.next(SessionEvent.Detached.class).why().line().contains("came back on another"));
    }
  }

  /// What is said goes out at once, and what the tracker could not yet take as soon as it can.
  @Test
  void nothingWaitsForAHeartbeat() throws Exception {
    var seldom =
        new Timing(
            Patience.DURATION.multipliedBy(2),
            Patience.DURATION.multipliedBy(3),
            Patience.DURATION,
            Timing.STANDARD.retryMin(),
            Timing.STANDARD.retryMax());
    try (TestTracker tracker = TestTracker.open(temp)) {
      tracker.publish(LLAMA, manifest("a", 1), 9);
      var heard = new Heard<SessionEvent>();
      TrackerSession session =
          tracker.session(List.of(tracker.address()), introduction(1), seldom, heard);
      heard.next(SessionEvent.Attached.class);
      session.follow(new Follow.Newest(LLAMA));
      assertEquals(1, heard.next(SessionEvent.Released.class).release().version());
    }
  }

  /// gRPC brings so many messages and then waits to be asked for more.
  @Test
  void aTrackerOfManyWordsIsHeardToTheEnd() throws Exception {
    var words =
        IntStream.range(0, 1_000)
            .mapToObj(i -> new SessionEvent.Dialled("127.0.0.1:" + (1_000 + i), Reach.REACHABLE))
            .toList();
    try (var tracker =
        MuteTracker.open(
            words.stream().map(TrackerMessages::encode).toArray(TrackerMessage[]::new))) {
      var heard = new Heard<SessionEvent>();
      try (var _ =
          TrackerSession.open(
              List.of(tracker.address()),
              introduction(1),
              TestTracker.PATIENT,
              new SplittableRandom(1),
              heard)) {
        for (var word : words) {
          assertEquals(word, heard.next(SessionEvent.Dialled.class));
        }
      }
    }
  }

  @Test
  void aSwarmThatIsNotKnownIsNotPlanned() throws Exception {
    InfoHash unknown = manifest("nobody published this", 1).infoHash();
    try (TestTracker tracker = TestTracker.open(temp)) {
      var heard = new Heard<SessionEvent>();
      TrackerSession session = tracker.session(introduction(1), heard);
      heard.next(SessionEvent.Attached.class);
      session.join(unknown, wanting(1));
      assertEquals(new SessionEvent.NoSwarm(unknown), heard.next(SessionEvent.NoSwarm.class));
    }
  }

  @Test
  void whoJoinedTooEarlyIsToldWhenTheSwarmIsThere() throws Exception {
    Manifest late = manifest("late", 1);
    var known = new SessionEvent.SwarmKnown(late.infoHash());
    try (TestTracker tracker = TestTracker.open(temp)) {
      var heard = new Heard<SessionEvent>();
      TrackerSession session = tracker.session(introduction(1), heard);
      heard.next(SessionEvent.Attached.class);
      session.join(late.infoHash(), wanting(1));
      heard.next(SessionEvent.NoSwarm.class);
      tracker.publish(LLAMA, late, 2);
      assertEquals(known, heard.next(SessionEvent.SwarmKnown.class));
      session.join(late.infoHash(), wanting(1));
      StatusWait.until(tracker.client(), LLAMA, swarm -> swarm.members().size() == 1);

      StatusWait.given(tracker.client().remove(LLAMA));
      heard.next(SessionEvent.Retired.class);
      tracker.publish(LLAMA, late, 2);
      assertEquals(known, heard.next(SessionEvent.SwarmKnown.class), "who was in it, too");
    }
  }
}
