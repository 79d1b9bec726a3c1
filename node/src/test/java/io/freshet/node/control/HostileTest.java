package io.freshet.node.control;

import static io.freshet.node.control.TestTracker.LLAMA;
import static io.freshet.node.control.TestTracker.holding;
import static io.freshet.node.control.TestTracker.introduction;
import static io.freshet.node.control.TestTracker.manifest;
import static io.freshet.node.control.TestTracker.wanting;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.freshet.content.Manifest;
import io.freshet.node.Patience;
import io.freshet.node.catalog.ChannelName;
import io.freshet.node.control.wire.Delivery;
import io.freshet.node.control.wire.Hello;
import io.freshet.node.control.wire.NodeMessage;
import io.freshet.node.control.wire.TrackerMessage;
import io.grpc.Status;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever a peer says costs that peer its connection, and nobody else anything.
final class HostileTest {

  /// For peers that are silent or read nothing; nobody in these tests has to be quick.
  private static final Timing QUICK =
      new Timing(
          Duration.ofMillis(50),
          Duration.ofMillis(300),
          Duration.ofSeconds(5),
          Duration.ofMillis(5),
          Duration.ofMillis(20));

  @TempDir private Path temp = Path.of("");

  private static RawPeer welcomed(TestTracker tracker, long node) throws Exception {
    while (true) {
      RawPeer peer = RawPeer.connect(tracker).say(new FromNode.Hello(introduction(node))).read(1);
      if (peer.isAnswered()) {
        assertTrue(peer.heard().next().hasWelcome());
        return peer;
      }
      // On a starved machine, a quick tracker may take it for silent before it has heard it.
      peer.close();
    }
  }

  /// Says something a node must not say, and shows that this node is gone and another is not.
  private void refused(String why, UnaryOperator<RawPeer> misbehaving) throws Exception {
    Manifest manifest = manifest("a", 20);
    try (TestTracker tracker = TestTracker.open(temp)) {
      tracker.publish(LLAMA, manifest, 1);
      var bystander = new Heard<SessionEvent>();
      TrackerSession session = tracker.session(introduction(2), bystander);
      bystander.next(SessionEvent.Dialled.class);
      try (RawPeer peer = welcomed(tracker, 666)) {
        peer.say(new FromNode.Joining(manifest.infoHash(), holding(20)));
        Status status = misbehaving.apply(peer).ended();
        assertEquals(Status.Code.FAILED_PRECONDITION, status.getCode(), status.toString());
        assertEquals(why, status.getDescription());
        assertEquals("1", peer.trailers().get(Protocol.VERSION_KEY));
      }
      StatusWait.untilNodes(tracker.client(), 1);
      session.join(manifest.infoHash(), wanting(20));
      StatusWait.until(tracker.client(), LLAMA, swarm -> swarm.members().size() == 1);
    }
  }

  private static NodeMessage join(int extents, byte[] held) {
    return NodeMessage.newBuilder()
        .setJoin(
            io.freshet.node.control.wire.Join.newBuilder()
                .setInfoHash(Fields.wire(hash()))
                .setExtents(extents)
                .setHeld(ByteString.copyFrom(held)))
        .build();
  }

