package io.freshet.engine.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.engine.Landmark;
import io.freshet.engine.Zone;
import org.junit.jupiter.api.Test;

/// What a receiver gets that is short of what somebody with room holds, drawn.
class ShortageTest {
  private static final Zone NEAR = new Zone("near");
  private static final Zone FAR = new Zone("far");

  @Test
  void whatASlowNeighbourHoldsComesFromAfarAsWell() {
    var swarm = new TrackerScene(7).joins('a', NEAR, "#######").joins('u', FAR, "###### ");
    swarm.joins('r', FAR, "...... ");
    assertEquals("uuuu", swarm.planOf('r').replace(".", ""), "as much as one partner may");
    swarm.passes(1);
    assertEquals("uuuu", swarm.planOf('r').replace(".", ""), "some of it may soon be here");
    swarm.passes(2);
    assertTrue(swarm.planOf('r').contains("a"), swarm.planOf('r'));
    assertTrue(swarm.passed(Landmark.SHORT_NODE_SERVED_FROM_AFAR));
  }

  @Test
  void whoHasNothingIsNotShutOutByWhoCameBefore() {
    var swarm = new TrackerScene(9).joins('a', "#########").joins('b', ".........");
    swarm.joins('j', ".........");
    assertEquals(
        "aaaaaaaa", swarm.planOf('b').replace(".", ""), "all that the origin's window holds");
    swarm.passes(0.8);
    assertEquals(".........", swarm.planOf('j'), "some of it may soon be through");
    swarm.passes(1);
    assertEquals("a", swarm.planOf('j').replace(".", ""));
    assertTrue(swarm.passed(Landmark.SHORT_NODE_SERVED_IN_SPITE_OF_PARTNERS));
  }

  @Test
  void whatIsLateIsAskedForElsewhereWhenNoNeighbourHasIt() {
    var swarm = new TrackerScene(1).joins('a', NEAR, "#").joins('u', FAR, "#");
    swarm.joins('r', FAR, ".");
    assertEquals("u", swarm.planOf('r'));
    swarm.passes(3);
    assertEquals("+", swarm.planOf('r'));
  }
}
