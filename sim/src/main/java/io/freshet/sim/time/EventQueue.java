package io.freshet.sim.time;

import java.util.Arrays;

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

  private static final int WAYS = 4;

  private final Ring[] rings = new Ring[RINGS_MAX];
  private int ringCount;

  private long[] times = new long[256];
  private long[] orders = new long[256];
  private Runnable[] actions = new Runnable[256];
  private int size;

  private long asked;
  private long nowNanos;

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
    push(Math.max(nanos, nowNanos), asked++, action);
  }

  /// Runs the action after this delay: the cheap way for delays that are asked for again and again.
  public void after(long delayNanos, Runnable action) {
    if (delayNanos < 0) {
      throw new IllegalArgumentException("delay of " + delayNanos + " ns");
    }
    for (int i = 0; i < ringCount; i++) {
      if (rings[i].delayNanos == delayNanos) {
        rings[i].add(nowNanos + delayNanos, asked++, action);
        return;
      }
    }
    if (ringCount < RINGS_MAX) {
      Ring ring = new Ring(delayNanos);
      rings[ringCount++] = ring;
      ring.add(nowNanos + delayNanos, asked++, action);
    } else {
      push(nowNanos + delayNanos, asked++, action);
    }
  }

  /// When the next event happens, or [#NEVER].
  public long nextNanos() {
    long next = size == 0 ? NEVER : times[0];
    for (int i = 0; i < ringCount; i++) {
      next = Math.min(next, rings[i].headNanos());
    }
    return next;
  }

  /// Runs the next event.
  public void runNext() {
    Ring first = null;
    long time = size == 0 ? NEVER : times[0];
    long order = size == 0 ? NEVER : orders[0];
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
    if (time == NEVER) {
      throw new IllegalStateException("nothing is left to happen");
    }
    Runnable action = first == null ? pop() : first.remove();
    nowNanos = time;
    action.run();
  }

  private void push(long time, long order, Runnable action) {
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
      orders = Arrays.copyOf(orders, 2 * size);
      actions = Arrays.copyOf(actions, 2 * size);
    }
    int at = size++;
    while (at > 0) {
      int parent = (at - 1) / WAYS;
      if (!before(time, order, parent)) {
        break;
      }
      move(parent, at);
      at = parent;
    }
    put(at, time, order, action);
  }

  @SuppressWarnings("NullAway") // a slot past the size is never read
  private Runnable pop() {
    Runnable top = actions[0];
    int last = --size;
    long time = times[last];
    long order = orders[last];
    Runnable action = actions[last];
    actions[last] = null;
    int at = 0;
    for (int child = 1; child < last; child = WAYS * at + 1) {
      int least = child;
      for (int i = child + 1; i < Math.min(child + WAYS, last); i++) {
        if (before(times[i], orders[i], least)) {
          least = i;
        }
      }
      if (before(time, order, least)) {
        break;
      }
      move(least, at);
      at = least;
    }
    if (last > 0) {
      put(at, time, order, action);
    }
    return top;
  }

  private boolean before(long time, long order, int slot) {
    return time < times[slot] || (time == times[slot] && order < orders[slot]);
  }

  private void move(int from, int to) {
    put(to, times[from], orders[from], actions[from]);
  }

  private void put(int slot, long time, long order, Runnable action) {
    times[slot] = time;
    orders[slot] = order;
    actions[slot] = action;
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

    long headNanos() {
      return count == 0 ? NEVER : times[head];
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
