package io.freshet.node.transfer;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The connections that are open, at most so many: when they are too many, the one that has been
/// idle for longest goes.
final class ConnectionTable implements AutoCloseable {
  private final int connectionsMax;
  // Guarded by this.
  private final Set<Connection> connections = new HashSet<>();
  private boolean closed;

  ConnectionTable(int connectionsMax) {
    this.connectionsMax = connectionsMax;
  }

  /// Takes a connection, or says that all others are busy.
  synchronized boolean admit(Connection connection) {
    if (closed) return false;
    if (connections.size() >= connectionsMax) {
      Connection idlest = idlest();
      if (idlest == null) return false;
      connections.remove(idlest);
      idlest.close();
    }
    return connections.add(connection);
  }

  private @Nullable Connection idlest() {
    Connection idlest = null;
    for (Connection connection : connections) {
      if (!connection.isIdle()) continue;
      if (idlest == null || connection.idleSinceNanos() - idlest.idleSinceNanos() < 0) {
        idlest = connection;
      }
    }
    return idlest;
  }

  synchronized void remove(Connection connection) {
    connections.remove(connection);
  }

  @Override
  public synchronized void close() {
    closed = true;
    for (Connection connection : connections) connection.close();
    connections.clear();
  }
}
