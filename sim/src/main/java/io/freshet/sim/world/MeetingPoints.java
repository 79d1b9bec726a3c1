package io.freshet.sim.world;

import io.freshet.engine.NodeId;
import io.freshet.engine.fetching.NodeEvent;
import java.util.List;

/// What people tell nodes that have no tracker: the addresses of nodes where all others can be met.
///
/// A meeting point is an origin that can be dialled, or another such node that wanted nothing when
/// it began.
final class MeetingPoints {
  private final World world;

  MeetingPoints(World world) {
    this.world = world;
  }

  private static boolean isOne(Participant participant) {
    return participant.disk.part.wanted().isEmpty() && participant.node.machine.dialable();
  }

  /// Whom a person names to a newcomer: the meeting points, or anybody.
  List<NodeId> invitation(Participant newcomer) {
    List<Participant> others = world.participants(newcomer.swarm);
    others.remove(newcomer);
    if (others.stream().anyMatch(MeetingPoints::isOne)) {
      others.removeIf(other -> !isOne(other));
    }
    return others.stream().map(other -> other.node.id).toList();
  }

  /// Who began before is told soon of a new meeting point, or of anybody new while there is none.
  void joined(Participant newcomer) {
    List<Participant> others = world.participants(newcomer.swarm);
    others.remove(newcomer);
    if (isOne(newcomer) || others.stream().noneMatch(MeetingPoints::isOne)) {
      others.forEach(other -> name(newcomer, other));
    }
  }

  /// When a swarm's meeting points are gone for good, people name its nodes another one, and that
  /// one them.
  void nameOthers() {
    for (Swarm swarm : world.swarms) {
      List<Participant> all = world.participants(swarm);
      if (all.stream().noneMatch(MeetingPoints::isOne)) {
        List<Participant> dialable =
            all.stream().filter(one -> one.node.machine.dialable()).toList();
        if (!dialable.isEmpty()) {
          Participant named = dialable.getFirst();
          all.stream().filter(other -> other != named).forEach(other -> name(named, other));
          dialable.stream().skip(1).forEach(other -> name(other, named));
        }
      }
    }
  }

  private void name(Participant named, Participant to) {
    world.events.after(world.redialNanos(), () -> to.apply(new NodeEvent.PeerMet(named.node.id)));
  }
}
