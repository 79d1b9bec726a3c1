package io.freshet.node.transfer;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The connections that are open, at most so many: when they are too many, the one that has been
/// idle for longest goes.
///
/// Who has only just come is not idle, for its first bytes are on their way: thousands who come at
/// once would put each other out. They wait in the kernel's queue until those before them have
/// begun.
final class ConnectionTable implements AutoCloseable {
  private final int connectionsMax;
  private final long beginNanos;
  // Guarded by this.
  private final Set<Connection> connections = new HashSet<>();
  private boolean closed;

  /// @param beginNanos how long a connection on which nothing was asked yet keeps its place
  ConnectionTable(int connectionsMax, long beginNanos) {
    this.connectionsMax = connectionsMax;
    this.beginNanos = beginNanos;
  }

  /// Takes a connection, or says that all others are busy; waits while those that are not have only
  /// just come.
  synchronized boolean admit(Connection connection) throws InterruptedException {
    while (!closed && connections.size() >= connectionsMax) {
      Connection idlest = idlest();
      if (idlest == null) return false;
      long left = givesWayAt(idlest) - System.nanoTime();
      if (left > 0) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } else {
        connections.remove(idlest);
        idlest.close();
      }
    }
    return !closed && connections.add(connection);
  }

  private @Nullable Connection idlest() {
    Connection idlest = null;
    for (Connection connection : connections) {
      if (!connection.isIdle()) continue;
      if (idlest == null || givesWayAt(connection) - givesWayAt(idlest) < 0) idlest = connection;
    }
    return idlest;
  }

  private long givesWayAt(Connection idle) {
    return idle.idleSinceNanos() + (idle.hasBegun() ? 0 : beginNanos);
  }

  synchronized void remove(Connection connection) {
    connections.remove(connection);
    notifyAll();
  }

  @Override
  public synchronized void close() {
    closed = true;
    for (Connection connection : connections) connection.close();
    connections.clear();
    notifyAll();
  }
}
