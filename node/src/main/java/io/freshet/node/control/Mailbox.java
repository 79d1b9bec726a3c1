package io.freshet.node.control;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// One thread that owns some state, and the bounded queue of what happened to it.
///
/// Who finds the queue full waits: a reader that waits reads nothing more from its node, TCP tells
/// the node, and its reports merge there until the tracker has caught up. Nothing is dropped.
final class Mailbox {

  /// A tenth of a second of the largest swarm's reports.
  static final int LETTERS_MAX = 16_384;

  private final BlockingQueue<Letter> letters = new ArrayBlockingQueue<>(LETTERS_MAX);
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile boolean closed;

  /// Something that happened, or a question.
  interface Letter {
    /// Called by the mailbox's thread.
    void read();

    /// Called instead when that thread has ended.
    default void unread() {}
  }

  /// Handles what comes, and ticks in between, until it is closed.
  void start(String name, Runnable tick, long tickNanos, LongSupplier nanoTime) {
    Thread.ofPlatform().daemon().name(name).start(() -> run(tick, tickNanos, nanoTime));
  }

  private void run(Runnable tick, long tickNanos, LongSupplier nanoTime) {
    try {
      long tickAt = nanoTime.getAsLong() + tickNanos;
      while (!closed) {
        long now = nanoTime.getAsLong();
        if (now - tickAt >= 0) {
          tick.run();
          tickAt = now + tickNanos;
        }
        Letter letter = letters.poll(tickAt - now, TimeUnit.NANOSECONDS);
        if (letter != null) {
          letter.read();
        }
      }
      ended.complete(null);
    } catch (InterruptedException | RuntimeException | Error bug) {
      // Whoever owns this must hear of it: a tracker whose thread is gone answers nobody.
      ended.completeExceptionally(bug);
    } finally {
      close();
      discard();
    }
  }

  /// Puts a letter in, waiting for room.
  void post(Letter letter) throws InterruptedException {
    while (!closed) {
      if (letters.offer(letter, 1, TimeUnit.SECONDS)) {
        if (closed) {
          discard();
        }
        return;
      }
    }
    letter.unread();
  }

  private void discard() {
    for (Letter letter = letters.poll(); letter != null; letter = letters.poll()) {
      letter.unread();
    }
  }

  void close() {
    closed = true;
  }

  /// Completed when the thread is done: exceptionally, when it died of a bug.
  CompletableFuture<Void> ended() {
    return ended;
  }
}
