package io.freshet.node.control;

import io.freshet.content.InfoHash;
import io.freshet.engine.NodeId;
import io.freshet.engine.Report;
import io.freshet.engine.planning.Assignment;
import io.freshet.engine.tracking.TrackerEvent.Reach;
import io.freshet.node.catalog.ChannelName;
import io.freshet.node.catalog.Release;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a node hears through its [TrackerLink], in order, from one thread at a time.
public sealed interface SessionEvent {

  /// What a tracker says.
  sealed interface FromTracker extends SessionEvent {}

  /// The session is over; the link is already trying to open the next one. Ends what [Attached]
  /// began.
  record Detached(ControlFailure why) implements SessionEvent {}

  /// No tracker that was named could be attached to; the link goes on trying. Said once for each
  /// round of tries.
  record Refused(ControlFailure why) implements SessionEvent {}

  /// A session has begun, and the tracker knows nothing of this node's swarms yet: join each of
  /// them again.
  ///
  /// @param tracker stands for the tracker as a source of manifests
  /// @param seenAs where this node's connection comes from, as the tracker sees it, for people
  /// @param program what the tracker runs, for people
  record Attached(NodeId tracker, String seenAs, String program) implements FromTracker {}

  /// What dialling this node back has shown: an unreachable one gets everything, but is asked for
  /// nothing.
  ///
  /// @param address what was dialled; empty when the node listens nowhere
  record Dialled(String address, Reach reach) implements FromTracker {}

  /// A release that was asked for, or a new one of a channel that is followed.
  ///
  /// @param manifestSources whom to ask for its manifest, best first; each was [Located]
  record Released(Release release, List<NodeId> manifestSources) implements FromTracker {
    public Released {
      manifestSources = List.copyOf(manifestSources);
    }
  }

  /// A release that will not be distributed any more.
  record Retired(ChannelName channel, int version, InfoHash infoHash) implements FromTracker {}

  /// The channel that was asked for does not exist, but these do.
  record NoChannel(ChannelName channel, List<ChannelName> existing) implements FromTracker {
    public NoChannel {
      existing = List.copyOf(existing);
    }
  }

  /// The channel has no such release, but it has these versions.
  record NoRelease(ChannelName channel, int version, List<Integer> existing)
      implements FromTracker {
    public NoRelease {
      existing = List.copyOf(existing);
    }
  }

  /// A swarm that was joined but is not planned here: no release of that info hash is known (any
  /// more).
  record NoSwarm(InfoHash swarm) implements FromTracker {}

  /// A swarm that was joined when there was none is there now: to be joined again.
  record SwarmKnown(InfoHash swarm) implements FromTracker {}

  /// Where nodes are: heard before any other event names them, and again when they moved.
  record Located(List<NodeAddress> nodes) implements FromTracker {
    public Located {
      nodes = List.copyOf(nodes);
    }
  }

  record Assigned(InfoHash swarm, List<Assignment> assignments) implements FromTracker {
    public Assigned {
      assignments = List.copyOf(assignments);
    }

    /// Both in one message; null where one cannot hold them.
    @Nullable Assigned with(Assigned later) {
      return swarm.equals(later.swarm) && extents() + later.extents() <= Report.EXTENTS_MAX
          ? new Assigned(
              swarm, Stream.concat(assignments.stream(), later.assignments.stream()).toList())
          : null;
    }

    private int extents() {
      int count = 0;
      for (Assignment assignment : assignments) count += assignment.extents().length;
      return count;
    }
  }

  record Revoked(InfoHash swarm, NodeId source) implements FromTracker {}

  record Introduced(InfoHash swarm, List<NodeId> neighbours) implements FromTracker {
    public Introduced {
      neighbours = List.copyOf(neighbours);
    }
  }
}
