package io.freshet.sim.world;

import io.freshet.content.InfoHash;
import io.freshet.engine.NodeId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A running process on a machine: what it takes part in, serves and fetches, and its line to the
/// tracker.
final class Node {
  final World world;
  final Machine machine;
  final NodeId id;
  final Uploads uploads;

  /// Connections that this node fetches over.
  final List<Connection> downloads = new ArrayList<>();

  /// Its part in each swarm: one or a few.
  final List<Participant> participants = new ArrayList<>();

  private @Nullable Session session;
  private boolean dialling;
  private boolean running = true;

  Node(World world, Machine machine, NodeId id) {
    this.world = world;
    this.machine = machine;
    this.id = id;
    this.uploads = new Uploads(this);
  }

  boolean running() {
    return running;
  }

  /// Its part in a swarm; null when it takes none.
  @Nullable Participant in(InfoHash swarm) {
    for (int i = 0; i < participants.size(); i++) {
      if (participants.get(i).swarm.name().equals(swarm)) {
        return participants.get(i);
      }
    }
    return null;
  }

  boolean holds(Swarm swarm, int extent) {
    Participant participant = in(swarm.name());
    return participant != null && participant.disk.held.has(extent);
  }

  /// Begins to take part in one more swarm.
  void join(Swarm swarm, Machine.Disk disk) {
    Participant participant = new Participant(this, swarm, disk);
    participants.add(participant);
    participant.begin();
    Session line = session;
    if (line != null) {
      line.join(participant);
    } else if (world.tracked() && !dialling) {
      dial();
    }
  }

  /// Takes part in a swarm no more; the last one ends the process.
  void leave(Participant participant) {
    participants.remove(participant);
    participant.end();
    Session line = session;
    if (line != null) {
      line.leave(participant);
    }
    if (participants.isEmpty()) {
      stop();
    }
  }

  /// Opens the control stream, or tries again later.
  private void dial() {
    if (!running) {
      return;
    }
    if (world.tracker.answers(this)) {
      dialling = false;
      session = world.tracker.open(this);
      participants.forEach(session::join);
    } else {
      dialling = true;
      for (Participant participant : List.copyOf(participants)) {
        participant.detached();
      }
      world.events.at(world.events.nowNanos() + world.redialNanos(), this::dial);
    }
  }

  /// The control stream is over.
  void detached(Session from) {
    if (session == from) {
      session = null;
      dial();
    }
  }

  @Nullable Session session() {
    return session;
  }

  /// The process is over; its sockets close unless the machine has no power.
  void stop() {
    if (!running) {
      return;
    }
    running = false;
    machine.node = null;
    for (Participant participant : List.copyOf(participants)) {
      participant.end();
    }
    Session line = session;
    session = null;
    if (machine.plugged) {
      closeSockets();
      if (line != null) {
        line.hangUp();
      }
    } else if (line != null) {
      line.fallSilent();
    }
  }

  /// What the kernel does for a process that ended.
  void closeSockets() {
    uploads.close();
    for (Connection connection : List.copyOf(downloads)) {
      connection.drop();
    }
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }
}
