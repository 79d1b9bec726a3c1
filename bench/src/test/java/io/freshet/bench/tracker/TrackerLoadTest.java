package io.freshet.bench.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.freshet.bench.CompiledFreshet;
import org.junit.jupiter.api.Test;

/// A real tracker has hundreds of nodes come at one moment: each is taken in, is dialled back and
/// gets all that it lacks by the plan.
final class TrackerLoadTest {
  private static final int NODES = 300;

  @Test
  void allThatComeAtOnceGetEverything() throws Exception {
    // 32 of 64 MiB at 1 Gbit/s, with time for a machine that is starved.
    var setup = new TrackerLoad.Setup(NODES, 64, 1 << 20, 1_000, 0.5, 0, 300, 1);
    Swarm swarm = TrackerLoad.run(CompiledFreshet.command(), setup);
    assertEquals(0, swarm.unreachable(), "nodes that were not reached");
    assertEquals(NODES - 1, swarm.completed().sum(), swarm.lost());
  }
}
