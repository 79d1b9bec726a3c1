package io.freshet.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TimeWheelTest {

  private record Entry(long nanos, long order) {}

  /// Times in one list's span, in some lists', and further ahead than all lists reach, from a clock
  /// that passes the largest number; time passes in steps as different.
  @Test
  void itIsAsAPriorityQueue() {
    for (long seed = 0; seed < 30; seed++) {
      var random = new SplittableRandom(seed);
      long span = 1L << (10 * (1 + seed % 4));
      long began = Long.MAX_VALUE - random.nextLong(20 * span);
      var wheel = new TimeWheel<Entry>();
      var model =
          new PriorityQueue<Entry>(
              Comparator.<Entry>comparingLong(entry -> entry.nanos - began)
                  .thenComparingLong(Entry::order));
      long now = began;
      for (int step = 0; step < 1_000; step++) {
        if (random.nextInt(3) < 2) {
          var entry = new Entry(now + random.nextLong(span), step);
          wheel.add(entry.nanos, entry);
          model.add(entry);
        } else {
          now += random.nextLong(span / 8);
          while (!model.isEmpty() && now - model.peek().nanos >= 0) {
            assertEquals(model.remove(), wheel.poll(now), "seed " + seed);
          }
          assertNull(wheel.poll(now), "seed " + seed);
        }
      }
    }
  }
}
