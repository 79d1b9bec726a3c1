package io.freshet.sim.world;

import io.freshet.engine.Failure;
import io.freshet.sim.scenario.Disturbance;
import io.freshet.sim.scenario.MachineSpec.Conduct;
import io.freshet.sim.scenario.TransferFaults;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Breaks things, as the scenario says.
final class Faults {
  private final World world;
  private final TransferFaults transfers;

  Faults(World world) {
    this.world = world;
    this.transfers = world.scenario.transferFaults();
  }

  void begin() {
    for (Disturbance disturbance : world.scenario.disturbances()) {
      world.events.at(disturbance.atNanos(), () -> happen(disturbance));
    }
  }

  /// Decides what goes wrong with a request that has just reached its source.
  void doom(Request request) {
    if (request.source.machine.spec.conduct() == Conduct.LIAR) {
      request.doom = Failure.CORRUPT;
      request.doomAt = 0;
      return;
    }
    if (world.events.nowNanos() >= transfers.untilNanos()) {
      return;
    }
    switch (transfers.unit()) {
      case REQUEST -> {
        Failure drawn = draw();
        if (drawn != null) {
          request.doom = drawn;
          request.doomAt = world.random.nextInt(request.extents.length);
        }
      }
      case EXTENT -> {
        for (int at = 0; at < request.extents.length && request.doom == null; at++) {
          request.doom = draw();
          request.doomAt = at;
          request.cutBytes =
              world.random.nextInt(request.receiver.disk.sizes.bytes(request.extents[at]));
        }
      }
    }
  }

  private @Nullable Failure draw() {
    double drawn = world.random.nextDouble();
    for (Failure failure : Failure.values()) {
      drawn -= transfers.likelihood(failure);
      if (drawn < 0) {
        return failure;
      }
    }
    return null;
  }

  private void happen(Disturbance disturbance) {
    switch (disturbance) {
      case Disturbance.Stop(_, int machine) -> stop(world.machines.get(machine));
      case Disturbance.PowerOff(_, int machine) -> powerOff(world.machines.get(machine));
      case Disturbance.Start(_, int machine) -> world.start(world.machines.get(machine));
      case Disturbance.Unplug(_, int machine) -> unplug(world.machines.get(machine));
      case Disturbance.Plug(_, int machine) -> world.plug(world.machines.get(machine));
      case Disturbance.StopTracker _ -> world.tracker.stop();
      case Disturbance.StartTracker _ -> world.tracker.start();
      case Disturbance.UnplugTracker _ -> unplug(world.tracker.machine);
      case Disturbance.PlugTracker _ -> world.plug(world.tracker.machine);
      case Disturbance.Lose(_, int machine, int swarm, int extentsMax) ->
          lose(world.machines.get(machine), swarm, extentsMax);
      case Disturbance.Retire(_, int swarm) -> world.retire(world.swarms.get(swarm));
    }
  }

  private void stop(Machine machine) {
    machine.off = true;
    Node node = machine.node;
    if (node != null) {
      node.stop();
    }
  }

  private void powerOff(Machine machine) {
    Node node = machine.node;
    unplug(machine);
    machine.off = true;
    if (node != null) {
      machine.dead = node;
      node.stop();
    }
  }

  private void unplug(Machine machine) {
    if (!machine.plugged) {
      return;
    }
    machine.plugged = false;
    int silence = ++machine.silences;
    Node node = machine.node;
    if (node != null) {
      node.uploads.stall();
      List.copyOf(node.downloads).forEach(Connection::stall);
    }
    world.events.after(World.SILENCE_NANOS, () -> giveUp(machine, silence));
  }

  /// Heartbeats have stayed away for too long.
  private void giveUp(Machine machine, int silence) {
    if (!machine.plugged && machine.silences == silence) {
      world.tracker.endSilent();
      Node node = machine.node;
      if (node != null) {
        node.participants.forEach(participant -> participant.haves.endSilent());
      }
    }
  }

  private void lose(Machine machine, int swarm, int extentsMax) {
    Node node = machine.node;
    Participant participant = node == null ? null : node.in(world.swarms.get(swarm).name());
    if (participant == null) {
      return;
    }
    int[] held = participant.disk.held.toArray();
    int count = Math.min(extentsMax, held.length);
    for (int i = 0; i < count; i++) {
      int drawn = i + world.random.nextInt(held.length - i);
      int extent = held[drawn];
      held[drawn] = held[i];
      held[i] = extent;
    }
    int[] lost = Arrays.copyOf(held, count);
    Arrays.sort(lost);
    if (lost.length > 0) {
      participant.lose(lost);
    }
  }
}
