package io.freshet.sim.world;

import io.freshet.engine.ExtentSet;
import io.freshet.engine.NodeId;
import io.freshet.sim.network.Link;
import io.freshet.sim.scenario.MachineSpec.Conduct;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How far each extent that a node lacks is behind what its sources allow: how long somebody who
/// holds it could have sent it, the node could have taken it, and neither was busy.
///
/// A node that gets something at a rate r from others meanwhile, while with those who hold the
/// extent it could have got R, is not behind by all of that time: at R, what it got in a second
/// would have come in r/R of it. So each second puts it behind by 1 - r/R: by all of it when
/// nothing comes, by a tenth when who has room could add no more than a tenth.
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

    /// Which share of a second each lost at the last look, by what could have come then.
    double[] lost;

    Behind(int extents) {
      nanos = new long[extents];
      lost = new double[extents];
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

  /// Bytes a nanosecond that a source could send a receiver besides what it sends; zero when more
  /// than half of something between them is in use.
  private double room(Participant source, Participant receiver) {
    Machine from = source.node.machine;
    Machine to = receiver.node.machine;
    double room = from.up.spare();
    for (Link link : world.zones.between(from.spec.zone(), to.spec.zone())) {
      room = link.use() < ROOM_USE_MAX ? Math.min(room, link.spare()) : 0;
    }
    return receiver.doubts(source.node.id) ? 0 : room;
  }

  private void look(Participant receiver, List<Participant> idle, long passedNanos) {
    Behind behind = all.computeIfAbsent(receiver, one -> new Behind(one.disk.sizes.count()));
    double[] lost = new double[behind.nanos.length];
    Machine machine = receiver.node.machine;
    if (machine.plugged && machine.down.use() < ROOM_USE_MAX) {
      ExtentSet missing = receiver.disk.missing();
      missing.removeAll(receiver.disk.lost);
      missing.removeAll(receiver.later());
      double[] rooms = rooms(receiver, missing, idle);
      for (int e = missing.next(0); e >= 0; e = missing.next(e + 1)) {
        double more = Math.min(rooms[e], machine.down.spare());
        lost[e] = lost(machine.down.allocated(), more);
      }
    }
    for (int e = 0; e < lost.length; e++) {
      behind.nanos[e] += (long) (passedNanos * Math.min(lost[e], behind.lost[e]));
      if (behind.nanos[e] > worst.nanos()) {
        worst = new Worst(receiver.node.id, receiver.swarm.number, e, behind.nanos[e]);
      }
    }
    behind.lost = lost;
  }

  /// Which share of a second who gets so much loses when it could get so much more.
  static double lost(double gets, double more) {
    return more <= 0 ? 0 : more / (gets + more);
  }

  /// What could come of each extent that is missing, from all who hold it.
  private double[] rooms(Participant receiver, ExtentSet missing, List<Participant> idle) {
    double[] rooms = new double[missing.capacity()];
    for (Participant source : idle) {
      double room = room(source, receiver);
      ExtentSet held = source.disk.held;
      for (int e = missing.nextCommon(held, 0); e >= 0; e = missing.nextCommon(held, e + 1)) {
        rooms[e] += room;
      }
    }
    return rooms;
  }

  /// The extent that is furthest behind so far.
  public Worst worst() {
    return worst;
  }
}
