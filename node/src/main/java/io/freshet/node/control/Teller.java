package io.freshet.node.control;

import io.freshet.content.InfoHash;
import io.freshet.engine.NodeId;
import io.freshet.engine.planning.Assignment;
import io.freshet.engine.tracking.TrackerEffect;
import io.freshet.node.control.SessionEvent.FromTracker;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Tells nodes what the tracker has for them, and before it names an id that is new to a node,
/// where that node is.
final class Teller {

  private final Roster roster;
  private final Set<Attendee> overflowed = new LinkedHashSet<>();

  Teller(Roster roster) {
    this.roster = roster;
  }

  /// Carries out what the engine wants done.
  void tell(List<TrackerEffect> effects) {
    for (TrackerEffect effect : effects) {
      switch (effect) {
        case TrackerEffect.Assign(NodeId to, InfoHash swarm, List<Assignment> assignments) ->
            tell(to, new SessionEvent.Assigned(swarm, assignments));
        case TrackerEffect.Revoke(NodeId to, InfoHash swarm, NodeId source) ->
            tell(to, new SessionEvent.Revoked(swarm, source));
        case TrackerEffect.Introduce(NodeId to, InfoHash swarm, List<NodeId> neighbours) -> {
          List<NodeId> findable = roster.findable(neighbours);
          if (!findable.isEmpty()) {
            tell(to, new SessionEvent.Introduced(swarm, findable));
          }
        }
        case TrackerEffect.Passed _ -> {}
      }
    }
  }

  private void tell(NodeId to, FromTracker said) {
    roster.find(to).ifPresent(attendee -> tell(attendee, said));
  }

  void tell(Attendee attendee, FromTracker said) {
    List<NodeAddress> unknown = roster.introduceTo(attendee, named(said));
    for (int from = 0; from < unknown.size(); from += Protocol.NODES_MAX) {
      int to = Math.min(unknown.size(), from + Protocol.NODES_MAX);
      offer(attendee, new SessionEvent.Located(unknown.subList(from, to)));
    }
    offer(attendee, said);
  }

  private void offer(Attendee attendee, FromTracker said) {
    if (!attendee.outlet().offer(said)) {
      attendee.outlet().end("it reads too slowly");
      overflowed.add(attendee);
    }
  }

  /// Those who took too little since this was last asked. They are let go then, and not in the
  /// middle of telling many what the engine decided while they were still here.
  List<Attendee> takeOverflowed() {
    List<Attendee> taken = new ArrayList<>(overflowed);
    overflowed.clear();
    return taken;
  }

  /// The nodes that the receiver will look for when it hears this.
  private static Set<NodeId> named(FromTracker said) {
    Set<NodeId> named = new LinkedHashSet<>();
    switch (said) {
      case SessionEvent.Released released -> named.addAll(released.manifestSources());
      case SessionEvent.Introduced introduced -> named.addAll(introduced.neighbours());
      case SessionEvent.Assigned assigned ->
          assigned.assignments().forEach(assignment -> named.addAll(assignment.sources()));
      case SessionEvent.Attached _,
          SessionEvent.Dialled _,
          SessionEvent.Retired _,
          SessionEvent.NoChannel _,
          SessionEvent.NoRelease _,
          SessionEvent.NoSwarm _,
          SessionEvent.SwarmKnown _,
          SessionEvent.Located _,
          SessionEvent.Revoked _ -> {}
    }
    return named;
  }
}
