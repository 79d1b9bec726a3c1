package io.freshet.node.control;

import io.freshet.content.InfoHash;
import io.freshet.engine.planning.NodeLink;
import io.freshet.engine.planning.Planner;
import io.freshet.engine.tracking.TrackerEngine;
import io.freshet.node.catalog.Release;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Puts together what people see of the swarms, from the engine's standings and from what nodes
/// told.
final class StatusBoard {

  /// Members of one swarm that are listed: all of the largest swarm that a tracker is built for.
  private static final int MEMBERS_MAX = 10_000;

  private final Roster roster;
  private final Map<InfoHash, TrackedSwarm> swarms;
  private final TrackerEngine engine;

  StatusBoard(Roster roster, Map<InfoHash, TrackedSwarm> swarms, TrackerEngine engine) {
    this.roster = roster;
    this.swarms = swarms;
    this.engine = engine;
  }

  /// Does some node take part in this release?
  boolean isAlive(Release release) {
    TrackedSwarm swarm = swarms.get(release.infoHash());
    return swarm != null && !swarm.members.isEmpty();
  }

  TrackerStatus.Swarm swarm(Release release, long nowNanos) {
    InfoHash infoHash = release.infoHash();
    @Nullable TrackedSwarm swarm = swarms.get(infoHash);
    @Nullable Planner planner = engine.swarms().get(infoHash);
    if (swarm == null || planner == null) {
      return new TrackerStatus.Swarm(release, 0, 0, List.of());
    }
    List<TrackerStatus.Member> members = new ArrayList<>();
    for (Planner.Standing standing : planner.standings(nowNanos)) {
      if (members.size() < MEMBERS_MAX) {
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
      account
          .received()
          .forEach((source, bytes) -> received.add(new TrackerStatus.Received(source, bytes)));
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
        attendee.introduction().program());
  }
}
