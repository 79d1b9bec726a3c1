package io.freshet.engine.planning;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class PassageTest {
  private static final int EXTENT = 1 << 20;
  private static final long SECOND = 1_000_000_000L;

  @Test
  void whatGoesOverTwoLinksTakesRoomOnEach() {
    Passage first = new Passage(EXTENT);
    Passage second = new Passage(EXTENT);
    Passage both = new Passage(List.of(first, second));
    both.planned(EXTENT);
    assertFalse(first.hasRoom(EXTENT, SECOND));
    assertFalse(second.hasRoom(EXTENT, SECOND));
    both.over(EXTENT);
    second.planned(EXTENT);
    assertTrue(first.hasRoom(EXTENT, SECOND));
    assertFalse(both.hasRoom(EXTENT, SECOND), "the second has none");
  }

  @Test
  void aWayOneLinkOfWhichIsInUseHasNothingToSpare() {
    Passage first = new Passage(EXTENT);
    Passage second = new Passage(EXTENT);
    Passage both = new Passage(List.of(first, second));
    fill(second);
    assertTrue(first.isUnderused(EXTENT, SECOND));
    assertFalse(both.isUnderused(EXTENT, SECOND));
  }

  private static void fill(Passage passage) {
    passage.carried(EXTENT, SECOND, SECOND);
    passage.planned(EXTENT);
  }

  @Test
  void largeExtentsOfOneSwarmDoNotShutOutSmallOnesOfAnother() {
    Passage passage = new Passage(Passage.UNKNOWN);
    passage.planned(64 * EXTENT);
    assertTrue(passage.hasRoom(EXTENT, SECOND));
  }

  @Test
  void whatIsSlowForOtherReasonsDoesNotFillALinkThatCarriedMore() {
    Passage passage = new Passage(Passage.UNKNOWN);
    passage.carried(16 * EXTENT, SECOND, SECOND);
    long later = 30 * SECOND;
    for (int i = 0; i < 8; i++) {
      passage.planned(EXTENT);
    }
    assertFalse(passage.hasRoom(EXTENT, later));
    assertTrue(passage.isUnderused(EXTENT, later));
  }

  @Test
  void aThinLinkIsNotThoughtUnusedBetweenTwoExtents() {
    Passage passage = new Passage(EXTENT / 4);
    passage.planned(EXTENT);
    assertFalse(passage.isUnderused(EXTENT, SECOND));
  }

  @Test
  void throughAThinLinkComeTwoAtOnceWhereOneTakesLongForOtherReasons() {
    Passage passage = new Passage(EXTENT / 4);
    passage.carried(EXTENT, 4 * SECOND, SECOND);
    passage.planned(EXTENT);
    assertFalse(passage.hasRoom(EXTENT, SECOND), "four seconds are the link's own");
    for (int i = 0; i < 100; i++) {
      passage.carried(EXTENT, 12 * SECOND, SECOND);
    }
    assertTrue(passage.hasRoom(EXTENT, SECOND));
    passage.planned(EXTENT);
    assertFalse(passage.hasRoom(EXTENT, SECOND), "half of the link is in use");
  }
}
