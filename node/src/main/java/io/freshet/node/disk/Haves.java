package io.freshet.node.disk;

import io.freshet.engine.ExtentSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/// The extents that a node holds whole, and a way to hear of changes.
///
/// Listeners compare snapshots instead of reading a queue of changes: a slow one costs no memory,
/// and what came and went meanwhile it never hears of.
public final class Haves {

  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by the lock.
  private final ExtentSet extents;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

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

  /// The reader's own copy.
  public ExtentSet snapshot() {
    lock.lock();
    try {
      return extents.copy();
    } finally {
      lock.unlock();
    }
  }

  /// From now on, each change calls this: from any thread, so it must not block.
  public void listen(Runnable listener) {
    listeners.add(listener);
  }

  public void unlisten(Runnable listener) {
    listeners.remove(listener);
  }

  public void add(int extent) {
    lock.lock();
    try {
      if (!extents.add(extent)) return;
    } finally {
      lock.unlock();
    }
    for (Runnable listener : listeners) listener.run();
  }

  public void remove(int extent) {
    lock.lock();
    try {
      if (!extents.remove(extent)) return;
    } finally {
      lock.unlock();
    }
    for (Runnable listener : listeners) listener.run();
  }
}
