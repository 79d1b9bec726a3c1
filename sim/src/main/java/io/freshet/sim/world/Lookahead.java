package io.freshet.sim.world;

import io.freshet.engine.tracking.TrackerEvent;
import io.freshet.sim.time.EventQueue;
import io.freshet.sim.world.TrackerWork.Letter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Lets the tracker plan in one stretch of virtual time while nodes live through the same stretch,
/// on two cores.
///
/// What nodes tell a tracker, and what it tells them, takes a way's time to arrive. So in a stretch
/// that is as long, what reaches the tracker was sent before it, and what the tracker sends arrives
/// after it: both sides can live through it without knowing what the other does. This is
/// conservative parallel simulation with two processes [1][2], and its outcome depends on nothing
/// but the scenario: messages are handed over at the borders of stretches, in the order in which
/// they were written, whichever thread has done the work and however long it took. What the tracker
/// learns by other ways than messages (a tick, what came of dialling) it learns at the next border.
///
/// [1] Chandy & Misra, "Distributed Simulation: A Case Study in Design and Verification of
/// Distributed Programs", 1979. [2] Fujimoto, "Parallel Discrete Event Simulation", 1990.
final class Lookahead implements Mailbox {

  /// To hand a stretch over to the other thread and back costs some microseconds, as much as
  /// planning for one or two events.
  private static final int LETTERS_MIN = 8;

  private final TrackerWork work;
  private final EventQueue events;
  private final Consumer<TrackerWork.Order> line;
  private final long stretchNanos;

  /// Does the work beside; null where it is done at once instead.
  private final @Nullable Companion companion;

  /// What the tracker is to learn when the stretch that is under way ends, and what was sent to it
  /// in that stretch.
  private final List<Letter> learnt = new ArrayList<>();

  private final List<Letter> sent = new ArrayList<>();

  /// When the stretch that is under way ends.
  private long endNanos;

  /// Whether the tracker has something to do in it.
  private boolean working;

  Lookahead(
      TrackerWork work,
      EventQueue events,
      Consumer<TrackerWork.Order> line,
      long oneWayNanos,
      @Nullable Companion companion) {
    this.work = work;
    this.events = events;
    this.line = line;
    this.stretchNanos = oneWayNanos;
    this.companion = companion;
  }

  /// The tracker learns of it at the next border.
  @Override
  public void post(TrackerEvent event) {
    wake();
    learnt.add(new Letter(event, endNanos));
  }

  /// It arrives a way later: no stream is held back or opened again where one looks ahead.
  @Override
  public void send(TrackerEvent event, Channel way) {
    wake();
    sent.add(new Letter(event, events.nowNanos() + stretchNanos));
  }

  private void wake() {
    if (turnNanos() == EventQueue.NEVER) {
      endNanos = (events.nowNanos() / stretchNanos + 1) * stretchNanos;
    }
  }

  @Override
  public long turnNanos() {
    return working || !learnt.isEmpty() || !sent.isEmpty() ? endNanos : EventQueue.NEVER;
  }

  /// A stretch ends and the next begins. What the tracker wrote in the one that ends is on its way
  /// to the nodes.
  @Override
  public void turn() {
    rest();
    List<TrackerWork.Order> orders = work.orders();
    work.addAll(learnt);
    work.addAll(sent);
    learnt.clear();
    sent.clear();
    endNanos += stretchNanos;
    working = work.count() > 0;
    if (working) {
      long untilNanos = endNanos;
      if (companion == null || work.count() < LETTERS_MIN) {
        work.run(untilNanos);
      } else {
        companion.begin(() -> work.run(untilNanos));
      }
    }
    orders.forEach(line);
  }

  @Override
  public void rest() {
    if (companion != null) {
      companion.finish();
    }
  }

  @Override
  public void stop() {
    throw new IllegalStateException("a tracker that looks ahead was to end");
  }
}
