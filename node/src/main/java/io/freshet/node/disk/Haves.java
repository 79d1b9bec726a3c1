package io.freshet.node.disk;

import io.freshet.engine.ExtentSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The extents that a node holds whole, and a way to wait for changes.
///
/// Listeners compare snapshots instead of reading a queue of changes: a slow one costs no memory,
/// and what came and went meanwhile it never hears of.
public final class Haves {

  /// A state of the set; `version` grows with every change.
  ///
  /// @param extents the reader's own copy
  public record Snapshot(ExtentSet extents, long version) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ExtentSet extents;
  private long version;

  public Haves(ExtentSet extents) {
    this.extents = extents;
  }

  public boolean has(int extent) {
    lock.lock();
    try {
      return extents.has(extent);
    } finally {
      lock.unlock();
    }
  }

  public Snapshot snapshot() {
    lock.lock();
    try {
      return new Snapshot(extents.copy(), version);
    } finally {
      lock.unlock();
    }
  }

  /// Waits until the version is another than this one, but not longer than this; says whether it
  /// is.
  public boolean awaitChange(long known, long nanosMax) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanosMax;
      while (version == known) {
        if (left <= 0) return false;
        left = changed.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// The same with a unit.
  public boolean awaitChange(long known, long timeout, TimeUnit unit) throws InterruptedException {
    return awaitChange(known, unit.toNanos(timeout));
  }

  void add(int extent) {
    lock.lock();
    try {
      if (extents.add(extent)) change();
    } finally {
      lock.unlock();
    }
  }

  void remove(int extent) {
    lock.lock();
    try {
      if (extents.remove(extent)) change();
    } finally {
      lock.unlock();
    }
  }

  private void change() {
    version++;
    changed.signalAll();
  }
}
