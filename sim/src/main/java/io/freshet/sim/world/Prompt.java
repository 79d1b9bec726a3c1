package io.freshet.sim.world;

import io.freshet.engine.tracking.TrackerEvent;
import io.freshet.sim.time.EventQueue;
import io.freshet.sim.world.TrackerWork.Letter;
import java.util.function.Consumer;

/// Lets the tracker take each event when it is through with those before: it may end, and start
/// anew, at any time.
final class Prompt implements Mailbox {
  private final TrackerWork work;
  private final EventQueue events;
  private final Consumer<TrackerWork.Order> line;
  private boolean awaited;
  private int ends;

  Prompt(TrackerWork work, EventQueue events, Consumer<TrackerWork.Order> line) {
    this.work = work;
    this.events = events;
    this.line = line;
  }

  @Override
  public void post(TrackerEvent event) {
    work.add(new Letter(event, events.nowNanos()));
    goOn();
  }

  /// The streams of a tracker that has ended are closed: nothing arrives over them any more.
  @Override
  public void send(TrackerEvent event, Channel way) {
    way.send(() -> post(event));
  }

  /// Takes what can be taken now, and the rest when that is through.
  private void goOn() {
    work.run(events.nowNanos() + 1);
    work.orders().forEach(line);
    if (work.count() > 0 && !awaited) {
      awaited = true;
      int endsBefore = ends;
      events.at(work.nextNanos(), () -> awaited(endsBefore));
    }
  }

  private void awaited(int endsBefore) {
    if (ends == endsBefore) {
      awaited = false;
      goOn();
    }
  }

  @Override
  public long turnNanos() {
    return EventQueue.NEVER;
  }

  @Override
  public void turn() {}

  @Override
  public void rest() {}

  @Override
  public void stop() {
    ends++;
    awaited = false;
    work.stop();
  }
}
