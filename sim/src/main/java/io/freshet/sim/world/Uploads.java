package io.freshet.sim.world;

import io.freshet.engine.Failure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// The sending side of one node: so many connections are served at once, the others wait in turn.
final class Uploads {

  /// A connection that got no slot for so long is told that the source is busy: below the five
  /// seconds after which its receiver would call it stalled.
  static final long QUEUED_NANOS_MAX = 3_000_000_000L;

  final Node node;

  /// Who fetches from here, and over what: the same places in both. A dozen at most is looked
  /// through faster than a map is asked.
  private final List<Node> receivers = new ArrayList<>();

  private final List<Connection> connections = new ArrayList<>();
  private final ArrayDeque<Connection> waiting = new ArrayDeque<>();
  private int slotsFree;

  Uploads(Node node) {
    this.node = node;
    this.slotsFree = node.machine.spec.uploadSlots();
  }

  /// The connection to this receiver, a new one if there is none.
  Connection to(Node receiver) {
    int at = receivers.indexOf(receiver);
    if (at >= 0) {
      return connections.get(at);
    }
    Connection connection = new Connection(this, receiver);
    receivers.add(receiver);
    connections.add(connection);
    receiver.downloads.add(connection);
    return connection;
  }

  boolean hasFreeSlot() {
    return slotsFree > 0;
  }

  boolean anyWaiting() {
    return !waiting.isEmpty();
  }

  void queue(Connection connection) {
    if (slotsFree > 0) {
      slotsFree--;
      connection.serve();
    } else {
      waiting.add(connection);
    }
  }

  void unqueue(Connection connection) {
    waiting.remove(connection);
  }

  void release() {
    Connection next = waiting.poll();
    if (next == null) {
      slotsFree++;
    } else {
      next.serve();
    }
  }

  void forget(Connection connection) {
    connections.remove(connection);
    receivers.remove(connection.receiver);
  }

  /// The cable was pulled.
  void stall() {
    connections().forEach(Connection::stall);
  }

  void goOn() {
    connections().forEach(Connection::goOn);
  }

  void lost(Participant loser) {
    for (Connection connection : connections()) {
      connection.lost(loser);
    }
  }

  /// The process ended.
  void close() {
    waiting.clear();
    for (Connection connection : connections()) {
      connection.fail(Failure.BROKEN);
    }
  }

  private List<Connection> connections() {
    return List.copyOf(connections);
  }
}
