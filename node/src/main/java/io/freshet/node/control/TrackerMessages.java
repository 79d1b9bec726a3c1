package io.freshet.node.control;

import io.freshet.content.InfoHash;
import io.freshet.engine.NodeId;
import io.freshet.engine.Report;
import io.freshet.engine.planning.Assignment;
import io.freshet.engine.tracking.TrackerEvent.Reach;
import io.freshet.node.catalog.ChannelName;
import io.freshet.node.catalog.Release;
import io.freshet.node.control.SessionEvent.FromTracker;
import io.freshet.node.control.wire.Addresses;
import io.freshet.node.control.wire.Assign;
import io.freshet.node.control.wire.Dialled;
import io.freshet.node.control.wire.Heartbeat;
import io.freshet.node.control.wire.Introduce;
import io.freshet.node.control.wire.NoSuchChannel;
import io.freshet.node.control.wire.NoSuchRelease;
import io.freshet.node.control.wire.NoSuchSwarm;
import io.freshet.node.control.wire.ReleaseNews;
import io.freshet.node.control.wire.ReleaseRetired;
import io.freshet.node.control.wire.Revoke;
import io.freshet.node.control.wire.SwarmKnown;
import io.freshet.node.control.wire.TrackerMessage;
import io.freshet.node.control.wire.Welcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// What trackers say, to the wire and back.
final class TrackerMessages {

  /// What a tracker says when it has nothing to say.
  static final TrackerMessage HEARTBEAT =
      TrackerMessage.newBuilder().setHeartbeat(Heartbeat.getDefaultInstance()).build();

  private TrackerMessages() {}

  static TrackerMessage encode(FromTracker said) {
    TrackerMessage.Builder message = TrackerMessage.newBuilder();
    switch (said) {
      case SessionEvent.Attached(NodeId tracker, String seenAs, String program) ->
          message.setWelcome(
              Welcome.newBuilder()
                  .setTracker(tracker.value())
                  .setSeenAs(seenAs)
                  .setProgram(program));
      case SessionEvent.Dialled(String address, Reach reach) ->
          message.setDialled(
              Dialled.newBuilder().setAddress(address).setReachable(reach == Reach.REACHABLE));
      case SessionEvent.Released(Release release, List<NodeId> sources) ->
          message.setRelease(
              ReleaseNews.newBuilder()
                  .setRelease(Fields.wire(release))
                  .addAllManifestSources(values(sources)));
      case SessionEvent.Retired(ChannelName channel, int version, InfoHash infoHash) ->
          message.setRetired(
              ReleaseRetired.newBuilder()
                  .setChannel(channel.text())
                  .setVersion(version)
                  .setInfoHash(Fields.wire(infoHash)));
      case SessionEvent.NoChannel(ChannelName channel, List<ChannelName> existing) ->
          message.setNoSuchChannel(noSuchChannel(channel, existing));
      case SessionEvent.NoRelease(ChannelName channel, int version, List<Integer> existing) ->
          message.setNoSuchRelease(noSuchRelease(channel, version, existing));
      case SessionEvent.NoSwarm(InfoHash swarm) ->
          message.setNoSuchSwarm(NoSuchSwarm.newBuilder().setInfoHash(Fields.wire(swarm)));
      case SessionEvent.SwarmKnown(InfoHash swarm) ->
          message.setSwarmKnown(SwarmKnown.newBuilder().setInfoHash(Fields.wire(swarm)));
      case SessionEvent.Located(List<NodeAddress> nodes) -> message.setAddresses(addresses(nodes));
      case SessionEvent.Assigned(InfoHash swarm, List<Assignment> assignments) ->
          message.setAssign(assign(swarm, assignments));
      case SessionEvent.Revoked(InfoHash swarm, NodeId source) ->
          message.setRevoke(
              Revoke.newBuilder().setInfoHash(Fields.wire(swarm)).setSource(source.value()));
      case SessionEvent.Introduced(InfoHash swarm, List<NodeId> neighbours) ->
          message.setIntroduce(
              Introduce.newBuilder()
                  .setInfoHash(Fields.wire(swarm))
                  .addAllNeighbours(values(neighbours)));
    }
    return message.build();
  }

  /// Empty for a heartbeat, for what is said of a swarm that was not joined in this session, and
  /// for a kind that a newer tracker knows.
  ///
  /// @param capacities how many extents a swarm has that was joined in this session
  static Optional<FromTracker> decode(
      TrackerMessage message, Function<InfoHash, OptionalInt> capacities)
      throws MalformedMessageException {
    return switch (message.getKindCase()) {
      case WELCOME -> Optional.of(attached(message.getWelcome()));
      case DIALLED ->
          Optional.of(
              new SessionEvent.Dialled(
                  Fields.shown(
                      Address.HOST_LENGTH_MAX + 8, message.getDialled().getAddress(), "an address"),
                  message.getDialled().getReachable() ? Reach.REACHABLE : Reach.UNREACHABLE));
      case RELEASE -> Optional.of(released(message.getRelease()));
      case RETIRED ->
          Optional.of(
              new SessionEvent.Retired(
                  Fields.channel(message.getRetired().getChannel()),
                  message.getRetired().getVersion(),
                  Fields.infoHash(message.getRetired().getInfoHash())));
      case NO_SUCH_CHANNEL -> Optional.of(noChannel(message.getNoSuchChannel()));
      case NO_SUCH_RELEASE -> Optional.of(noRelease(message.getNoSuchRelease()));
      case NO_SUCH_SWARM ->
          Optional.of(
              new SessionEvent.NoSwarm(Fields.infoHash(message.getNoSuchSwarm().getInfoHash())));
      case SWARM_KNOWN ->
          Optional.of(
              new SessionEvent.SwarmKnown(Fields.infoHash(message.getSwarmKnown().getInfoHash())));
      case ADDRESSES -> Optional.of(located(message.getAddresses()));
      case ASSIGN -> assigned(message.getAssign(), capacities);
      case REVOKE ->
          Optional.of(
              new SessionEvent.Revoked(
                  Fields.infoHash(message.getRevoke().getInfoHash()),
                  new NodeId(message.getRevoke().getSource())));
      case INTRODUCE ->
          Optional.of(
              new SessionEvent.Introduced(
                  Fields.infoHash(message.getIntroduce().getInfoHash()),
                  Fields.nodes(message.getIntroduce().getNeighboursList(), Protocol.NODES_MAX)));
      case HEARTBEAT, KIND_NOT_SET -> Optional.empty();
    };
  }

