package io.freshet.engine.planning;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.freshet.engine.Zone;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopologyTest {
  private static final Zone HERE = new Zone("here");

  private final Topology topology = new Topology(List.of());

  @Test
  void aPassageThatIsAskedForIsRememberedAndOneOfLongAgoIsNot() {
    Passage used = topology.passage(HERE, new Zone("used"));
    Passage unused = topology.passage(HERE, new Zone("unused"));
    for (int i = 0; i < 100_000; i++) {
      topology.passage(HERE, new Zone("pod-" + i));
      assertSame(used, topology.passage(HERE, new Zone("used")));
    }
    assertNotSame(unused, topology.passage(HERE, new Zone("unused")));
  }
}
