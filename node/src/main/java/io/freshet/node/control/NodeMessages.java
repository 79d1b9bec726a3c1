package io.freshet.node.control;

import com.google.protobuf.ByteString;
import io.freshet.content.InfoHash;
import io.freshet.engine.ExtentSet;
import io.freshet.engine.Membership;
import io.freshet.engine.NodeId;
import io.freshet.engine.Report;
import io.freshet.engine.Zone;
import io.freshet.node.catalog.ChannelName;
import io.freshet.node.control.Introduction.Listening;
import io.freshet.node.control.wire.Delivery;
import io.freshet.node.control.wire.Heartbeat;
import io.freshet.node.control.wire.Hello;
import io.freshet.node.control.wire.Join;
import io.freshet.node.control.wire.Leave;
import io.freshet.node.control.wire.NodeMessage;
import io.freshet.node.control.wire.Pausing;
import io.freshet.node.control.wire.Refusal;
import io.freshet.node.control.wire.Unfollow;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;

/// What nodes say, to the wire and back.
final class NodeMessages {

  private NodeMessages() {}

  static NodeMessage encode(FromNode said) {
    NodeMessage.Builder message = NodeMessage.newBuilder();
    switch (said) {
      case FromNode.Hello(Introduction introduction) -> message.setHello(hello(introduction));
      case FromNode.Following(Follow follow) -> message.setFollow(follow(follow));
      case FromNode.Unfollowing(ChannelName channel) ->
          message.setUnfollow(Unfollow.newBuilder().setChannel(channel.text()));
      case FromNode.Joining(InfoHash swarm, Membership membership) ->
          message.setJoin(join(swarm, membership));
      case FromNode.Leaving(InfoHash swarm) ->
          message.setLeave(Leave.newBuilder().setInfoHash(Fields.wire(swarm)));
      case FromNode.Telling(InfoHash swarm, Report report) ->
          message.setReport(report(swarm, report));
      case FromNode.Pausing(boolean paused) ->
          message.setPausing(Pausing.newBuilder().setPaused(paused));
      case FromNode.Beating _ -> message.setHeartbeat(Heartbeat.getDefaultInstance());
    }
    return message.build();
  }

  /// @param capacities how many extents a swarm has that was joined in this session
  static FromNode decode(NodeMessage message, Function<InfoHash, OptionalInt> capacities)
      throws MalformedMessageException {
    return switch (message.getKindCase()) {
      case HELLO -> new FromNode.Hello(introduction(message.getHello()));
      case FOLLOW -> new FromNode.Following(follow(message.getFollow()));
      case UNFOLLOW -> new FromNode.Unfollowing(Fields.channel(message.getUnfollow().getChannel()));
      case JOIN -> joining(message.getJoin());
      case LEAVE -> new FromNode.Leaving(Fields.infoHash(message.getLeave().getInfoHash()));
      case REPORT -> {
        InfoHash swarm = Fields.infoHash(message.getReport().getInfoHash());
        OptionalInt capacity = capacities.apply(swarm);
        // A report of a swarm that was never joined, or was retired meanwhile, is a sign of life
        // and no more.
        yield capacity.isEmpty()
            ? new FromNode.Beating()
            : new FromNode.Telling(swarm, report(message.getReport(), capacity.getAsInt()));
      }
      case PAUSING -> new FromNode.Pausing(message.getPausing().getPaused());
      // A kind that this version does not know: what an older tracker can safely pass over.
      case HEARTBEAT, KIND_NOT_SET -> new FromNode.Beating();
    };
  }

  private static Hello hello(Introduction introduction) {
    Hello.Builder hello =
        Hello.newBuilder()
            .setNode(introduction.node().value())
            .setIncarnation(introduction.incarnation())
            .setZone(introduction.zone().path())
            .setProgram(introduction.program());
    switch (introduction.listening()) {
      case Listening.Nowhere _ -> {}
      case Listening.OnPort(int port) -> hello.setPort(port);
      case Listening.At(Address address) -> hello.setAdvertised(address.toString());
    }
    return hello.build();
  }

  private static Introduction introduction(Hello hello) throws MalformedMessageException {
    Fields.shown(Zone.PATH_LENGTH_MAX, hello.getZone(), "a zone");
    Fields.shown(Protocol.PROGRAM_LENGTH_MAX, hello.getProgram(), "a program");
    return Fields.checked(
        () ->
            new Introduction(
                new NodeId(hello.getNode()),
                hello.getIncarnation(),
                listening(hello),
                new Zone(hello.getZone()),
                hello.getProgram()));
  }

  private static Listening listening(Hello hello) {
    if (!hello.getAdvertised().isEmpty()) {
      return new Listening.At(Address.parse(hello.getAdvertised()));
    }
    return hello.getPort() == 0 ? new Listening.Nowhere() : new Listening.OnPort(hello.getPort());
  }

  private static io.freshet.node.control.wire.Follow follow(Follow follow) {
    io.freshet.node.control.wire.Follow.Builder message =
        io.freshet.node.control.wire.Follow.newBuilder().setChannel(follow.channel().text());
    return switch (follow) {
      case Follow.Newest _ -> message.build();
      case Follow.EachNew _ -> message.setEachNew(true).build();
      case Follow.Version(_, int version) -> message.setVersion(version).build();
    };
  }