  static NoSuchChannel noSuchChannel(ChannelName channel, List<ChannelName> existing) {
    return NoSuchChannel.newBuilder()
        .setChannel(channel.text())
        .addAllExisting(existing.stream().map(ChannelName::text).toList())
        .build();
  }

  static SessionEvent.NoChannel noChannel(NoSuchChannel message) throws MalformedMessageException {
    Fields.atMost(Protocol.NAMES_MAX, message.getExistingCount(), "names");
    List<ChannelName> existing = new ArrayList<>();
    for (String name : message.getExistingList()) {
      existing.add(Fields.channel(name));
    }
    return new SessionEvent.NoChannel(Fields.channel(message.getChannel()), existing);
  }

  static NoSuchRelease noSuchRelease(ChannelName channel, int version, List<Integer> existing) {
    return NoSuchRelease.newBuilder()
        .setChannel(channel.text())
        .setVersion(version)
        .addAllExisting(existing.subList(0, Math.min(existing.size(), Protocol.VERSIONS_MAX)))
        .build();
  }

  static SessionEvent.NoRelease noRelease(NoSuchRelease message) throws MalformedMessageException {
    Fields.atMost(Protocol.VERSIONS_MAX, message.getExistingCount(), "versions");
    return new SessionEvent.NoRelease(
        Fields.channel(message.getChannel()), message.getVersion(), message.getExistingList());
  }

  private static SessionEvent.Attached attached(Welcome welcome) throws MalformedMessageException {
    return new SessionEvent.Attached(
        new NodeId(welcome.getTracker()),
        Fields.shown(Address.HOST_LENGTH_MAX + 8, welcome.getSeenAs(), "an address"),
        Fields.shown(Protocol.PROGRAM_LENGTH_MAX, welcome.getProgram(), "a program"));
  }

  private static SessionEvent.Released released(ReleaseNews news) throws MalformedMessageException {
    return new SessionEvent.Released(
        Fields.release(news.getRelease()),
        Fields.nodes(news.getManifestSourcesList(), Protocol.MANIFEST_SOURCES_MAX));
  }

  private static Addresses addresses(List<NodeAddress> nodes) {
    Addresses.Builder message = Addresses.newBuilder();
    for (NodeAddress node : nodes) {
      message.addNodes(
          io.freshet.node.control.wire.NodeAddress.newBuilder()
              .setNode(node.node().value())
              .setHost(node.address().host())
              .setPort(node.address().port()));
    }
    return message.build();
  }

  private static SessionEvent.Located located(Addresses message) throws MalformedMessageException {
    Fields.atMost(Protocol.NODES_MAX, message.getNodesCount(), "nodes");
    List<NodeAddress> nodes = new ArrayList<>();
    for (io.freshet.node.control.wire.NodeAddress node : message.getNodesList()) {
      Address address = Fields.checked(() -> new Address(node.getHost(), node.getPort()));
      nodes.add(new NodeAddress(new NodeId(node.getNode()), address));
    }
    return new SessionEvent.Located(nodes);
  }

  private static Assign assign(InfoHash swarm, List<Assignment> assignments) {
    Assign.Builder message = Assign.newBuilder().setInfoHash(Fields.wire(swarm));
    for (Assignment assignment : assignments) {
      io.freshet.node.control.wire.Assignment.Builder one =
          io.freshet.node.control.wire.Assignment.newBuilder()
              .addAllSources(values(assignment.sources()))
              .setLeaseMillis(
                  (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(assignment.leaseNanos())))
              .setInstead(assignment.instead());
      ExtentRuns.encode(assignment.extents(), one::addExtents);
      message.addAssignments(one);
    }
    return message.build();
  }

  private static Optional<FromTracker> assigned(
      Assign message, Function<InfoHash, OptionalInt> capacities) throws MalformedMessageException {
    InfoHash swarm = Fields.infoHash(message.getInfoHash());
    OptionalInt capacity = capacities.apply(swarm);
    if (capacity.isEmpty()) {
      return Optional.empty();
    }
    var budget = new Budget(capacity.getAsInt(), Report.EXTENTS_MAX);
    List<Assignment> assignments = new ArrayList<>();
    for (io.freshet.node.control.wire.Assignment one : message.getAssignmentsList()) {
      int[] extents = budget.take(one.getExtentsCount(), one::getExtents);
      List<NodeId> sources = Fields.nodes(one.getSourcesList(), Assignment.SOURCES_MAX);
      long leaseNanos =
          TimeUnit.MILLISECONDS.toNanos(
              Fields.atMost(Integer.MAX_VALUE, one.getLeaseMillis(), "milliseconds"));
      assignments.add(
          Fields.checked(() -> new Assignment(extents, sources, leaseNanos, one.getInstead())));
    }
    return Optional.of(new SessionEvent.Assigned(swarm, assignments));
  }

  private static List<Long> values(List<NodeId> nodes) {
    return nodes.stream().map(NodeId::value).toList();
  }
}
