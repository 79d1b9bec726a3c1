package io.freshet.node.disk;

import io.freshet.content.Fingerprint;
import io.freshet.engine.durability.Carrier;
import io.freshet.engine.durability.DiskEffect;
import io.freshet.engine.durability.DiskEvent;
import io.freshet.engine.durability.Durability;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The thread that makes a destination durable: asks [Durability] what is due and carries it out.
///
/// Threads that bring content post what they have placed, and at most append some hints to the
/// journal; syncs and renames are this thread's.
final class DurableLoop {

  /// What the loop reports to.
  interface Listener {
    void settled(int file, Fingerprint fingerprint);

    void complete();

    void failed(IOException reason);
  }

  private final Carrier<IOException> carrier;
  private final Listener listener;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ReentrantLock renaming = new ReentrantLock();
  // Guarded by the lock.
  private final Durability machine;
  private long wakesNanos;
  private boolean waiting;
  private boolean closing;

  DurableLoop(Durability machine, Carrier<IOException> carrier, Listener listener) {
    this.machine = machine;
    this.carrier = carrier;
    this.listener = listener;
    this.thread = Thread.ofPlatform().daemon().name("freshet-sync").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// Takes what happened, and does what cannot wait. A destination that failed takes nothing more.
  void post(DiskEvent event) throws IOException {
    List<DiskEffect> asked = apply(event);
    for (DiskEffect effect : asked) {
      try {
        Optional<DiskEvent> answer = carrier.carryOut(effect);
        if (answer.isPresent()) post(answer.get());
      } catch (IOException e) {
        fail(e);
        throw e;
      }
    }
  }

  private List<DiskEffect> apply(DiskEvent event) {
    lock.lock();
    try {
      long now = System.nanoTime();
      List<DiskEffect> asked = machine.apply(event, now);
      if (waiting && isDueEarlier(now)) changed.signal();
      return asked;
    } finally {
      lock.unlock();
    }
  }

  private boolean isDueEarlier(long now) {
    long left = machine.nanosUntilDue(now);
    return machine.isOver()
        || (left != Long.MAX_VALUE
            && (wakesNanos == Long.MAX_VALUE || now + left - wakesNanos < 0));
  }

  private void fail(IOException reason) {
    boolean first;
    lock.lock();
    try {
      first = !machine.isOver();
      machine.apply(new DiskEvent.Failed(), System.nanoTime());
      changed.signal();
    } finally {
      lock.unlock();
    }
    if (first) listener.failed(reason);
  }

  /// Syncs what waits and ends. A destination that failed syncs nothing: what is not claimed is
  /// checked again.
  void close() throws InterruptedException {
    lock.lock();
    try {
      closing = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
    if (thread.isAlive()) thread.join();
  }

  private void run() {
    boolean orderly = false;
    try {
      while (true) {
        List<DiskEffect> asked = await();
        if (asked.isEmpty()) break;
        carryOut(asked);
      }
      orderly = true;
    } catch (IOException e) {
      orderly = true;
      fail(e);
    } catch (InterruptedException e) {
      orderly = true;
      fail(new IOException("interrupted", e));
    } finally {
      if (!orderly) fail(new IOException("the thread that syncs has ended"));
    }
  }

  /// What is due next; nothing when all is over.
  private List<DiskEffect> await() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!machine.isOver()) {
        long now = System.nanoTime();
        List<DiskEffect> asked =
            machine.apply(closing ? new DiskEvent.Closing() : new DiskEvent.Due(), now);
        if (!asked.isEmpty()) return asked;
        if (machine.isOver()) break;
        long left = machine.nanosUntilDue(now);
        wakesNanos = left == Long.MAX_VALUE ? left : now + left;
        waiting = true;
        if (left == Long.MAX_VALUE) changed.await();
        else changed.awaitNanos(left);
        waiting = false;
      }
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  private void carryOut(List<DiskEffect> asked) throws IOException {
    Deque<DiskEffect> todo = new ArrayDeque<>(asked);
    while (!todo.isEmpty()) {
      List<DiskEffect> more =
          switch (todo.removeFirst()) {
            case DiskEffect.Rename rename -> rename(rename);
            case DiskEffect.RenameNest rename -> rename(rename);
            case DiskEffect other -> carryOut(other);
          };
      for (int i = more.size(); i-- > 0; ) todo.addFirst(more.get(i));
    }
  }

  private List<DiskEffect> carryOut(DiskEffect effect) throws IOException {
    switch (effect) {
      case DiskEffect.Settled(int file, Fingerprint print) -> listener.settled(file, print);
      case DiskEffect.Completed() -> listener.complete();
      default -> {}
    }
    Optional<DiskEvent> answer = carrier.carryOut(effect);
    return answer.isPresent() ? apply(answer.get()) : List.of();
  }

  /// Who finds a file neither under its number nor under its name calls this, and looks once more:
  /// it is under its name then, if it was just being renamed.
  void awaitRename() {
    renaming.lock();
    try {
      assert renaming.isHeldByCurrentThread() : "a lock that is not held";
    } finally {
      renaming.unlock();
    }
  }

  private void settled(DiskEffect.SettledNest nest) {
    for (int file = nest.first(); file < nest.end(); file++) {
      Optional<Fingerprint> print = nest.prints().apply(file);
      if (print.isPresent()) listener.settled(file, print.get());
    }
  }

  /// From before the file has its name until everybody knows that.
  private List<DiskEffect> rename(DiskEffect rename) throws IOException {
    renaming.lock();
    try {
      Optional<DiskEvent> renamed = carrier.carryOut(rename);
      List<DiskEffect> asked = apply(renamed.orElseThrow());
      List<DiskEffect> more = new ArrayList<>();
      for (DiskEffect effect : asked) {
        switch (effect) {
          case DiskEffect.Settled(int file, Fingerprint print) -> listener.settled(file, print);
          case DiskEffect.SettledNest nest -> settled(nest);
          default -> more.add(effect);
        }
      }
      return more;
    } finally {
      renaming.unlock();
    }
  }
}