  private static Follow follow(io.freshet.node.control.wire.Follow message)
      throws MalformedMessageException {
    ChannelName channel = Fields.channel(message.getChannel());
    if (message.getVersion() != 0) {
      return Fields.checked(() -> new Follow.Version(channel, message.getVersion()));
    }
    return message.getEachNew() ? new Follow.EachNew(channel) : new Follow.Newest(channel);
  }

  private static Join join(InfoHash swarm, Membership membership) {
    Join.Builder join =
        Join.newBuilder()
            .setInfoHash(Fields.wire(swarm))
            .setExtents(membership.held().capacity())
            .setHeld(bitmap(membership.held()))
            .setWanted(bitmap(membership.wanted()))
            .setPartial(bitmap(membership.partial()))
            .setCredits(membership.credits());
    membership.inFlight().forEach(flight -> join.addInFlight(delivery(flight)));
    return join.build();
  }

  private static FromNode.Joining joining(Join join) throws MalformedMessageException {
    InfoHash swarm = Fields.infoHash(join.getInfoHash());
    int capacity = Fields.atMost(Protocol.EXTENTS_MAX, join.getExtents(), "extents");
    int credits = Fields.atMost(Report.EXTENTS_MAX, join.getCredits(), "credits");
    ExtentSet held = bitmap(capacity, join.getHeld());
    ExtentSet wanted = bitmap(capacity, join.getWanted());
    ExtentSet partial = bitmap(capacity, join.getPartial());
    ExtentSet partialUnwanted = partial.copy();
    partialUnwanted.removeAll(wanted);
    if (!partialUnwanted.isEmpty()) {
      throw new MalformedMessageException("partial extents that are not wanted");
    }
    Fields.atMost(Protocol.ENTRIES_MAX, join.getInFlightCount(), "deliveries");
    List<Report.Delivery> inFlight =
        deliveries(join.getInFlightList(), new Budget(capacity, Report.EXTENTS_MAX));
    return new FromNode.Joining(
        swarm, Fields.checked(() -> new Membership(held, wanted, partial, inFlight, credits)));
  }

  private static ByteString bitmap(ExtentSet extents) {
    return extents.isEmpty() ? ByteString.EMPTY : ByteString.copyFrom(extents.toBytes());
  }

  private static ExtentSet bitmap(int capacity, ByteString bytes) throws MalformedMessageException {
    return bytes.isEmpty()
        ? ExtentSet.none(capacity)
        : Fields.checked(() -> ExtentSet.fromBytes(capacity, bytes.toByteArray()));
  }

  private static io.freshet.node.control.wire.Report report(InfoHash swarm, Report report) {
    io.freshet.node.control.wire.Report.Builder message =
        io.freshet.node.control.wire.Report.newBuilder()
            .setInfoHash(Fields.wire(swarm))
            .setCredits(report.credits());
    report.delivered().forEach(delivery -> message.addDelivered(delivery(delivery)));
    ExtentRuns.encode(report.withdrawn(), message::addWithdrawn);
    for (Report.Refusal refusal : report.refused()) {
      Refusal.Builder refused =
          Refusal.newBuilder()
              .setSource(refusal.source().value())
              .setFailure(Fields.wire(refusal.failure()));
      ExtentRuns.encode(refusal.extents(), refused::addExtents);
      message.addRefused(refused);
    }
    ExtentRuns.encode(report.returned(), message::addReturned);
    return message.build();
  }

  private static Report report(io.freshet.node.control.wire.Report message, int capacity)
      throws MalformedMessageException {
    Fields.atMost(
        Protocol.ENTRIES_MAX,
        message.getDeliveredCount() + message.getRefusedCount(),
        "deliveries and refusals");
    var budget = new Budget(capacity, Report.EXTENTS_MAX);
    List<Report.Delivery> delivered = deliveries(message.getDeliveredList(), budget);
    int[] withdrawn = budget.take(message.getWithdrawnCount(), message::getWithdrawn);
    List<Report.Refusal> refused = new ArrayList<>();
    for (Refusal refusal : message.getRefusedList()) {
      refused.add(
          new Report.Refusal(
              new NodeId(refusal.getSource()),
              Fields.failure(refusal.getFailure()),
              budget.take(refusal.getExtentsCount(), refusal::getExtents)));
    }
    int[] returned = budget.take(message.getReturnedCount(), message::getReturned);
    int credits = Fields.atMost(Report.EXTENTS_MAX, message.getCredits(), "credits");
    return new Report(delivered, withdrawn, refused, returned, credits);
  }

  private static Delivery delivery(Report.Delivery delivery) {
    Delivery.Builder message = Delivery.newBuilder().setSource(delivery.source().value());
    ExtentRuns.encode(delivery.extents(), message::addExtents);
    return message.build();
  }

  private static List<Report.Delivery> deliveries(List<Delivery> messages, Budget budget)
      throws MalformedMessageException {
    List<Report.Delivery> deliveries = new ArrayList<>();
    for (Delivery message : messages) {
      deliveries.add(
          new Report.Delivery(
              new NodeId(message.getSource()),
              budget.take(message.getExtentsCount(), message::getExtents)));
    }
    return deliveries;
  }
}
