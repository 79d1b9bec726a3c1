package io.freshet.node.disk;

import io.freshet.content.Fingerprint;
import io.freshet.content.Manifest;
import io.freshet.content.scan.Fingerprints;
import java.io.IOException;
import java.util.BitSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The thread that makes a destination durable: takes batches from the [Ledger] and carries them
/// out, one after the other, in the order that the ledger demands.
final class SyncLoop {
  /// Syncs at once: they wait for the disk, which merges those that wait together.
  private static final int SYNC_LANES = 8;

  /// What the loop reports to.
  interface Listener {
    void settled(int file, Fingerprint fingerprint);

    void complete();

    void failed(IOException reason);
  }

  private final Manifest manifest;
  private final Layout layout;
  private final Tree tree;
  private final StagedFiles staged;
  private final Journal journal;
  private final Finisher finisher;
  private final Listener listener;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // Guarded by the lock.
  private final Ledger ledger = new Ledger();
  private int unfilled;
  private boolean closing;
  private boolean concluded;

  /// @param unfilled how many wanted files still lack pieces, or have all of them but were never
  ///   said to be filled
  SyncLoop(Ground ground, StagedFiles staged, Finisher finisher, int unfilled, Listener listener) {
    this.layout = ground.layout();
    this.manifest = layout.manifest();
    this.tree = ground.tree();
    this.journal = ground.journal();
    this.staged = staged;
    this.finisher = finisher;
    this.unfilled = unfilled;
    this.listener = listener;
    this.thread = Thread.ofPlatform().daemon().name("freshet-sync").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// The verified bytes of a content were handed to the kernel at all these places.
  void placed(int[] places) {
    lock.lock();
    try {
      long now = System.nanoTime();
      boolean first = ledger.isEmpty();
      for (int place : places) {
        int file = manifest.pieces().fileOf(place);
        ledger.placed(place, file, manifest.pieces().length(place), now);
      }
      if (first || ledger.nanosUntilDue(now) <= 0) changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /// The last piece of a file was placed.
  void filled(int file) {
    lock.lock();
    try {
      ledger.filled(file, System.nanoTime());
      unfilled--;
      if (unfilled == 0) changed.signal();
    } finally {
      lock.unlock();
    }
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
    IOException reason = new IOException("the thread that syncs has ended");
    boolean orderly = false;
    try {
      while (!orderly) {
        Ledger.Batch batch = await();
        if (!batch.isEmpty()) carryOut(batch);
        orderly = isDone();
      }
    } catch (IOException e) {
      reason = e;
    } catch (InterruptedException e) {
      reason = new IOException("interrupted", e);
    } finally {
      if (!orderly) listener.failed(reason);
    }
  }

  private Ledger.Batch await() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closing && !(unfilled == 0 && !concluded)) {
        long left = ledger.nanosUntilDue(System.nanoTime());
        if (left <= 0) break;
        if (left == Long.MAX_VALUE) changed.await();
        else changed.awaitNanos(left);
      }
      return ledger.cut();
    } finally {
      lock.unlock();
    }
  }

  /// Concludes after the last file; says whether there is nothing more to do.
  private boolean isDone() throws IOException {
    boolean last;
    lock.lock();
    try {
      if (!ledger.isEmpty()) return false;
      last = unfilled == 0 && !concluded;
      if (!last) return closing;
      concluded = true;
    } finally {
      lock.unlock();
    }
    finisher.conclude();
    journal.force();
    dropStaging();
    listener.complete();
    return true;
  }

  private void carryOut(Ledger.Batch batch) throws IOException, InterruptedException {
    BitSet dirty = new BitSet();
    for (int file : batch.dirty()) dirty.set(file);
    for (int file : batch.filled()) dirty.clear(file);
    int[] partial = dirty.stream().toArray();
    AllCores.each(partial.length, SYNC_LANES, i -> staged.force(partial[i]));
    Fingerprint[] prints = new Fingerprint[batch.filled().length];
    AllCores.each(
        prints.length,
        SYNC_LANES,
        i -> {
          int file = batch.filled()[i];
          staged.seal(file, () -> finisher.dress(file));
          prints[i] = Fingerprints.at(tree.path(layout.stagedFile(file)));
        });
    journal.placed(batch.places());
    for (int i = 0; i < prints.length; i++) journal.finishing(batch.filled()[i], prints[i]);
    journal.force();
    for (int file : batch.filled()) settle(file);
    finisher.sync();
  }

  /// The file stays open until everybody knows where it is now: a reader that looks meanwhile finds
  /// it open.
  private void settle(int file) throws IOException {
    try (var loan = staged.borrow(file)) {
      Fingerprint print = finisher.settle(file);
      assert loan.handle().isOpen() : "a borrowed file was closed";
      listener.settled(file, print);
    }
  }

  private void dropStaging() throws IOException {
    for (String name : tree.list(layout.staging())) {
      tree.deleteFile(layout.staging() + "/" + name);
    }
    tree.deleteFolder(layout.staging());
  }
}
