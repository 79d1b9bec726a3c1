package io.freshet.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Things and their times, earliest first, and of those at one time what was added first: what lies
/// ahead in lists, one for so many milliseconds each, and only what is near in a [TimeHeap].
///
/// A heap of all that is on its way to thousands is larger than a core's cache, and what it gives
/// or takes moves others on eight levels; this one holds one in fifty [1]. [1] Brown, "Calendar
/// queues", 1988.
public final class TimeWheel<T> {

  /// A list is for 4 ms, and all of them are for 4 s: what is later still is moved with what is
  /// sooner, and waits in the heap.
  private static final int LIST_BITS = 22;

  private static final int LISTS = 1024;
  private static final int SIZE_MIN = 8;

  private final List<Times> lists = new ArrayList<>();
  private final TimeHeap<T> near = new TimeHeap<>();
  private long added;

  /// The last list that was moved to the heap.
  private long moved;

  public TimeWheel() {
    for (int i = 0; i < LISTS; i++) {
      lists.add(new Times());
    }
  }

  public void add(long nanos, T thing) {
    long list = nanos >> LIST_BITS;
    if (list <= moved) {
      near.add(nanos, added++, thing);
    } else {
      lists.get(at(list)).add(nanos, thing);
    }
  }

  /// Takes out the first of what is due; null when nothing is.
  public @Nullable T poll(long nowNanos) {
    long now = nowNanos >> LIST_BITS;
    if (now != moved) {
      moveUpTo(now);
    }
    return near.isEmpty() || nowNanos - near.firstNanos() < 0 ? null : near.removeFirst();
  }

  /// All lists, when so much time has passed or numbers of nanoseconds have begun again.
  @SuppressWarnings("unchecked")
  private void moveUpTo(long now) {
    long count = now > moved ? Math.min(now - moved, LISTS) : LISTS;
    for (long list = now - count + 1; list <= now; list++) {
      Times times = lists.get(at(list));
      for (int i = 0; i < times.count; i++) {
        near.add(times.nanos[i], added++, (T) times.things[i]);
      }
      times.clear();
    }
    moved = now;
  }

  private static int at(long list) {
    return (int) list & (LISTS - 1);
  }

  /// In the order of being added.
  private static final class Times {
    private static final long[] NO_TIMES = {};
    private static final Object[] NOTHING = {};

    private long[] nanos = NO_TIMES;
    private Object[] things = NOTHING;
    private int count;

    void add(long time, Object thing) {
      if (count == nanos.length) {
        nanos = Arrays.copyOf(nanos, Math.max(SIZE_MIN, 2 * count));
        things = Arrays.copyOf(things, nanos.length);
      }
      nanos[count] = time;
      things[count++] = thing;
    }

    /// What they took is not kept: a thousand lists would take it.
    void clear() {
      nanos = NO_TIMES;
      things = NOTHING;
      count = 0;
    }
  }
}
