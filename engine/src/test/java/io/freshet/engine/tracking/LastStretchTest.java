package io.freshet.engine.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.freshet.engine.planning.Assignment;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

/// What is planned ahead of its time, drawn: an origin's window holds eight extents for one
/// receiver.
class LastStretchTest {
  private final TrackerScene swarm =
      new TrackerScene(60).joins('o', "#".repeat(60)).joins('a', ".".repeat(60));

  @Test
  void whileNobodyKnowsThePaceNothingIsPlannedAhead() {
    swarm.passes(0.9);
    assertEquals(8, coming());
  }

  /// Ten extents a second, each reported somewhat later than it should be here by the pace of those
  /// before.
  @Test
  void whatShouldBeHereInAMomentMakesRoomForTheNext() {
    ArrayDeque<Integer> onTheirWay = new ArrayDeque<>();
    long most = 0;
    for (int i = 0; i < 26; i++) {
      for (Assignment assignment : swarm.assignments()) {
        for (int extent : assignment.extents()) {
          onTheirWay.add(extent);
        }
      }
      swarm.passes(0.1);
      most = Math.max(most, coming());
      swarm.got('a', 'o', onTheirWay.remove());
    }
    assertEquals(9, most);
    swarm.passes(0.5);
    assertEquals(8, coming(), "what is not here after all weighs again");
  }

  private long coming() {
    return swarm.planOf('a').chars().filter(one -> one != '.').count();
  }
}
