package io.freshet.node.control;

import io.freshet.engine.Failure;
import io.freshet.engine.NodeId;
import io.freshet.engine.Zone;
import io.freshet.engine.tracking.TrackerEvent.Reach;
import io.freshet.node.catalog.Release;
import java.time.Duration;
import java.util.List;

/// Who holds what at one moment, as a tracker was told.
///
/// @param nodes that have a session, in a swarm or not
public record TrackerStatus(NodeId tracker, String program, int nodes, List<Swarm> swarms) {

  public TrackerStatus {
    swarms = List.copyOf(swarms);
  }

  /// The nodes of one release.
  ///
  /// @param copies nodes that hold every extent, the origin among them
  public record Swarm(Release release, int extents, int copies, List<Member> members) {
    public Swarm {
      members = List.copyOf(members);
    }
  }

  /// One node of a swarm.
  ///
  /// @param address `HOST:PORT`; without a host when it is the tracker's own, empty when the node
  ///   listens nowhere
  /// @param wantedExtents still to come, on their way or not
  /// @param upRate bytes a second over the last seconds, in all swarms; `downRate` likewise
  /// @param paused it begins no new transfers, because somebody told it so
  /// @param received since it joined, by source; small sources may be summed up under [NodeId] 0
  public record Member(
      NodeId node,
      String address,
      Zone zone,
      Reach reach,
      int heldExtents,
      int wantedExtents,
      long heldBytes,
      long upRate,
      long downRate,
      Duration attached,
      List<Trouble> troubles,
      List<Received> received,
      String program,
      boolean paused) {
    public Member {
      troubles = List.copyOf(troubles);
      received = List.copyOf(received);
    }
  }

  /// What a source failed to give, how often, and how long ago last.
  public record Trouble(NodeId source, Failure failure, int count, Duration ago) {}

  public record Received(NodeId source, long bytes) {}
}
