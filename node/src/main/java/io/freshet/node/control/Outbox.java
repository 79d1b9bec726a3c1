package io.freshet.node.control;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What waits to be said on one stream: a bounded queue that many fill, and empty one at a time.
///
/// Whoever finds it full must end the stream: a peer that reads too little is told everything anew
/// when it comes back, which is less than what would pile up for it.
final class Outbox<M> {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition over = lock.newCondition();
  private final ArrayDeque<M> waiting = new ArrayDeque<>();
  private final int messagesMax;
  private boolean closed;

  Outbox(int messagesMax) {
    this.messagesMax = messagesMax;
  }

  /// False when there is no room. A closed outbox has room for everything, and keeps nothing.
  boolean offer(M message) {
    lock.lock();
    try {
      if (!closed) {
        if (waiting.size() >= messagesMax) {
          return false;
        }
        waiting.addLast(message);
        changed.signalAll();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Merges the message into the latest one that takes it, or else puts it last; false when there
  /// is no room.
  ///
  /// @param merge an earlier message with this one in it, or null when it cannot take it
  /// @param barrier is this earlier message one that nothing may be moved in front of?
  boolean offerMerged(M message, Function<M, @Nullable M> merge, Predicate<M> barrier) {
    lock.lock();
    try {
      int fromEnd = 0;
      for (Iterator<M> latestFirst = waiting.descendingIterator();
          latestFirst.hasNext();
          fromEnd++) {
        M earlier = latestFirst.next();
        M merged = merge.apply(earlier);
        if (merged != null) {
          replace(fromEnd, merged);
          return true;
        }
        if (barrier.test(earlier)) {
          break;
        }
      }
      return offer(message);
    } finally {
      lock.unlock();
    }
  }

  private void replace(int fromEnd, M merged) {
    for (int left = waiting.size(); left > 0; left--) {
      M one = waiting.removeFirst();
      waiting.addLast(left == fromEnd + 1 ? merged : one);
    }
  }

  /// Tells the emptying thread that what it waits for besides messages may have come.
  void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Drops what waits and ends the emptying.
  void close() {
    lock.lock();
    try {
      closed = true;
      waiting.clear();
      changed.signalAll();
      over.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /// The next message, or null when there is none or `ready` does not hold.
  @Nullable M poll(BooleanSupplier ready) {
    lock.lock();
    try {
      return waiting.isEmpty() || !ready.getAsBoolean() ? null : waiting.removeFirst();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until the outbox is closed, but not longer than `nanos`.
  void awaitClosed(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (!closed && left > 0) {
        left = over.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /// The next message, once `ready` holds; null when that takes longer than `nanos`, or the outbox
  /// is closed.
  @Nullable M take(BooleanSupplier ready, long nanos) throws InterruptedException {
    lock.lock();
    try {
      return awaitMessage(ready, nanos) ? waiting.removeFirst() : null;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until there is a message and `ready` holds; false when that takes longer than `nanos`,
  /// or the outbox is closed.
  boolean awaitMessage(BooleanSupplier ready, long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (!closed && (waiting.isEmpty() || !ready.getAsBoolean())) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }
}
