package io.freshet.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TimeHeapTest {

  private record Entry(long nanos, long order) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      return nanos == other.nanos
          ? Long.compare(order, other.order)
          : Long.compare(nanos, other.nanos);
    }
  }

  @Test
  void itIsAsAPriorityQueue() {
    for (long seed = 0; seed < 20; seed++) {
      var random = new SplittableRandom(seed);
      var heap = new TimeHeap<Entry>();
      var model = new PriorityQueue<Entry>();
      for (int step = 0; step < 1_000; step++) {
        if (random.nextInt(5) < 3 || model.isEmpty()) {
          var entry = new Entry(random.nextInt(50), step);
          heap.add(entry.nanos, entry.order, entry);
          model.add(entry);
        } else {
          assertEquals(model.peek().nanos, heap.firstNanos());
          assertEquals(model.peek().order, heap.firstOrder());
          assertEquals(model.remove(), heap.removeFirst(), "seed " + seed);
        }
        assertEquals(model.isEmpty(), heap.isEmpty());
      }
    }
  }

  /// A clock of nanoseconds begins anywhere, and may pass the largest number that there is.
  @Test
  void whatIsLaterIsLaterAcrossTheEndOfNumbers() {
    var heap = new TimeHeap<String>();
    heap.add(Long.MIN_VALUE + 5, 0, "later");
    heap.add(Long.MAX_VALUE - 5, 1, "sooner");
    assertEquals("sooner", heap.removeFirst());
    assertEquals("later", heap.removeFirst());
    assertTrue(heap.isEmpty());
  }
}
