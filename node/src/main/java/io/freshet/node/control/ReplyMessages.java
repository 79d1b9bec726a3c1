package io.freshet.node.control;

import io.freshet.engine.NodeId;
import io.freshet.engine.Zone;
import io.freshet.node.catalog.Channel;
import io.freshet.node.catalog.ChannelName;
import io.freshet.node.catalog.Release;
import io.freshet.node.control.wire.ChannelList;
import io.freshet.node.control.wire.ChannelsReply;
import io.freshet.node.control.wire.Member;
import io.freshet.node.control.wire.PublishProgress;
import io.freshet.node.control.wire.Received;
import io.freshet.node.control.wire.StatusReply;
import io.freshet.node.control.wire.Swarm;
import io.freshet.node.control.wire.SwarmList;
import io.freshet.node.control.wire.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The answers to people's questions, to the wire and back.
final class ReplyMessages {

  private ReplyMessages() {}

  /// All channels, each with its newest release.
  static ChannelsReply channels(List<Channel> channels) {
    ChannelList.Builder list = ChannelList.newBuilder();
    for (Channel channel : channels) {
      list.addChannels(channel(channel, List.of(channel.newest())));
    }
    return ChannelsReply.newBuilder().setChannels(list).build();
  }

  /// One channel with all of its releases.
  static ChannelsReply channel(Channel channel) {
    return ChannelsReply.newBuilder()
        .setChannels(ChannelList.newBuilder().addChannels(channel(channel, channel.releases())))
        .build();
  }

  private static io.freshet.node.control.wire.Channel channel(
      Channel channel, List<Release> shown) {
    io.freshet.node.control.wire.Channel.Builder message =
        io.freshet.node.control.wire.Channel.newBuilder()
            .setName(channel.name().text())
            .setPieceLength(channel.pieceLength())
            .setReleaseCount(channel.releases().size());
    shown.forEach(release -> message.addReleases(Fields.wire(release)));
    return message.build();
  }

  static List<ChannelListing> channels(ChannelList list) throws MalformedMessageException {
    List<ChannelListing> channels = new ArrayList<>();
    for (io.freshet.node.control.wire.Channel message : list.getChannelsList()) {
      ChannelName name = Fields.channel(message.getName());
      List<Release> releases = new ArrayList<>();
      for (io.freshet.node.control.wire.Release release : message.getReleasesList()) {
        releases.add(Fields.release(release));
      }
      channels.add(
          new ChannelListing(name, message.getPieceLength(), message.getReleaseCount(), releases));
    }
    return channels;
  }

  static StatusReply status(TrackerStatus status) {
    SwarmList.Builder list =
        SwarmList.newBuilder()
            .setTracker(status.tracker().value())
            .setProgram(status.program())
            .setNodes(status.nodes());
    for (TrackerStatus.Swarm swarm : status.swarms()) {
      Swarm.Builder message =
          Swarm.newBuilder()
              .setRelease(Fields.wire(swarm.release()))
              .setExtents(swarm.extents())
              .setCopies(swarm.copies());
      swarm.members().forEach(member -> message.addMembers(member(member)));
      list.addSwarms(message);
    }
    return StatusReply.newBuilder().setSwarms(list).build();
  }

  private static Member member(TrackerStatus.Member member) {
    Member.Builder message =
        Member.newBuilder()
            .setNode(member.node().value())
            .setAddress(member.address())
            .setZone(member.zone().path())
            .setReach(Fields.wire(member.reach()))
            .setHeldExtents(member.heldExtents())
            .setWantedExtents(member.wantedExtents())
            .setHeldBytes(member.heldBytes())
            .setUpRate(member.upRate())
            .setDownRate(member.downRate())
            .setAttachedMillis(member.attached().toMillis())
            .setProgram(member.program())
            .setPaused(member.paused());
    for (TrackerStatus.Trouble trouble : member.troubles()) {
      message.addTroubles(
          Trouble.newBuilder()
              .setSource(trouble.source().value())
              .setFailure(Fields.wire(trouble.failure()))
              .setCount(trouble.count())
              .setAgoMillis(trouble.ago().toMillis()));
    }
    for (TrackerStatus.Received received : member.received()) {
      message.addReceived(
          Received.newBuilder().setSource(received.source().value()).setBytes(received.bytes()));
    }
    return message.build();
  }

  static TrackerStatus status(SwarmList list) throws MalformedMessageException {
    List<TrackerStatus.Swarm> swarms = new ArrayList<>();
    for (Swarm swarm : list.getSwarmsList()) {
      List<TrackerStatus.Member> members = new ArrayList<>();
      for (Member member : swarm.getMembersList()) {
        members.add(Fields.checked(() -> member(member)));
      }
      swarms.add(
          new TrackerStatus.Swarm(
              Fields.release(swarm.getRelease()), swarm.getExtents(), swarm.getCopies(), members));
    }
    return new TrackerStatus(
        new NodeId(list.getTracker()), list.getProgram(), list.getNodes(), swarms);
  }

  private static TrackerStatus.Member member(Member member) {
    return new TrackerStatus.Member(
        new NodeId(member.getNode()),
        member.getAddress(),
        new Zone(member.getZone()),
        Fields.reach(member.getReach()),
        member.getHeldExtents(),
        member.getWantedExtents(),
        member.getHeldBytes(),
        member.getUpRate(),
        member.getDownRate(),
        Duration.ofMillis(member.getAttachedMillis()),
        member.getTroublesList().stream()
            .map(
                trouble ->
                    new TrackerStatus.Trouble(
                        new NodeId(trouble.getSource()),
                        Fields.failure(trouble.getFailure()),
                        trouble.getCount(),
                        Duration.ofMillis(trouble.getAgoMillis())))
            .toList(),
        member.getReceivedList().stream()
            .map(
                received ->
                    new TrackerStatus.Received(
                        new NodeId(received.getSource()), received.getBytes()))
            .toList(),
        member.getProgram(),
        member.getPaused());
  }

  static PublishProgress progress(Publishing step) {
    PublishProgress.Builder message = PublishProgress.newBuilder();
    switch (step) {
      case Publishing.Accepted(Release release) -> message.setAccepted(Fields.wire(release));
      case Publishing.Announced(int nodes) -> message.setAnnounced(nodes);
      case Publishing.Copies(int nodes) -> message.setCopies(nodes);
      case Publishing.Refused(String why) -> message.setRefused(why);
      case Publishing.Ended _ -> throw new IllegalArgumentException("only the client sees that");
    }
    return message.build();
  }

  static Publishing publishing(PublishProgress message) throws MalformedMessageException {
    return switch (message.getKindCase()) {
      case ACCEPTED -> new Publishing.Accepted(Fields.release(message.getAccepted()));
      case ANNOUNCED -> new Publishing.Announced(message.getAnnounced());
      case COPIES -> new Publishing.Copies(message.getCopies());
      case REFUSED ->
          new Publishing.Refused(
              Fields.shown(Protocol.REASON_LENGTH_MAX, message.getRefused(), "a reason"));
      case KIND_NOT_SET -> throw new MalformedMessageException("progress of an unknown kind");
    };
  }
}
