package io.freshet.sim.world;

import io.freshet.engine.ExtentSet;
import io.freshet.engine.NodeId;
import io.freshet.sim.scenario.MachineSpec.Conduct;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How far each extent that a node lacks is behind what its sources allow: how long somebody who
/// holds it could have sent it, the node could have taken it, and neither was busy.
///
/// A machine has room to send while an upload slot is free and less than half of its uplink is in
/// use, room to receive while less than half of its downlink is. A liar and a machine that cannot
/// be dialled allow nothing. Looks are taken from time to time: what was so at two looks in a row
/// was so between them.
public final class Lag {
  private static final double ROOM_USE_MAX = 0.5;

  private final World world;
  private final Map<Participant, Behind> all = new HashMap<>(); // looked up, never iterated
  private long lookedNanos;

  /// The extent that is furthest behind of all.
  private Worst worst = new Worst(new NodeId(0), 0, 0, 0);

  /// An extent that a node lacks or lacked, and how far it is behind.
  public record Worst(NodeId node, int swarm, int extent, long nanos) {}

  Lag(World world) {
    this.world = world;
    lookedNanos = world.nowNanos();
  }

  private static final class Behind {
    final long[] nanos;

    /// What could have come at the last look.
    ExtentSet allowed;

    Behind(int extents) {
      nanos = new long[extents];
      allowed = ExtentSet.none(extents);
    }
  }

  /// Looks at all extents that nodes lack.
  public void look() {
    long passedNanos = world.nowNanos() - lookedNanos;
    lookedNanos = world.nowNanos();
    for (Swarm swarm : world.swarms) {
      List<Participant> participants = world.participants(swarm);
      List<Participant> idle = new ArrayList<>();
      for (Participant one : participants) {
        if (hasRoomToSend(one.node.machine, one.node)) {
          idle.add(one);
        }
      }
      for (Participant one : participants) {
        if (!one.completed()) {
          look(one, idle, passedNanos);
        }
      }
    }
  }

  private static boolean hasRoomToSend(Machine machine, Node node) {
    return machine.plugged
        && machine.dialable()
        && machine.spec.conduct() == Conduct.HONEST
        && node.uploads.hasFreeSlot()
        && machine.up.use() < ROOM_USE_MAX;
  }

  private boolean hasRoomBetween(Participant source, Participant receiver) {
    return world
        .zones
        .between(source.node.machine.spec.zone(), receiver.node.machine.spec.zone())
        .stream()
        .allMatch(link -> link.use() < ROOM_USE_MAX);
  }

  private void look(Participant receiver, List<Participant> idle, long passedNanos) {
    Behind behind = all.computeIfAbsent(receiver, one -> new Behind(one.disk.sizes.count()));
    ExtentSet allowed = ExtentSet.none(behind.nanos.length);
    Machine machine = receiver.node.machine;
    if (machine.plugged && machine.down.use() < ROOM_USE_MAX) {
      ExtentSet missing = receiver.disk.missing();
      missing.removeAll(receiver.disk.lost);
      missing.removeAll(receiver.later());
      for (Participant source : idle) {
        if (receiver.doubts(source.node.id) || !hasRoomBetween(source, receiver)) {
          continue;
        }
        ExtentSet common = source.disk.held;
        for (int e = missing.nextCommon(common, 0); e >= 0; e = missing.nextCommon(common, e + 1)) {
          allowed.add(e);
        }
      }
    }
    for (int e = allowed.nextCommon(behind.allowed, 0);
        e >= 0;
        e = allowed.nextCommon(behind.allowed, e + 1)) {
      behind.nanos[e] += passedNanos;
      if (behind.nanos[e] > worst.nanos()) {
        worst = new Worst(receiver.node.id, receiver.swarm.number, e, behind.nanos[e]);
      }
    }
    behind.allowed = allowed;
  }

  /// The extent that is furthest behind so far.
  public Worst worst() {
    return worst;
  }
}
