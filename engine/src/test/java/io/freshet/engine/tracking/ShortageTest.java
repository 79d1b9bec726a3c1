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

  /// Eight fill the window of `u` with what they take long to fetch, though it sent fast before;
  /// `r` has something on its way all the time, but not what only `u` holds.
  @Test
  void whoSendsToSlowOnesOnlyIsAskedInSpiteOfItsWindow() {
    var swarm = new TrackerScene(34);
    for (char slow = 'a'; slow <= 'h'; slow++) {
      String two = " ".repeat(2 * (slow - 'a')) + "..";
      swarm.joins(slow, two + " ".repeat(33 - two.length()) + "#");
    }
    swarm.passes(3).joins('u', "#".repeat(17) + " ".repeat(17)).passes(0.1);
    swarm.got('h', 'u', 14).passes(0.7);
    for (char slow = 'a'; slow < 'h'; slow++) {
      swarm.got(slow, 'u', 2 * (slow - 'a'));
    }
    swarm.joins('v', " ".repeat(17) + "#".repeat(16) + " ");
    swarm.joins('r', " ".repeat(16) + ".".repeat(17) + " ");
    for (int i = 0; i < 5; i++) {
      swarm.passes(0.2).got('r', 'v', swarm.planOf('r').indexOf('v'));
    }
    assertEquals('.', swarm.planOf('r').charAt(16), "its window may have room soon");
    for (int i = 0; i < 5; i++) {
      swarm.passes(0.2).got('r', 'v', swarm.planOf('r').indexOf('v'));
    }
    assertEquals('u', swarm.planOf('r').charAt(16));
    assertTrue(swarm.passed(Landmark.SHORT_NODE_SERVED_IN_SPITE_OF_PARTNERS));
  }
}
