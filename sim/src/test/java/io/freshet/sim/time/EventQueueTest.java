package io.freshet.sim.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EventQueueTest {

  private record Asked(long nanos, int order) {}

  @Test
  void sameTimeHappensInTheOrderOfAsking() {
    EventQueue queue = new EventQueue();
    List<String> happened = new ArrayList<>();
    queue.at(5, () -> happened.add("at 5"));
    queue.after(5, () -> happened.add("after 5"));
    queue.at(5, () -> happened.add("at 5 again"));
    queue.after(0, () -> happened.add("now"));
    while (queue.nextNanos() != EventQueue.NEVER) {
      queue.runNext();
    }
    assertEquals(List.of("now", "at 5", "after 5", "at 5 again"), happened);
    assertEquals(5, queue.nowNanos());
    assertThrows(IllegalStateException.class, queue::runNext);
  }

  /// Against a sorted list: events ask for further ones while they happen, with more distinct
  /// delays than rings.
  @Test
  void everySequenceIsThatOfASortedList() {
    for (long seed = 0; seed < 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      EventQueue queue = new EventQueue();
      List<Asked> model = new ArrayList<>();
      List<Integer> happened = new ArrayList<>();
      List<Integer> expected = new ArrayList<>();
      int asked = 0;
      while (asked < 2_000 || !model.isEmpty()) {
        while (asked < 2_000 && (model.isEmpty() || random.nextInt(3) > 0)) {
          int order = asked++;
          long delay = random.nextInt(12) * 7L;
          long nanos = queue.nowNanos() + delay;
          model.add(new Asked(nanos, order));
          if (random.nextBoolean()) {
            queue.after(delay, () -> happened.add(order));
          } else {
            queue.at(nanos, () -> happened.add(order));
          }
        }
        Asked next =
            model.stream()
                .min(Comparator.comparingLong(Asked::nanos).thenComparingInt(Asked::order))
                .orElseThrow();
        model.remove(next);
        expected.add(next.order());
        assertEquals(next.nanos(), queue.nextNanos(), "seed " + seed);
        queue.runNext();
      }
      assertEquals(expected, happened, "seed " + seed);
      assertEquals(EventQueue.NEVER, queue.nextNanos());
    }
  }
}
