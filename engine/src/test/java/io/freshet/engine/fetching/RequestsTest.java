package io.freshet.engine.fetching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.freshet.engine.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RequestsTest {

  @Test
  void agreesWithATreeMap() {
    for (long seed = 0; seed < 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Requests requests = new Requests();
      Map<Long, Request> model = new TreeMap<>();
      long last = 0;
      for (int step = 0; step < 300; step++) {
        if (random.nextInt(3) > 0) {
          Request request =
              new Request(new NodeId(1), new int[] {step}, List.of(), new Backlog(null));
          last = requests.add(request);
          model.put(last, request);
        } else {
          long id = random.nextLong(last + 2);
          assertSame(model.remove(id), requests.remove(id), "seed " + seed + ", step " + step);
        }
        long asked = random.nextLong(last + 2);
        assertSame(model.get(asked), requests.get(asked), "seed " + seed + ", step " + step);
        List<Long> ids = new ArrayList<>();
        requests.forEach((id, request) -> ids.add(model.get(id) == request ? id : -id));
        assertEquals(List.copyOf(model.keySet()), ids, "seed " + seed + ", step " + step);
        assertEquals(List.copyOf(model.values()), requests.all());
        assertEquals(model.size(), requests.ids().length);
      }
    }
  }
}