  private static io.freshet.content.InfoHash hash() {
    try {
      return manifest("a", 20).infoHash();
    } catch (io.freshet.content.InvalidManifestException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void extentsThatDoNotExist() throws Exception {
    NodeMessage report =
        NodeMessage.newBuilder()
            .setReport(
                io.freshet.node.control.wire.Report.newBuilder()
                    .setInfoHash(Fields.wire(hash()))
                    .addDelivered(Delivery.newBuilder().addExtents(19).addExtents(2)))
            .build();
    refused("it said what it must not: extents 19 to 20 of 20", peer -> peer.say(report));
  }

  @Test
  void aBitmapOfAnotherLength() throws Exception {
    refused(
        "it said what it must not: 4 bytes cannot be a bitmap of 20 extents",
        peer -> peer.say(join(20, new byte[4])));
  }

  @Test
  void aReleaseOfAnotherSize() throws Exception {
    refused(hash() + " has 20 extents, not 24", peer -> peer.say(join(24, new byte[3])));
  }

  @Test
  void helloTwice() throws Exception {
    refused("it said Hello twice", peer -> peer.say(new FromNode.Hello(introduction(667))));
  }

  @Test
  void tooManySwarms() throws Exception {
    refused(
        "it said what it must not: more than 256 swarms",
        peer -> {
          byte[] infoHash = new byte[32];
          for (int i = 0; i <= 256; i++) {
            infoHash[0] = (byte) i;
            infoHash[1] = (byte) (i >> 8);
            peer.say(
                NodeMessage.newBuilder()
                    .setJoin(
                        io.freshet.node.control.wire.Join.newBuilder()
                            .setInfoHash(ByteString.copyFrom(infoHash)))
                    .build());
          }
          return peer;
        });
  }

  @Test
  void tooManyChannels() throws Exception {
    refused(
        "it follows more than 256 channels",
        peer -> {
          for (int i = 0; i <= 256; i++) {
            peer.say(new FromNode.Following(new Follow.EachNew(new ChannelName("c" + i))));
          }
          return peer;
        });
  }

  @Test
  void aFlood() throws Exception {
    refused(
        "it said what it must not: more than 60000 messages, or as much work, in "
            + TestTracker.PATIENT.silence(),
        peer -> {
          NodeMessage beat = NodeMessages.encode(new FromNode.Beating());
          for (int i = 0; i < 70_000; i++) {
            peer.say(beat);
          }
          return peer;
        });
  }

  /// Each join has 40 nodes told, and makes a plan.
  @Test
  void aFloodOfJoins() throws Exception {
    refused(
        "it said what it must not: more than 60000 messages, or as much work, in "
            + TestTracker.PATIENT.silence(),
        peer -> {
          for (int i = 0; i < 1_500; i++) {
            peer.say(new FromNode.Joining(hash(), wanting(20))).say(new FromNode.Leaving(hash()));
          }
          return peer;
        });
  }

  /// Each of these messages is small, and has the tracker go over 65,536 extents.
  @Test
  void aFloodOfHaves() throws Exception {
    var report = io.freshet.node.control.wire.Report.newBuilder().setInfoHash(Fields.wire(hash()));
    for (int i = 0; i < 3_276; i++) {
      // 0 to 19, and back again.
      report.addWithdrawn(i == 0 ? 0 : -20).addWithdrawn(20);
    }
    NodeMessage flood = NodeMessage.newBuilder().setReport(report).build();
    refused(
        "it said what it must not: more than 60000 messages, or as much work, in "
            + TestTracker.PATIENT.silence(),
        peer -> {
          for (int i = 0; i < 100; i++) {
            peer.say(flood);
          }
          return peer;
        });
  }

  @Test
  void aReportOfNothingManyTimes() throws Exception {
    var report = io.freshet.node.control.wire.Report.newBuilder().setInfoHash(Fields.wire(hash()));
    for (int i = 0; i <= Protocol.ENTRIES_MAX; i++) {
      report.addRefused(io.freshet.node.control.wire.Refusal.getDefaultInstance());
    }
    NodeMessage message = NodeMessage.newBuilder().setReport(report).build();
    refused(
        "it said what it must not: 16385 deliveries and refusals, where 16384 are allowed",
        peer -> peer.say(message));
  }

  @Test
  void aJoinWithNothingOnItsWayManyTimes() throws Exception {
    var join =
        io.freshet.node.control.wire.Join.newBuilder()
            .setInfoHash(Fields.wire(hash()))
            .setExtents(20);
    for (int i = 0; i <= Protocol.ENTRIES_MAX; i++) {
      join.addInFlight(Delivery.getDefaultInstance());
    }
    NodeMessage message = NodeMessage.newBuilder().setJoin(join).build();
    refused(
        "it said what it must not: 16385 deliveries, where 16384 are allowed",
        peer -> peer.say(message));
  }

  /// An answer that is larger than what TCP and HTTP/2 keep for somebody who does not read.
  @Test
  void anAnswerThatNobodyReadsIsCutOff() throws Exception {
    try (TestTracker tracker = TestTracker.open(temp, QUICK)) {
      Manifest manifest = manifest("a", 1);
      for (int i = 0; i < 400; i++) {
        tracker.publish(new ChannelName("c" + i + "x".repeat(120)), manifest, 1);
      }
      // More than are answered at once, all from people who read nothing.
      for (int i = 0; i < 12; i++) {
        try (MuteAsker peer = MuteAsker.ask(tracker)) {
          assertTrue(peer.isCutOff());
        }
      }
      TrackerClient reader = tracker.client();
      Patience.until(() -> isToldAll(reader), () -> "who reads is not answered");
    }
  }

  /// On a starved machine, a quick tracker may take a reader for one who does not read.
  private static boolean isToldAll(TrackerClient client) {
    return client.channels() instanceof Answer.Given<List<ChannelListing>>(var channels)
        && channels.size() == 400;
  }

  @Test
  void somethingBeforeHello() throws Exception {
    try (TestTracker tracker = TestTracker.open(temp);
        RawPeer peer = RawPeer.connect(tracker)) {
      Status status = peer.say(new FromNode.Following(new Follow.Newest(LLAMA))).ended();
      assertEquals(
          "it said what it must not: the first message is not Hello", status.getDescription());
    }
  }

  @Test
  void aMessageThatIsTooLarge() throws Exception {
    try (TestTracker tracker = TestTracker.open(temp);
        RawPeer peer = welcomed(tracker, 666)) {
      Hello hello = Hello.newBuilder().setProgram("x".repeat(Protocol.MESSAGE_BYTES_MAX)).build();
      peer.say(NodeMessage.newBuilder().setHello(hello).build());
      Status status = peer.ended();
      assertTrue(status.getCode() != Status.Code.OK, status.toString());
      StatusWait.untilNodes(tracker.client(), 0);
    }
  }

  @Test
  void bytesThatAreNoMessage() throws Exception {
    try (TestTracker tracker = TestTracker.open(temp)) {
      for (String said :
          new String[] {
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "\u0000\u00ff\u00ff".repeat(1_000),
            "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
            "\u0000".repeat(10_000)
          }) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), tracker.port())) {
          OutputStream out = socket.getOutputStream();
          out.write(said.getBytes(StandardCharsets.ISO_8859_1));
          socket.shutdownOutput();
          socket.getInputStream().readAllBytes();
        } catch (java.net.SocketException reset) {
          // Or cut off while it was speaking: as good.
        }
      }
      var heard = new Heard<SessionEvent>();
      tracker.session(introduction(2), heard);
      heard.next(SessionEvent.Attached.class);
    }
  }

  @Test
  void silenceEndsASessionOnTheTrackersSide() throws Exception {
    try (TestTracker tracker = TestTracker.open(temp, QUICK);
        RawPeer peer = welcomed(tracker, 666)) {
      assertEquals("it was silent for 300 ms", peer.ended().getDescription());
      StatusWait.untilNodes(tracker.client(), 0);
    }
    try (TestTracker tracker = TestTracker.open(temp, QUICK);
        RawPeer peer = RawPeer.connect(tracker)) {
      assertEquals("it was silent for 300 ms", peer.ended().getDescription(), "not even Hello");
    }
  }

  /// It goes on talking, but takes nothing: what it is told piles up in TCP, in gRPC, and then in
  /// the tracker's queue.
  @Test
  void aPeerThatReadsNothingIsCutOff() throws Exception {
    try (TestTracker tracker = TestTracker.open(temp, QUICK);
        RawPeer peer = welcomed(tracker, 666)) {
      TrackerClient client = tracker.client();
      var asking = new FromNode.Following(new Follow.Newest(new ChannelName("x".repeat(128))));
      int nodes = 1;
      for (int asked = 0; nodes == 1 && asked < 5_000_000; asked++) {
        if (peer.isReady()) {
          peer.say(asking);
        }
        if (asked % 1_000 == 0) {
          nodes = StatusWait.given(client.status()).nodes();
        }
      }
      assertEquals(0, nodes);
      // Its connection is cut, too: the polite ending waits behind what it does not read.
      assertTrue(peer.isCutOff());
    }
  }

  @Test
  void silenceEndsASessionOnTheNodesSide() throws Exception {
    try (var mute = MuteTracker.open()) {
      var heard = new Heard<SessionEvent>();
      try (TrackerSession _ =
          TrackerSession.open(
              java.util.List.of(mute.address()),
              introduction(1),
              QUICK,
              new java.util.SplittableRandom(1),
              heard)) {
        heard.next(SessionEvent.Attached.class);
        assertEquals(
            "lost the tracker at " + mute.address() + " (it is silent)",
            heard.next(SessionEvent.Detached.class).why().line());
        heard.next(SessionEvent.Attached.class);
      }
    }
  }

  @Test
  void aTrackerThatWelcomesTwiceIsLeft() throws Exception {
    TrackerMessage welcome =
        TrackerMessages.encode(new SessionEvent.Attached(TestTracker.ID, "127.0.0.1:1", "again"));
    left(welcome, "Welcome twice");
  }

  @Test
  void aTrackerThatNamesTooManyIsLeft() throws Exception {
    var release =
        new io.freshet.node.catalog.Release(
            LLAMA,
            1,
            hash(),
            "a",
            1,
            1,
            java.time.Instant.EPOCH,
            "tester",
            io.freshet.engine.Priority.NORMAL);
    var sources =
        java.util.stream.LongStream.rangeClosed(1, 17)
            .mapToObj(io.freshet.engine.NodeId::new)
            .toList();
    left(
        TrackerMessages.encode(new SessionEvent.Released(release, sources)),
        "17 nodes where 16 are allowed");
    var versions =
        io.freshet.node.control.wire.NoSuchRelease.newBuilder().setChannel("c").setVersion(7);
    for (int version = 0; version < 1_025; version++) versions.addExisting(version);
    left(
        TrackerMessage.newBuilder().setNoSuchRelease(versions).build(),
        "1025 versions, where 1024 are allowed");
  }

  @Test
  void aTrackerThatWritesToTheTerminalIsLeft() throws Exception {
    var dialled =
        io.freshet.node.control.wire.Dialled.newBuilder().setAddress("\u001b]0;owned\u0007");
    left(
        TrackerMessage.newBuilder().setDialled(dialled).build(),
        "an address with control characters");
  }

  @Test
  void aTrackerThatTalksNonsenseIsLeft() throws Exception {
    TrackerMessage nonsense =
        TrackerMessage.newBuilder()
            .setRevoke(
                io.freshet.node.control.wire.Revoke.newBuilder()
                    .setInfoHash(ByteString.copyFromUtf8("short")))
            .build();
    left(nonsense, "an info hash of 5 bytes");
  }

  /// Shows that a node ends its session with a tracker that says this behind its Welcome.
  private static void left(TrackerMessage said, String why) throws Exception {
    try (var mute = MuteTracker.open(said)) {
      var heard = new Heard<SessionEvent>();
      try (TrackerSession _ =
          TrackerSession.open(
              java.util.List.of(mute.address()),
              introduction(1),
              TestTracker.PATIENT,
              new java.util.SplittableRandom(1),
              heard)) {
        heard.next(SessionEvent.Attached.class);
        assertEquals(
            "lost the tracker at " + mute.address() + " (it said what it must not: " + why + ")",
            heard.next(SessionEvent.Detached.class).why().line());
      }
    }
  }
}
