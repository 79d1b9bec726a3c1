package io.freshet.node.control;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.freshet.content.Hash;
import io.freshet.content.InfoHash;
import io.freshet.engine.ExtentSet;
import io.freshet.engine.Failure;
import io.freshet.engine.Membership;
import io.freshet.engine.NodeId;
import io.freshet.engine.Priority;
import io.freshet.engine.Report;
import io.freshet.engine.Zone;
import io.freshet.engine.planning.Assignment;
import io.freshet.engine.tracking.TrackerEvent.Reach;
import io.freshet.node.catalog.ChannelName;
import io.freshet.node.catalog.Release;
import io.freshet.node.control.Introduction.Listening;
import io.freshet.node.control.SessionEvent.FromTracker;
import io.freshet.node.control.wire.Assign;
import io.freshet.node.control.wire.Delivery;
import io.freshet.node.control.wire.Hello;
import io.freshet.node.control.wire.Join;
import io.freshet.node.control.wire.NodeMessage;
import io.freshet.node.control.wire.TrackerMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MessagesTest {

  private static final InfoHash SWARM = new InfoHash(new Hash(1, 2, 3, 4));
  private static final ChannelName LLAMA = new ChannelName("llama");
  private static final NodeId A = new NodeId(0x0102030405060708L);
  private static final NodeId B = new NodeId(-1);
  private static final int EXTENTS = 20;

  private static OptionalInt joined(InfoHash swarm) {
    return swarm.equals(SWARM) ? OptionalInt.of(EXTENTS) : OptionalInt.empty();
  }

  private static OptionalInt nowhere(InfoHash swarm) {
    return OptionalInt.empty();
  }

  private static Introduction introduction(Listening listening) {
    return new Introduction(A, 42, listening, new Zone("eu/hall-2"), "freshet 0.1.0");
  }

  private static final Membership MEMBERSHIP =
      new Membership(
          ExtentSet.of(EXTENTS, 0, 1, 2, 9, 19),
          ExtentSet.of(EXTENTS, 3, 4, 5, 6),
          ExtentSet.of(EXTENTS, 6),
          List.of(new Report.Delivery(B, new int[] {3, 4})),
          16);

  private static final Report REPORT =
      new Report(
          List.of(new Report.Delivery(A, new int[] {3, 4, 5, 9, 2})),
          new int[] {7},
          List.of(new Report.Refusal(B, Failure.CORRUPT, new int[] {19})),
          new int[] {0, 1},
          15);

  private static final Release RELEASE =
      new Release(
          LLAMA,
          3,
          SWARM,
          "model.bin",
          1L << 40,
          1,
          Instant.ofEpochMilli(1_795_000_000_123L),
          "ann",
          Priority.NORMAL);

  /// What a node says, in the fewest bytes that protobuf has for it. This is `docs/control.md`,
  /// "Messages in bytes".
  @Test
  void messagesInBytes() {
    assertEquals(
        String.join(
            "",
            List.of(
                "0a2f",
                "090807060504030201",
                "112a00000000000000",
                "189e37",
                "2a09" + text("eu/hall-2"),
                "320d" + text("freshet 0.1.0"))),
        hex(new FromNode.Hello(introduction(new Listening.OnPort(7070)))));
    assertEquals(
        "1209" + "0a05" + text("llama") + "1801",
        hex(new FromNode.Following(new Follow.EachNew(LLAMA))));
    assertEquals(
        String.join(
            "",
            List.of(
                "3250",
                "0a20" + SWARM.hex(),
                "1211" + "090807060504030201" + "1206060606020f02",
                "1a020e02",
                "220f" + "09ffffffffffffffff" + "1004" + "1a022602",
                "2a020004",
                "300f")),
        hex(new FromNode.Telling(SWARM, REPORT)));
    assertEquals("3a00", hex(new FromNode.Beating()));
    assertEquals("42020801", hex(new FromNode.Pausing(true)));
  }

  private static String hex(FromNode said) {
    return HexFormat.of().formatHex(NodeMessages.encode(said).toByteArray());
  }

  private static String text(String ascii) {
    return HexFormat.of().formatHex(ByteString.copyFromUtf8(ascii).toByteArray());
  }

  static Stream<FromNode> nodesSay() {
    return Stream.of(
        new FromNode.Hello(introduction(new Listening.Nowhere())),
        new FromNode.Hello(introduction(new Listening.OnPort(65_535))),
        new FromNode.Hello(introduction(new Listening.At(new Address("::1", 7)))),
        new FromNode.Following(new Follow.Newest(LLAMA)),
        new FromNode.Following(new Follow.EachNew(LLAMA)),
        new FromNode.Following(new Follow.Version(LLAMA, 3)),
        new FromNode.Unfollowing(LLAMA),
        new FromNode.Leaving(SWARM),
        new FromNode.Pausing(true),
        new FromNode.Pausing(false),
        new FromNode.Beating());
  }

  @ParameterizedTest
  @MethodSource("nodesSay")
  void whatANodeSaysArrives(FromNode said) throws Exception {
    NodeMessage sent = NodeMessage.parseFrom(NodeMessages.encode(said).toByteArray());
    assertEquals(said, NodeMessages.decode(sent, MessagesTest::joined));
  }

  @Test
  void aMembershipArrives() throws Exception {
    var joining =
        assertInstanceOf(
            FromNode.Joining.class,
            NodeMessages.decode(
                NodeMessages.encode(new FromNode.Joining(SWARM, MEMBERSHIP)),
                MessagesTest::nowhere));
    assertEquals(SWARM, joining.swarm());
    assertEquals(MEMBERSHIP.held(), joining.membership().held());
    assertEquals(MEMBERSHIP.wanted(), joining.membership().wanted());
    assertEquals(MEMBERSHIP.partial(), joining.membership().partial());
    assertEquals(16, joining.membership().credits());
    assertArrayEquals(new int[] {3, 4}, joining.membership().inFlight().getFirst().extents());
  }

  @Test
  void aReportArrives() throws Exception {
    NodeMessage message = NodeMessages.encode(new FromNode.Telling(SWARM, REPORT));
    Report report =
        assertInstanceOf(FromNode.Telling.class, NodeMessages.decode(message, MessagesTest::joined))
            .report();
    assertArrayEquals(new int[] {3, 4, 5, 9, 2}, report.delivered().getFirst().extents());
    assertArrayEquals(new int[] {7}, report.withdrawn());
    assertEquals(Failure.CORRUPT, report.refused().getFirst().failure());
    assertEquals(B, report.refused().getFirst().source());
    assertArrayEquals(new int[] {0, 1}, report.returned());
    assertEquals(15, report.credits());
    assertInstanceOf(
        FromNode.Beating.class,
        NodeMessages.decode(message, MessagesTest::nowhere),
        "of a swarm that was not joined it is a sign of life");
  }

  static Stream<FromTracker> trackersSay() {
    return Stream.of(
        new SessionEvent.Attached(A, "10.0.0.7:40000", "freshet 0.1.0"),
        new SessionEvent.Dialled("10.0.0.7:7070", Reach.REACHABLE),
        new SessionEvent.Dialled("", Reach.UNREACHABLE),
        new SessionEvent.Released(RELEASE, List.of(A, B)),
        new SessionEvent.Retired(LLAMA, 3, SWARM),
        new SessionEvent.NoChannel(LLAMA, List.of(new ChannelName("日本"))),
        new SessionEvent.NoRelease(LLAMA, 9, List.of(1, 2)),
        new SessionEvent.NoSwarm(SWARM),
        new SessionEvent.SwarmKnown(SWARM),
        new SessionEvent.Located(
            List.of(
                new NodeAddress(A, new Address("10.0.0.7", 7070)),
                new NodeAddress(B, new Address("", 40_001)))),
        new SessionEvent.Revoked(SWARM, B),
        new SessionEvent.Introduced(SWARM, List.of(A, B)));
  }

  @ParameterizedTest
  @MethodSource("trackersSay")
  void whatATrackerSaysArrives(FromTracker said) throws Exception {
    TrackerMessage sent = TrackerMessage.parseFrom(TrackerMessages.encode(said).toByteArray());
    assertEquals(said, TrackerMessages.decode(sent, MessagesTest::joined).orElseThrow());
  }

  @Test
  void anAssignmentArrives() throws Exception {
    var said =
        new SessionEvent.Assigned(
            SWARM,
            List.of(new Assignment(new int[] {5, 6, 1}, List.of(B, A), 10_000_000_000L, true)));
    TrackerMessage message = TrackerMessages.encode(said);
    var assigned =
        assertInstanceOf(
            SessionEvent.Assigned.class,
            TrackerMessages.decode(message, MessagesTest::joined).orElseThrow());
    assertArrayEquals(new int[] {5, 6, 1}, assigned.assignments().getFirst().extents());
    assertEquals(List.of(B, A), assigned.assignments().getFirst().sources());
    assertEquals(10_000_000_000L, assigned.assignments().getFirst().leaseNanos());
    assertEquals(true, assigned.assignments().getFirst().instead());
    assertEquals(true, TrackerMessages.decode(message, MessagesTest::nowhere).isEmpty());
  }

  @Test
  void whatANewerPeerSaysIsPassedOver() throws Exception {
    // A field 15 of this message, which nobody has defined yet.
    byte[] unknown = HexFormat.of().parseHex("7a03616263");
    assertInstanceOf(
        FromNode.Beating.class,
        NodeMessages.decode(NodeMessage.parseFrom(unknown), MessagesTest::joined));
    assertEquals(
        true,
        TrackerMessages.decode(TrackerMessage.parseFrom(unknown), MessagesTest::joined).isEmpty());
  }

  private static Join.Builder join() {
    return NodeMessages.encode(new FromNode.Joining(SWARM, MEMBERSHIP)).getJoin().toBuilder();
  }

  static Stream<NodeMessage> hostile() {
    List<NodeMessage> messages = new ArrayList<>();
    byte[] zeros = new byte[64];
    for (Join.Builder join :
        List.of(
            join().setInfoHash(ByteString.copyFrom(zeros, 0, 31)),
            join().setExtents(1_000_001),
            join().setExtents(-1),
            join().setExtents(EXTENTS + 8),
            join().setExtents(EXTENTS - 1),
            join().setHeld(ByteString.copyFrom(zeros, 0, 4)),
            join().setHeld(join().getWanted()),
            join().setPartial(join().getHeld()),
            join().setCredits(65_537),
            join().addInFlight(Delivery.newBuilder().addExtents(EXTENTS).addExtents(1)),
            join().addInFlight(Delivery.newBuilder().addExtents(0)))) {
      messages.add(NodeMessage.newBuilder().setJoin(join).build());
    }
    io.freshet.node.control.wire.Report report =
        NodeMessages.encode(new FromNode.Telling(SWARM, REPORT)).getReport();
    messages.add(
        NodeMessage.newBuilder()
            .setReport(report.toBuilder().addWithdrawn(EXTENTS).addWithdrawn(1))
            .build());
    messages.add(NodeMessage.newBuilder().setReport(report.toBuilder().setCredits(-1)).build());
    for (Hello.Builder hello :
        List.of(
            Hello.newBuilder().setPort(65_536),
            Hello.newBuilder().setPort(-1),
            Hello.newBuilder().setAdvertised("not an address"),
            Hello.newBuilder().setZone("x".repeat(256)),
            Hello.newBuilder().setZone("a\u001b[2J"),
            Hello.newBuilder().setProgram("a\nb"),
            Hello.newBuilder().setProgram("x".repeat(65)))) {
      messages.add(NodeMessage.newBuilder().setHello(hello).build());
    }
    messages.add(
        NodeMessage.newBuilder()
            .setFollow(io.freshet.node.control.wire.Follow.newBuilder().setChannel("a/b"))
            .build());
    messages.add(
        NodeMessage.newBuilder()
            .setFollow(
                io.freshet.node.control.wire.Follow.newBuilder().setChannel("a").setVersion(-1))
            .build());
    return messages.stream();
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void whatMustNotBeSaidIsRefused(NodeMessage message) {
    assertThrows(
        MalformedMessageException.class, () -> NodeMessages.decode(message, MessagesTest::joined));
  }

  @Test
  void aTrackerCannotAssignWhatDoesNotExist() {
    for (io.freshet.node.control.wire.Assignment.Builder one :
        List.of(
            assignment().addExtents(0).addExtents(EXTENTS + 1),
            assignment().clearSources().addExtents(0).addExtents(1),
            assignment().addSources(2).addSources(3).addSources(4).addExtents(0).addExtents(1),
            assignment().setLeaseMillis(0).addExtents(0).addExtents(1),
            assignment())) {
      TrackerMessage message =
          TrackerMessage.newBuilder()
              .setAssign(Assign.newBuilder().setInfoHash(Fields.wire(SWARM)).addAssignments(one))
              .build();
      assertThrows(
          MalformedMessageException.class,
          () -> TrackerMessages.decode(message, MessagesTest::joined));
    }
  }

  private static io.freshet.node.control.wire.Assignment.Builder assignment() {
    return io.freshet.node.control.wire.Assignment.newBuilder().addSources(1).setLeaseMillis(1);
  }

  /// Messages with some bytes changed, cut or repeated: each is understood or refused, and nothing
  /// else happens.
  @ParameterizedTest(name = "seed={0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void anyBytesAreUnderstoodOrRefused(long seed) {
    var random = new Random(seed);
    List<byte[]> nodes =
        Stream.concat(
                nodesSay(),
                Stream.of(
                    new FromNode.Joining(SWARM, MEMBERSHIP), new FromNode.Telling(SWARM, REPORT)))
            .map(said -> NodeMessages.encode(said).toByteArray())
            .toList();
    List<byte[]> trackers =
        trackersSay().map(said -> TrackerMessages.encode(said).toByteArray()).toList();
    for (int round = 0; round < 5_000; round++) {
      try {
        byte[] bytes = spoil(nodes.get(random.nextInt(nodes.size())), random);
        NodeMessages.decode(NodeMessage.parseFrom(bytes), MessagesTest::joined);
      } catch (InvalidProtocolBufferException | MalformedMessageException refused) {
        // As it should be.
      }
      try {
        byte[] bytes = spoil(trackers.get(random.nextInt(trackers.size())), random);
        var _ = TrackerMessages.decode(TrackerMessage.parseFrom(bytes), MessagesTest::joined);
      } catch (InvalidProtocolBufferException | MalformedMessageException refused) {
        // As it should be.
      }
    }
  }

  private static byte[] spoil(byte[] message, Random random) {
    byte[] bytes = message.clone();
    for (int changes = random.nextInt(4); changes >= 0 && bytes.length > 0; changes--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return random.nextInt(4) == 0
        ? java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 10))
        : bytes;
  }
}
