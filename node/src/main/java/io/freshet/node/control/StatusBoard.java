package io.freshet.node.control;

import io.freshet.content.InfoHash;
import io.freshet.engine.NodeId;
import io.freshet.engine.planning.NodeLink;
import io.freshet.engine.planning.Planner;
import io.freshet.engine.tracking.TrackerEngine;
import io.freshet.node.catalog.Channel;
import io.freshet.node.catalog.Release;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Puts together what people see of the swarms, from the engine's standings and from what nodes
/// told.
final class StatusBoard {

  /// Members that are listed, over all swarms: all of the largest one that a tracker is built for.
  private static final int MEMBERS_MAX = 10_000;

  /// In larger swarms nobody reads who gave to whom, and 64 sources of 20 bytes each for 10,000
  /// members would be most of what a reply may hold.
  private static final int TABLE_MEMBERS_MAX = 256;

  private final NodeId tracker;
  private final String program;
  private final Register register;
  private final Roster roster;
  private final Map<InfoHash, TrackedSwarm> swarms;
  private final TrackerEngine engine;

  StatusBoard(
      NodeId tracker,
      String program,
      Register register,
      Roster roster,
      Map<InfoHash, TrackedSwarm> swarms,
      TrackerEngine engine) {
    this.tracker = tracker;
    this.program = program;
    this.register = register;
    this.roster = roster;
    this.swarms = swarms;
    this.engine = engine;
  }

  /// All releases that some node takes part in.
  TrackerStatus status(long nowNanos) {
    List<Release> alive = new ArrayList<>();
    for (Channel channel : register.channels()) {
      channel.releases().stream().filter(this::isAlive).forEach(alive::add);
    }
    return status(alive, nowNanos);
  }

  /// Those of one channel, and its newest in any case.
  TrackerStatus status(Channel channel, long nowNanos) {
    return status(
        channel.releases().stream()
            .filter(release -> release.equals(channel.newest()) || isAlive(release))
            .toList(),
        nowNanos);
  }

  private TrackerStatus status(List<Release> releases, long nowNanos) {
    List<TrackerStatus.Swarm> shown = new ArrayList<>();
    int listed = 0;
    for (Release release : releases) {
      TrackerStatus.Swarm swarm = swarm(release, MEMBERS_MAX - listed, nowNanos);
      listed += swarm.members().size();
      shown.add(swarm);
    }
    return new TrackerStatus(tracker, program, roster.size(), shown);
  }

  private boolean isAlive(Release release) {
    @Nullable TrackedSwarm swarm = swarms.get(release.infoHash());
    return swarm != null && !swarm.members.isEmpty();
  }

  private TrackerStatus.Swarm swarm(Release release, int membersMax, long nowNanos) {
    InfoHash infoHash = release.infoHash();
    @Nullable TrackedSwarm swarm = swarms.get(infoHash);
    @Nullable Planner planner = engine.swarms().get(infoHash);
    if (swarm == null || planner == null) {
      return new TrackerStatus.Swarm(release, 0, 0, List.of());
    }
    List<TrackerStatus.Member> members = new ArrayList<>();
    for (Planner.Standing standing : planner.standings(nowNanos)) {
      if (members.size() < membersMax) {
        roster
            .find(standing.node())
            .ifPresent(attendee -> members.add(member(attendee, infoHash, standing, nowNanos)));
      }
    }
    return new TrackerStatus.Swarm(release, swarm.sizes().count(), planner.copies(), members);
  }

  private TrackerStatus.Member member(
      Attendee attendee, InfoHash infoHash, Planner.Standing standing, long nowNanos) {
    List<TrackerStatus.Trouble> troubles = new ArrayList<>();
    List<TrackerStatus.Received> received = new ArrayList<>();
    @Nullable Account account = attendee.accounts.get(infoHash);
    if (account != null) {
      for (Account.Trouble trouble : account.troubles()) {
        troubles.add(
            new TrackerStatus.Trouble(
                trouble.source(),
                trouble.failure(),
                trouble.count(),
                Duration.ofNanos(nowNanos - trouble.lastNanos())));
      }
      @Nullable TrackedSwarm swarm = swarms.get(infoHash);
      if (swarm != null && swarm.members.size() <= TABLE_MEMBERS_MAX) {
        account
            .received()
            .forEach((source, bytes) -> received.add(new TrackerStatus.Received(source, bytes)));
      }
    }
    return new TrackerStatus.Member(
        attendee.id(),
        attendee.address().map(Address::toString).orElse(""),
        attendee.introduction().zone(),
        attendee.reach,
        standing.held(),
        standing.missing() + standing.pending(),
        account == null ? 0 : account.heldBytes(),
        engine.link(attendee.id()).map(NodeLink::upRate).orElse(0.0).longValue(),
        engine.link(attendee.id()).map(NodeLink::downRate).orElse(0.0).longValue(),
        Duration.ofNanos(nowNanos - attendee.attachedNanos),
        troubles,
        received,
        attendee.introduction().program(),
        attendee.paused);
  }
}
