package io.freshet.node.swarm;

import io.freshet.engine.Membership;
import io.freshet.engine.fetching.NodeEffect;
import io.freshet.engine.fetching.NodeEngine;
import io.freshet.engine.fetching.NodeEvent;
import java.util.ArrayDeque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The one thread that owns a [NodeEngine]: takes events from a mailbox, applies them, carries the
/// effects out.
///
/// Whoever carries effects out must not block here: a fetch is queued, a report is queued, a stream
/// is opened by a thread of its own.
final class SwarmLoop implements AutoCloseable {

  /// Events waiting: every reader of 64 connections may post a hundred small extents before the
  /// engine gets its turn. When it is full the reader waits, and with it its connection:
  /// backpressure where it belongs.
  private static final int MAILBOX_MAX = 8_192;

  /// Between two reports to the tracker: what arrives meanwhile shares the next one. A report costs
  /// both ends some 100 µs, so 100 a second are 1 % of a core, and the tracker's window (a quarter
  /// of a second) hardly notices. The first news after a pause is told at once.
  private static final long REPORT_NANOS = 10_000_000;

  private final NodeEngine engine;
  private final Consumer<NodeEffect> carrier;
  private final BlockingQueue<Letter> mailbox = new LinkedBlockingQueue<>(MAILBOX_MAX);

  /// What carrying an effect out posts at once; as long as the effects of one event.
  private final ArrayDeque<Letter> own = new ArrayDeque<>();

  /// From when on the next report may be sent; the thread's.
  private long nextReport = System.nanoTime();

  private final Thread thread;
  private volatile boolean closed;

  SwarmLoop(String name, NodeEngine engine, Consumer<NodeEffect> carrier) {
    this.engine = engine;
    this.carrier = carrier;
    thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// Hands the engine an event; waits while the mailbox is full. After [#close()] events are
  /// dropped.
  void post(NodeEvent event) {
    put(new Letter.Happened(event, () -> {}));
  }

  /// Hands the engine an event and says when it has been handled, or never will be: for who must
  /// not have many of them waiting. May be told on any thread; must not block.
  void post(NodeEvent event, Runnable handled) {
    put(new Letter.Happened(event, handled));
  }

  /// Attaches the engine to a tracker and has it told the membership, in one step: no report comes
  /// between.
  void attach(Consumer<Membership> join) {
    put(new Letter.Attached(join));
  }

  private void put(Letter letter) {
    if (Thread.currentThread().equals(thread)) {
      own.add(letter);
      return;
    }
    boolean taken = false;
    try {
      while (!closed && !taken) {
        taken = mailbox.offer(letter, 1, TimeUnit.SECONDS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    if (closed) dropAll();
    if (!taken) letter.dropped();
  }

  private void run() {
    long nextTick = System.nanoTime() + NodeEngine.TICK_NANOS;
    boolean settled = true;
    try {
      while (!closed) {
        Letter letter = own.poll();
        if (letter == null) {
          long due = settled ? nextTick : Math.min(nextTick, nextReport);
          letter = mailbox.poll(due - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
        settled &= letter == null;
        switch (letter) {
          case null -> {}
          case Letter.Happened(var event, var handled) -> {
            apply(event);
            handled.run();
          }
          case Letter.Attached(var join) -> {
            apply(new NodeEvent.TrackerAttached());
            join.accept(engine.membership());
          }
        }
        if (System.nanoTime() - nextTick >= 0) {
          nextTick = System.nanoTime() + NodeEngine.TICK_NANOS;
          apply(new NodeEvent.Tick());
        }
        if (!settled && own.isEmpty() && System.nanoTime() - nextReport >= 0) {
          settled = true;
          nextReport = System.nanoTime() + REPORT_NANOS;
          apply(new NodeEvent.Settled());
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      closed = true;
      dropAll();
    }
  }

  private void dropAll() {
    for (Letter letter = mailbox.poll(); letter != null; letter = mailbox.poll()) {
      letter.dropped();
    }
  }

  private void apply(NodeEvent event) {
    long now = System.nanoTime();
    for (NodeEffect effect : engine.apply(event, now)) {
      carrier.accept(effect);
      // The process may be about to leave: the last extents are told before.
      if (effect instanceof NodeEffect.Completed) {
        nextReport = now;
      }
    }
  }

  /// What a tracker is told now; only for who carries out [NodeEffect.Rejoin], on the loop's
  /// thread.
  Membership membership() {
    return engine.membership();
  }

  /// Ends the loop: at once when idle, after the present event otherwise.
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }

  private sealed interface Letter {
    record Happened(NodeEvent event, Runnable handled) implements Letter {}

    record Attached(Consumer<Membership> join) implements Letter {}

    default void dropped() {
      if (this instanceof Happened(_, var handled)) {
        handled.run();
      }
    }
  }
}
