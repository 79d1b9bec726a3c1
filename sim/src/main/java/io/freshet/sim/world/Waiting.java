package io.freshet.sim.world;

import io.freshet.engine.ExtentSet;
import io.freshet.engine.NodeId;
import io.freshet.sim.scenario.MachineSpec.Conduct;
import java.util.List;

/// A node that lacks extents which it wants by now, and how many of these somebody holds who can be
/// asked.
public record Waiting(NodeId node, int machine, int swarm, int missing, int available) {

  static Waiting of(Participant participant, List<Participant> all) {
    ExtentSet missing = participant.disk.missing();
    missing.removeAll(participant.disk.lost);
    missing.removeAll(participant.later());
    int available = 0;
    for (int e = missing.next(0); e >= 0; e = missing.next(e + 1)) {
      available += available(e, participant, all) ? 1 : 0;
    }
    return new Waiting(
        participant.node.id,
        participant.node.machine.number,
        participant.swarm.number,
        missing.cardinality(),
        available);
  }

  private static boolean available(int extent, Participant receiver, List<Participant> all) {
    for (Participant source : all) {
      Machine machine = source.node.machine;
      if (source != receiver
          && source.disk.held.has(extent)
          && machine.plugged
          && machine.dialable()
          && machine.spec.conduct() == Conduct.HONEST) {
        return true;
      }
    }
    return false;
  }
}
