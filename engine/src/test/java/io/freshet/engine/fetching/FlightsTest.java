package io.freshet.engine.fetching;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.freshet.engine.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FlightsTest {

  private static final int EXTENTS = 200;
  private static final int SOURCES = 3;

  /// Against a map of lists, from empty to crowded and back: numbers far apart and close together.
  @Test
  void agreesWithAMapOfLists() {
    for (long seed = 0; seed < 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int stride = 1 + random.nextInt(100_000);
      Flights flights = new Flights();
      Map<Integer, List<NodeId>> model = new TreeMap<>();
      for (int step = 0; step < 2_000; step++) {
        int extent = stride * random.nextInt(EXTENTS);
        NodeId source = new NodeId(random.nextInt(SOURCES));
        boolean growing = step / 500 % 2 == 0;
        List<NodeId> from = model.computeIfAbsent(extent, _ -> new ArrayList<>());
        if (random.nextInt(4) > 0 == growing) {
          if (!from.contains(source)) {
            flights.add(extent, source);
            from.add(source);
          }
        } else {
          flights.remove(extent, source);
          from.remove(source);
        }
        model.values().removeIf(List::isEmpty);
        assertSame(model, flights, extent, "seed " + seed + ", step " + step);
      }
    }
  }

  private static void assertSame(
      Map<Integer, List<NodeId>> model, Flights flights, int extent, String when) {
    List<NodeId> from = model.getOrDefault(extent, List.of());
    assertEquals(from.size(), flights.of(extent), when);
    assertEquals(!from.isEmpty(), flights.has(extent), when);
    for (int source = 0; source < SOURCES; source++) {
      NodeId id = new NodeId(source);
      assertEquals(from.contains(id), flights.has(extent, id), when);
    }
    assertEquals(model.size(), flights.extents(), when);
    assertEquals(model.values().stream().mapToInt(List::size).sum(), flights.total(), when);
  }

  @Test
  void isWrittenInTheOrderOfExtents() {
    Flights flights = new Flights();
    flights.add(17, new NodeId(1));
    flights.add(3, new NodeId(2));
    assertEquals("{3=[0000000000000002], 17=[0000000000000001]}", flights.toString());
  }
}
