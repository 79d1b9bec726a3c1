package io.freshet.engine;

import java.util.Arrays;

/// Things by time and, at one time, by a number that the caller gives each: a heap in which nothing
/// is moved but numbers and references.
///
/// Four children each, for to go down costs a comparison more at each level, but there are half as
/// many levels.
public final class TimeHeap<T> {

  private static final int WAYS = 4;
  private static final int SIZE_MIN = 64;

  private long[] times = new long[SIZE_MIN];
  private long[] orders = new long[SIZE_MIN];
  private Object[] things = new Object[SIZE_MIN];
  private int size;

  public boolean isEmpty() {
    return size == 0;
  }

  /// The time of the first; only when not [#isEmpty()], like all that asks for the first.
  public long firstNanos() {
    return times[0];
  }

  public long firstOrder() {
    return orders[0];
  }

  public void add(long nanos, long order, T thing) {
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
      orders = Arrays.copyOf(orders, 2 * size);
      things = Arrays.copyOf(things, 2 * size);
    }
    int at = size++;
    while (at > 0 && isBefore(nanos, order, (at - 1) / WAYS)) {
      move((at - 1) / WAYS, at);
      at = (at - 1) / WAYS;
    }
    put(at, nanos, order, thing);
  }

  @SuppressWarnings({"NullAway", "unchecked"}) // past the size is nothing, before it only T
  public T removeFirst() {
    T first = (T) things[0];
    int last = --size;
    long nanos = times[last];
    long order = orders[last];
    Object thing = things[last];
    things[last] = null;
    if (last > 0) {
      int at = 0;
      for (int child = 1; child < last; child = WAYS * at + 1) {
        int least = least(child, Math.min(child + WAYS, last));
        if (isBefore(nanos, order, least)) {
          break;
        }
        move(least, at);
        at = least;
      }
      put(at, nanos, order, thing);
    }
    return first;
  }

  private int least(int from, int to) {
    int least = from;
    for (int slot = from + 1; slot < to; slot++) {
      least = isBefore(times[slot], orders[slot], least) ? slot : least;
    }
    return least;
  }

  private boolean isBefore(long nanos, long order, int slot) {
    return nanos - times[slot] < 0 || (nanos == times[slot] && order < orders[slot]);
  }

  private void move(int from, int to) {
    put(to, times[from], orders[from], things[from]);
  }

  private void put(int slot, long nanos, long order, Object thing) {
    times[slot] = nanos;
    orders[slot] = order;
    things[slot] = thing;
  }
}
