package io.freshet.node.transfer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// How many answers with pieces are on their way to a node at once, over all its fetches: on each
/// connection one after the other comes, so these are connections in use.
///
/// Whoever has a slot keeps it until nothing more is on its way, and asks for nothing more while
/// others wait; they get it in the order in which they came.
public final class DownloadSlots {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // Both guarded by the lock.
  private int free;
  private final Deque<Object> waiting = new ArrayDeque<>();

  public DownloadSlots(int count) {
    if (count < 1) throw new IllegalArgumentException(count + " slots");
    free = count;
  }

  public static DownloadSlots unbounded() {
    return new DownloadSlots(Integer.MAX_VALUE);
  }

  /// Waits for a slot.
  ///
  /// @param goesOn asked at the beginning and after each [#wake]
  /// @return false if it does not go on; then there is no slot
  boolean enter(BooleanSupplier goesOn) throws InterruptedException {
    Object turn = new Object();
    lock.lockInterruptibly();
    try {
      waiting.add(turn);
      while (goesOn.getAsBoolean() && (free == 0 || !turn.equals(waiting.peek()))) changed.await();
      if (!goesOn.getAsBoolean()) return false;
      free--;
      return true;
    } finally {
      waiting.remove(turn);
      changed.signalAll();
      lock.unlock();
    }
  }

  /// Gives a slot back.
  void leave() {
    lock.lock();
    try {
      free++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Does somebody wait for one?
  boolean isWanted() {
    lock.lock();
    try {
      return !waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /// Whoever waits looks whether it goes on.
  void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
