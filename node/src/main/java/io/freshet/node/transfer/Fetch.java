package io.freshet.node.transfer;

import io.freshet.engine.NodeId;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/// One fetch: some extents from one source, carried out as several orders.
final class Fetch {
  private final long request;
  private final NodeId source;
  private final FetchListener listener;
  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by the lock.
  private int ordersLeft;
  private int[] notHeld = {};
  private int[] skipped = {};
  private volatile boolean over;

  Fetch(long request, NodeId source, int orders, FetchListener listener) {
    this.request = request;
    this.source = source;
    this.ordersLeft = orders;
    this.listener = listener;
  }

  NodeId source() {
    return source;
  }

  boolean isOver() {
    return over;
  }

  /// Tells that an extent is here, unless the fetch is over; says whether it was told.
  boolean arrived(int extent) {
    lock.lock();
    try {
      // Under the lock, so that nothing is told after the end.
      if (over) return false;
      listener.arrived(request, extent);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// The source doesn't hold this one.
  void notHeld(int... extents) {
    lock.lock();
    try {
      notHeld = join(notHeld, extents);
    } finally {
      lock.unlock();
    }
  }

  void skipped(int extent) {
    lock.lock();
    try {
      skipped = join(skipped, extent);
    } finally {
      lock.unlock();
    }
  }

  private static int[] join(int[] some, int... more) {
    return IntStream.concat(Arrays.stream(some), Arrays.stream(more)).toArray();
  }

  /// A further order, for what another one left.
  Order another(int[] extents) {
    lock.lock();
    try {
      ordersLeft++;
    } finally {
      lock.unlock();
    }
    return new Order(this, extents);
  }

  void orderDone() {
    Outcome outcome;
    lock.lock();
    try {
      if (--ordersLeft > 0) return;
      outcome =
          notHeld.length > 0
              ? new Outcome.NotHeld(notHeld)
              : skipped.length > 0 ? new Outcome.Skipped(skipped) : new Outcome.Done();
    } finally {
      lock.unlock();
    }
    end(outcome);
  }

  void end(Outcome outcome) {
    lock.lock();
    try {
      if (over) return;
      over = true;
    } finally {
      lock.unlock();
    }
    listener.ended(request, outcome);
  }

  /// Extents that are asked for in one HTTP request.
  static final class Order {
    /// Attempts on a new connection, when one was closed before it answered: servers close idle
    /// ones.
    static final int ATTEMPTS_MAX = 2;

    final Fetch fetch;
    final Deque<Integer> extents = new ArrayDeque<>();
    int attempts;

    Order(Fetch fetch, int[] extents) {
      this.fetch = fetch;
      for (int extent : extents) this.extents.add(extent);
    }
  }
}
