package io.freshet.sim.time;

import io.freshet.engine.TimeHeap;
import org.jspecify.annotations.Nullable;

/// What is yet to happen in virtual time, in the order of (time, order of asking).
///
/// Nearly every event of a large world is a message that takes the same time as all the others, or
/// a tick: such events are asked for in the order in which they happen, so a ring for each distinct
/// delay replaces the heap ([#after]).
public final class EventQueue {

  /// No event: later than any.
  public static final long NEVER = Long.MAX_VALUE;

  /// Distinct delays that get a ring of their own; further ones go to the heap. Two latencies, two
  /// ticks, a few timers.
  private static final int RINGS_MAX = 8;

  private final Ring[] rings = new Ring[RINGS_MAX];
  private int ringCount;

  private final TimeHeap<Runnable> others = new TimeHeap<>();
  private long asked;
  private long nowNanos;

  /// The time of what comes next and the ring that it stands in, none when that is the heap: looked
  /// for once after each change of a front.
  private long nextNanos = NEVER;

  private @Nullable Ring nextRing;
  private boolean nextIsKnown;

  /// The time of the event that runs, or ran last.
  public long nowNanos() {
    return nowNanos;
  }

  /// Moves on to a time that comes from elsewhere: at which no event is overdue.
  public void advance(long nanos) {
    if (nanos < nowNanos || nanos > nextNanos()) {
      throw new IllegalArgumentException(
          "from " + nowNanos + " to " + nanos + " past " + nextNanos());
    }
    nowNanos = nanos;
  }

  /// Runs the action at that time, or now when it is past.
  public void at(long nanos, Runnable action) {
    long time = Math.max(nanos, nowNanos);
    others.add(time, asked++, action);
    nextIsKnown &= time >= nextNanos;
  }

  /// Runs the action after this delay: the cheap way for delays that are asked for again and again.
  public void after(long delayNanos, Runnable action) {
    if (delayNanos < 0) {
      throw new IllegalArgumentException("delay of " + delayNanos + " ns");
    }
    Ring ring = ring(delayNanos);
    if (ring == null) {
      at(nowNanos + delayNanos, action);
    } else {
      ring.add(nowNanos + delayNanos, asked++, action);
      nextIsKnown &= nowNanos + delayNanos >= nextNanos;
    }
  }

  /// The ring of that delay; null when there are too many already.
  private @Nullable Ring ring(long delayNanos) {
    for (int i = 0; i < ringCount; i++) {
      if (rings[i].delayNanos == delayNanos) {
        return rings[i];
      }
    }
    if (ringCount == RINGS_MAX) {
      return null;
    }
    Ring ring = new Ring(delayNanos);
    rings[ringCount++] = ring;
    return ring;
  }

  /// When the next event happens, or [#NEVER].
  public long nextNanos() {
    if (!nextIsKnown) {
      findNext();
    }
    return nextNanos;
  }

  private void findNext() {
    Ring first = null;
    long time = others.isEmpty() ? NEVER : others.firstNanos();
    long order = others.isEmpty() ? NEVER : others.firstOrder();
    for (int i = 0; i < ringCount; i++) {
      Ring ring = rings[i];
      if (ring.count > 0) {
        long head = ring.times[ring.head];
        if (head < time || (head == time && ring.orders[ring.head] < order)) {
          first = ring;
          time = head;
          order = ring.orders[ring.head];
        }
      }
    }
    nextNanos = time;
    nextRing = first;
    nextIsKnown = true;
  }

  /// Runs the next event.
  public void runNext() {
    long time = nextNanos();
    if (time == NEVER) {
      throw new IllegalStateException("nothing is left to happen");
    }
    Ring ring = nextRing;
    Runnable action = ring == null ? others.removeFirst() : ring.remove();
    nextIsKnown = false;
    nowNanos = time;
    action.run();
  }

  /// Events that all wait equally long: first in, first out.
  private static final class Ring {
    final long delayNanos;
    long[] times = new long[64];
    long[] orders = new long[64];
    Runnable[] actions = new Runnable[64];
    int head;
    int count;

    Ring(long delayNanos) {
      this.delayNanos = delayNanos;
    }

    void add(long time, long order, Runnable action) {
      if (count == times.length) {
        grow();
      }
      int slot = (head + count++) & (times.length - 1);
      times[slot] = time;
      orders[slot] = order;
      actions[slot] = action;
    }

    @SuppressWarnings("NullAway") // a slot past the count is never read
    Runnable remove() {
      Runnable action = actions[head];
      actions[head] = null;
      head = (head + 1) & (times.length - 1);
      count--;
      return action;
    }

    private void grow() {
      int length = times.length;
      long[] newTimes = new long[2 * length];
      long[] newOrders = new long[2 * length];
      Runnable[] newActions = new Runnable[2 * length];
      int first = length - head;
      System.arraycopy(times, head, newTimes, 0, first);
      System.arraycopy(times, 0, newTimes, first, head);
      System.arraycopy(orders, head, newOrders, 0, first);
      System.arraycopy(orders, 0, newOrders, first, head);
      System.arraycopy(actions, head, newActions, 0, first);
      System.arraycopy(actions, 0, newActions, first, head);
      times = newTimes;
      orders = newOrders;
      actions = newActions;
      head = 0;
    }
  }
}
