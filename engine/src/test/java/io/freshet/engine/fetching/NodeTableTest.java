package io.freshet.engine.fetching;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.freshet.engine.NodeId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NodeTableTest {

  /// Against a tree map, over ids of either sign: they are unsigned.
  @Test
  void agreesWithATreeMap() {
    for (long seed = 0; seed < 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      NodeTable<Integer> table = new NodeTable<>();
      SortedMap<NodeId, Integer> model = new TreeMap<>();
      for (int step = 0; step < 500; step++) {
        NodeId id = new NodeId(random.nextLong(-20, 20));
        if (random.nextInt(3) > 0) {
          table.put(id, step);
          model.put(id, step);
        } else {
          table.remove(id);
          model.remove(id);
        }
        assertSame(model, table, id, "seed " + seed + ", step " + step);
      }
    }
  }

  private static void assertSame(
      SortedMap<NodeId, Integer> model, NodeTable<Integer> table, NodeId id, String when) {
    assertEquals(model.get(id), table.get(id), when);
    assertEquals(model.containsKey(id), table.has(id), when);
    assertEquals(model.headMap(id).size() + (model.containsKey(id) ? 1 : 0), table.after(id), when);
    Map<NodeId, Integer> all = new LinkedHashMap<>();
    table.forEach(all::put);
    assertEquals(model.toString(), all.toString(), when);
    for (int i = 0; i < table.size(); i++) {
      assertEquals(model.get(table.idAt(i)), table.at(i), when);
    }
  }
}
