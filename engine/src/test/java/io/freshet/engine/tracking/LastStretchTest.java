package io.freshet.engine.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What is not planned ahead of its time. That something is, `EfficiencyTest` shows in the
/// simulator.
class LastStretchTest {

  @Test
  void whileNobodyKnowsThePaceNothingIsPlannedAhead() {
    TrackerScene swarm = new TrackerScene(40).joins('o', "#".repeat(40)).joins('a', ".".repeat(40));
    swarm.passes(0.9);
    assertEquals(8, coming(swarm));
  }

  private static int coming(TrackerScene swarm) {
    return extents(swarm).length;
  }

  private static int[] extents(TrackerScene swarm) {
    String plan = swarm.planOf('a');
    return IntStream.range(0, plan.length()).filter(e -> plan.charAt(e) != '.').toArray();
  }
}
