package io.freshet.node.swarm;

import io.freshet.engine.ExtentSet;
import io.freshet.engine.Membership;
import io.freshet.engine.fetching.NodeEffect;
import io.freshet.engine.fetching.NodeEngine;
import io.freshet.engine.fetching.NodeEvent;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/// The one thread that owns a [NodeEngine]: takes events from a mailbox, applies them, carries the effects out.
///
/// Whoever carries effects out must not block here: a fetch is queued, a report is queued, a stream is opened by a
/// thread of its own.
public final class SwarmLoop implements AutoCloseable {

  /// Events waiting: every reader thread of 64 connections may post a hundred small extents before the engine gets its
  /// turn. When it is full the reader waits, and with it its connection: backpressure where it belongs.
  private static final int MAILBOX_MAX = 8_192;

  private final NodeEngine engine;
  private final Consumer<NodeEffect> carrier;
  private final BlockingQueue<Letter> mailbox = new LinkedBlockingQueue<>(MAILBOX_MAX);
  private final Thread thread;
  private volatile boolean closed;

  /// @param name of the thread, for those who read a thread dump
  public SwarmLoop(String name, NodeEngine engine, Consumer<NodeEffect> carrier) {
    this.engine = engine;
    this.carrier = carrier;
    thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /// Hands the engine an event; waits while the mailbox is full. After [#close()] events are dropped.
  public void post(NodeEvent event) {
    put(new Letter.Happened(event));
  }

  /// What a tracker is told at joining, as of now.
  public CompletableFuture<Membership> membership() {
    return ask(NodeEngine::membership);
  }

  public CompletableFuture<ExtentSet> missing() {
    return ask(NodeEngine::missing);
  }

  private <T> CompletableFuture<T> ask(Function<NodeEngine, T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    put(new Letter.Asked(() -> answer.complete(question.apply(engine))));
    return answer;
  }

  private void put(Letter letter) {
    try {
      while (!closed && !mailbox.offer(letter, 1, TimeUnit.SECONDS)) {
        // full: wait on, unless the loop has ended meanwhile
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    long nextTick = System.nanoTime() + NodeEngine.TICK_NANOS;
    try {
      while (!closed) {
        Letter letter = mailbox.poll(nextTick - System.nanoTime(), TimeUnit.NANOSECONDS);
        switch (letter) {
          case null -> {}
          case Letter.Happened(var event) -> apply(event);
          case Letter.Asked(var question) -> question.run();
        }
        if (System.nanoTime() - nextTick >= 0) {
          nextTick = System.nanoTime() + NodeEngine.TICK_NANOS;
          apply(new NodeEvent.Tick());
        }
        if (mailbox.isEmpty()) {
          apply(new NodeEvent.Settled());
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void apply(NodeEvent event) {
    for (NodeEffect effect : engine.apply(event, System.nanoTime())) {
      carrier.accept(effect);
    }
  }

  /// Ends the loop: at once when idle, after the present event otherwise.
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }

  private sealed interface Letter {
    record Happened(NodeEvent event) implements Letter {}

    record Asked(Runnable question) implements Letter {}
  }
}
