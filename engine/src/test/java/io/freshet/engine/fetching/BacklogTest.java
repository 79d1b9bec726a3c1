package io.freshet.engine.fetching;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BacklogTest {

  private static final long SECOND = 1_000_000_000L;

  /// What was asked for and has not come is expected in the order in which it was asked for,
  /// whatever went out of turn.
  @Test
  void whatIsLeftIsExpectedInTheOrderInWhichItWasAskedFor() {
    for (long seed = 0; seed < 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Backlog backlog = new Backlog(null);
      Map<Integer, Integer> model = new LinkedHashMap<>();
      for (int step = 0; step < 500; step++) {
        int extent = random.nextInt(40);
        int size = 1 + random.nextInt(1_000);
        switch (random.nextInt(5)) {
          case 0 -> {
            backlog.remove(extent, step);
            model.remove(extent);
          }
          case 1 -> {
            int first = model.isEmpty() ? extent : model.keySet().iterator().next();
            backlog.came(first, size, step);
            model.remove(first);
          }
          default ->
              assertEquals(
                  model.putIfAbsent(extent, size) == null, backlog.add(extent, size, step));
        }
        String when = "seed " + seed + ", step " + step;
        assertEquals(
            List.copyOf(model.keySet()), List.copyOf(backlog.expected(step).keySet()), when);
        assertEquals(model.values().stream().mapToInt(one -> one).sum(), backlog.total(), when);
        assertEquals(model.isEmpty(), backlog.isEmpty(), when);
        assertEquals(model.containsKey(extent), backlog.has(extent), when);
      }
    }
  }

  /// 100 bytes a second were seen: what is behind 300 more comes 3 s later.
  @Test
  void whatIsFurtherBehindIsExpectedLater() {
    Backlog backlog = new Backlog(null);
    backlog.add(1, 100, 0);
    backlog.add(2, 300, 0);
    backlog.add(3, 500, 0);
    backlog.came(1, 100, SECOND);
    List<Double> expected = new ArrayList<>(backlog.expected(SECOND).values());
    assertEquals(List.of(3.0, 8.0), expected);
  }
}
