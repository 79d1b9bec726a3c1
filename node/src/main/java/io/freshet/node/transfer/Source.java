package io.freshet.node.transfer;

import io.freshet.engine.NodeId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// One source: the orders that wait for it and the connections that carry them out.
final class Source {
  /// Without orders, a connection is kept for so long; a server keeps it for 60 s.
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

  /// A cut connection ends at once, unless its thread waits for a disk.
  private static final long CLOSE_MILLIS_MAX = 2_000;

  private final PieceClient.Context context;
  private final NodeId id;
  private final InetSocketAddress address;
  private final Consumer<Source> unused;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // All guarded by the lock.
  private final Deque<Fetch.Order> orders = new ArrayDeque<>();
  private final Set<SourceConnection> connections = new HashSet<>();
  private boolean closed;

  /// @param unused is called when the last connection has ended: this source takes no more orders
  Source(
      PieceClient.Context context, NodeId id, InetSocketAddress address, Consumer<Source> unused) {
    this.unused = unused;
    this.context = context;
    this.id = id;
    this.address = address;
  }

  NodeId id() {
    return id;
  }

  InetSocketAddress address() {
    return address;
  }

  int connectionCount() {
    lock.lock();
    try {
      return connections.size();
    } finally {
      lock.unlock();
    }
  }

  /// Has anything come from it lately?
  boolean isGiving(long nowNanos) {
    lock.lock();
    try {
      return connections.stream().anyMatch(connection -> connection.isGiving(nowNanos));
    } finally {
      lock.unlock();
    }
  }

  /// Takes orders, unless this source is closed already.
  ///
  /// @param connectionsMax how many connections it may have now
  boolean give(List<Fetch.Order> more, int connectionsMax) {
    lock.lock();
    try {
      if (closed) return false;
      orders.addAll(more);
      connect(connectionsMax);
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// One connection takes two orders at once, and more; a further one is worth it when more wait.
  private void connect(int connectionsMax) {
    while (connections.size() < connectionsMax
        && orders.size() > SourceConnection.IN_FLIGHT_MIN * connections.size()) {
      try {
        SourceConnection connection = new SourceConnection(context, this, SocketChannel.open());
        connections.add(connection);
        connection.start();
      } catch (IOException e) {
        // No descriptors left. With another connection it goes on; without, this is the end of it.
        if (connections.isEmpty()) failAll(new Outcome.Broken(String.valueOf(e.getMessage())));
        return;
      }
    }
  }

  /// The next order, if one waits.
  Optional<Fetch.Order> poll() {
    lock.lock();
    try {
      for (Fetch.Order order; (order = orders.poll()) != null; ) {
        if (!order.fetch.isOver()) return Optional.of(order);
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /// The next order; empty when none came for long, and then this connection is no longer one of
  /// the source's.
  Optional<Fetch.Order> await(SourceConnection connection) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = IDLE_NANOS;
      while (true) {
        Optional<Fetch.Order> order = poll();
        if (order.isPresent()) return order;
        if (closed || left <= 0) {
          leave(connection);
          return Optional.empty();
        }
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /// An order comes back to be carried out by another connection, or the rest of one after it.
  void giveBack(Fetch.Order order) {
    lock.lock();
    try {
      if (closed) order.fetch.end(new Outcome.Cancelled());
      else orders.addFirst(order);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /// A connection has ended. If orders wait and no other connection is left, a new one is made for
  /// them.
  void ended(SourceConnection connection) {
    lock.lock();
    try {
      connections.remove(connection);
      if (!closed) {
        orders.removeIf(order -> order.fetch.isOver());
        connect(Math.max(1, connections.size()));
        closeIfUnused();
      }
    } finally {
      lock.unlock();
    }
  }

  private void leave(SourceConnection connection) {
    connections.remove(connection);
    closeIfUnused();
  }

  private void closeIfUnused() {
    if (!connections.isEmpty()) return;
    closed = true;
    unused.accept(this);
  }

  /// This connection has stalled: unless there is another, what waits would only stall after it.
  void stalled(SourceConnection connection) {
    failed(connection, new Outcome.Stalled());
  }

  /// This connection could not be made: unless there is another, everything that waits has failed.
  void unreachable(SourceConnection connection, Outcome outcome) {
    failed(connection, outcome);
  }

  /// It counts no longer from here on, so that of two that fail at once the second is the last.
  private void failed(SourceConnection connection, Outcome outcome) {
    lock.lock();
    try {
      if (connections.remove(connection) && connections.isEmpty()) failAll(outcome);
    } finally {
      lock.unlock();
    }
  }

  private void failAll(Outcome outcome) {
    for (Fetch.Order order : orders) order.fetch.end(outcome);
    orders.clear();
  }

  /// Cuts the connections and waits until nothing of them writes any more.
  void close() throws InterruptedException {
    List<SourceConnection> open;
    lock.lock();
    try {
      closed = true;
      orders.clear();
      open = List.copyOf(connections);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    for (SourceConnection connection : open) connection.close();
    for (SourceConnection connection : open) connection.join(CLOSE_MILLIS_MAX);
  }
}
