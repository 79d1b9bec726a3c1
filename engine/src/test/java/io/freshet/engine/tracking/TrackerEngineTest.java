package io.freshet.engine.tracking;

import static io.freshet.engine.Pictures.node;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.engine.Failure;
import io.freshet.engine.Landmark;
import io.freshet.engine.NodeId;
import io.freshet.engine.Priority;
import io.freshet.engine.Report;
import io.freshet.engine.Zone;
import io.freshet.engine.tracking.TrackerEvent.Reach;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrackerEngineTest {

  private static TrackerScene swarm(int extents) {
    return new TrackerScene(extents);
  }

  private static long count(String picture, char character) {
    return picture.chars().filter(c -> c == character).count();
  }

  /// Which extents a picture has a source for, as `#`.
  private static String taken(String picture) {
    return picture.replaceAll("[^.]", "#");
  }

  @Test
  void theOriginSendsWhatNobodyHasEachOnceAndSpread() {
    TrackerScene swarm = swarm(4).joins('a', "....").joins('b', "....").joins('o', "####");
    String a = swarm.planOf('a');
    String b = swarm.planOf('b');
    assertEquals(2, count(a, 'o'), a + " " + b);
    assertEquals(2, count(b, 'o'), a + " " + b);
    for (int e = 0; e < 4; e++) {
      assertTrue(a.charAt(e) == 'o' ^ b.charAt(e) == 'o', a + " " + b);
    }
  }

  @Test
  void nothingIsPlannedFromWhoIsPausedUntilItGoesOn() {
    TrackerScene swarm = swarm(2).joins('o', "##");
    swarm.tell(new TrackerEvent.Pausing(node('o'), true)).joins('a', "..");
    assertEquals("..", swarm.planOf('a'));
    // That it can be reached is another matter.
    swarm.tell(new TrackerEvent.Dialled(node('o'), Reach.REACHABLE, 0));
    assertEquals("..", swarm.planOf('a'));
    swarm.tell(new TrackerEvent.Pausing(node('o'), false));
    assertEquals("oo", swarm.planOf('a'));
    swarm.tell(new TrackerEvent.Pausing(node('x'), true)); // of whom nobody has heard
  }

  @Test
  void whatOnePeerGotTheOthersGetFromIt() {
    TrackerScene swarm = swarm(2).joins('o', "##").joins('a', "..");
    assertEquals("oo", swarm.planOf('a'));
    swarm.joins('b', "..");
    assertEquals("..", swarm.planOf('b'), "it is on its way to one, who will pass it on");
    swarm.got('a', 'o', 1);
    assertEquals(".a", swarm.planOf('b'));
    assertFalse(swarm.passed(Landmark.ORIGIN_SENT_AGAIN));
  }

  @Test
  void theRarestIsPlannedFirst() {
    for (int turn = 0; turn < 10; turn++) { // ties are broken by chance: 0 and 1 have two holders
      TrackerScene swarm = swarm(4).joins('a', "### ").joins('b', "##  ");
      swarm.joins('r', "....", 1);
      assertEquals("..a.", swarm.planOf('r'));
    }
  }

  @Test
  void ofSeveralSourcesTheLeastLoadedGives() {
    TrackerScene swarm = swarm(3).joins('a', "###").joins('b', "  #").joins('c', "## ");
    swarm.joins('r', "..#").joins('s', "##.");
    assertEquals(
        0, count(swarm.planOf('s'), 'a'), "a has two extents to send: " + swarm.planOf('s'));
  }

  @Test
  void noMoreIsPlannedThanWasGranted() {
    TrackerScene swarm = swarm(6).joins('o', "######").joins('a', "......", 2);
    assertEquals(2, count(swarm.planOf('a'), 'o'));
    int first = swarm.planOf('a').indexOf('o');
    swarm.got('a', 'o', first);
    assertEquals(2, count(swarm.planOf('a'), 'o'));
  }

  @Test
  void whoCannotBeDialledGetsEverythingAndNoUploadWork() {
    TrackerScene swarm = swarm(3).joins('u', "##.", Reach.UNREACHABLE).joins('a', "...");
    assertEquals("...", swarm.planOf('a'));
    swarm.joins('o', "  #");
    assertEquals("..o", swarm.planOf('a'));
    assertEquals("..o", swarm.planOf('u'));
    assertTrue(swarm.passed(Landmark.UNREACHABLE_NODE_SERVED));
    swarm.dialled('u', Reach.REACHABLE);
    assertEquals("uuo", swarm.planOf('a'));
  }

  @Test
  void whoWasNotYetDialledGetsNoUploadWork() {
    TrackerScene swarm = swarm(2).joins('o', "##", Reach.UNKNOWN).joins('a', "..");
    assertEquals("..", swarm.planOf('a'));
    swarm.dialled('o', Reach.REACHABLE);
    assertEquals("oo", swarm.planOf('a'));
  }

  @Test
  void upToThreeHoldersAreNamedTheOriginLast() {
    TrackerScene swarm = swarm(2).joins('a', "# ").joins('o', "##").joins('b', "# ");
    swarm.joins('c', " #").joins('u', "# ", Reach.UNREACHABLE).joins('r', ". ");
    List<NodeId> sources = swarm.assignments().getFirst().sources();
    assertEquals(Set.of(node('a'), node('b')), Set.copyOf(sources.subList(0, 2)));
    assertEquals(node('o'), sources.get(2));
  }

  @Test
  void aLeaseThatIsNotConfirmedInTimeIsOver() {
    TrackerScene swarm = swarm(2).joins('a', "# ").joins('r', "..");
    assertEquals("a.", swarm.planOf('r'));
    double leaseSeconds = swarm.assignments().getFirst().leaseNanos() / 1e9;
    assertTrue(leaseSeconds >= 10, "lease of " + leaseSeconds + " s");
    swarm.passes(leaseSeconds - 0.2);
    assertFalse(swarm.passed(Landmark.LEASE_EXPIRED));
    swarm.passes(0.4);
    assertTrue(swarm.passed(Landmark.LEASE_EXPIRED));
    assertEquals("a.", swarm.planOf('r'), "who let it run out is left alone for a while");
    swarm.passes(5);
    assertEquals("+.", swarm.planOf('r'), "and asked once more");
  }

  @Test
  void theLastExtentsGetASecondSource() {
    TrackerScene swarm = swarm(2).joins('a', "##").joins('r', "..");
    assertEquals("aa", swarm.planOf('r'));
    swarm.joins('b', "##").passes(0.4);
    assertEquals("aa", swarm.planOf('r'), "not at once");
    swarm.passes(0.3);
    assertTrue(swarm.planOf('r').contains("+"), swarm.planOf('r'));
    assertTrue(swarm.passed(Landmark.TRACKER_DUPLICATED_AN_EXTENT));
  }

  @Test
  void whatIsLateGetsASecondSourceThoughSomethingHasNone() {
    TrackerScene swarm = swarm(2).joins('a', "# ").joins('r', "..").joins('b', "# ").passes(0.9);
    assertEquals("a.", swarm.planOf('r'));
    swarm.passes(0.4);
    assertEquals("+.", swarm.planOf('r'));
    assertEquals(node('b'), swarm.assignments().getLast().sources().getFirst());
  }

  @Test
  void whatComesFromTwoAlreadyGetsNoThirdFromWhoMayBeSlowItself() {
    TrackerScene swarm = lateFromTwo();
    swarm.passes(5);
    assertEquals("..", swarm.planOf('r'));
  }

  @Test
  void whenTwoAreLateAThirdTakesThePlaceOfTheFirst() {
    TrackerScene swarm = lateFromTwo().joins('d', " #");
    swarm.passes(0.1).got('r', 'd', 1);
    swarm.passes(0.8);
    assertEquals("..", swarm.planOf('r'), "two are enough as long as they may be in time");
    swarm.passes(0.6);
    assertEquals("c.", swarm.planOf('r'));
    assertTrue(swarm.assignments().getLast().instead());
    assertTrue(swarm.passed(Landmark.TRACKER_ASKED_A_THIRD));
    swarm.passes(6);
    assertEquals("c.", swarm.planOf('r'), "who was asked in vain is not asked again soon");
  }

  /// A receiver that lacks two extents, one of which is on its way from two.
  private static TrackerScene lateFromTwo() {
    TrackerScene swarm = swarm(2).joins('a', "# ").joins('b', "# ").joins('c', "# ");
    swarm.tell(new TrackerEvent.Arrived(node('r'), Zone.UNKNOWN, Reach.REACHABLE));
    int[] first = {0};
    return swarm.joinsOnly(
        'r',
        "..",
        TrackerScene.CREDITS,
        List.of(new Report.Delivery(node('a'), first), new Report.Delivery(node('b'), first)));
  }

  @Test
  void whoWaitsForANodeThatLeavesIsToldAndServedByOthers() {
    TrackerScene swarm = swarm(2).joins('a', "##").joins('r', "..");
    assertEquals("aa", swarm.planOf('r'));
    swarm.joins('b', "##");
    swarm.says();
    swarm.departs('a');
    assertEquals(List.of("revoke a at r"), swarm.says());
    assertEquals("++", swarm.planOf('r'));
  }

  @Test
  void whatIsGivenBackIsPlannedAnewFromSomebodyElse() {
    TrackerScene swarm = swarm(1).joins('a', "#").joins('r', ".").joins('b', "#");
    swarm.returned('r', 'a', Failure.CORRUPT, 0);
    assertEquals("b", swarm.planOf('r'));
  }

  @Test
  void theOnlySourceIsAskedAgainAfterAWhile() {
    TrackerScene swarm = swarm(1).joins('a', "#").joins('r', ".");
    swarm.returned('r', 'a', Failure.BROKEN, 0);
    assertEquals(".", swarm.planOf('r'));
    swarm.passes(2.2);
    assertEquals("a", swarm.planOf('r'));
  }

  @Test
  void whatWasWithdrawnIsNotPlanned() {
    TrackerScene swarm = swarm(2).joins('a', "##").lost('a', 0).joins('r', "..");
    assertEquals(".a", swarm.planOf('r'));
    assertTrue(swarm.passed(Landmark.HAVES_WITHDRAWN));
  }

  @Test
  void whatIsHeldInPartIsNotPlannedFromThere() {
    TrackerScene swarm = swarm(2).joins('o', "##").joins('a', "x.");
    swarm.got('a', 'o', 0, 1).departs('o').joins('r', "..");
    assertEquals(".a", swarm.planOf('r'));
  }

  @Test
  void whatIsAlreadyOnItsWayIsNotPlanned() {
    TrackerScene swarm = swarm(3).joins('a', "###").joinsFetching('r', "...", 'a', "##.");
    assertEquals("..a", swarm.planOf('r'));
    assertTrue(swarm.passed(Landmark.IN_FLIGHT_BECAME_LEASE));
  }

  @Test
  void aNodeThatComesAgainIsBelievedAnew() {
    TrackerScene swarm = swarm(3).joins('a', "###").joins('r', "...");
    assertEquals("aaa", swarm.planOf('r'));
    swarm.joins('r', "#..");
    assertEquals(".aa", swarm.planOf('r'));
  }

  @Test
  void theOriginSendsAgainWhenNobodyElseCan() {
    TrackerScene swarm = swarm(1).joins('o', "#").joins('a', ".");
    swarm.got('a', 'o', 0).departs('a').joins('b', ".");
    assertEquals("o", swarm.planOf('b'), "with the peer its copy is gone");
    swarm.got('b', 'o', 0).dialled('b', Reach.UNREACHABLE).joins('c', ".");
    swarm.passes(2.2);
    assertEquals("o", swarm.planOf('c'));
    assertTrue(swarm.passed(Landmark.ORIGIN_SENT_AGAIN));
  }

  @Test
  void whatARetiredReleasePlannedWeighsOnNobody() {
    TrackerScene swarm = swarm(4).joins('o', "####").joins('a', "....");
    assertEquals("####", taken(swarm.planOf('a')));
    swarm.closes().swarm(2);
    swarm.joinsOnly('o', "####", TrackerScene.CREDITS, List.of());
    swarm.joinsOnly('a', "....", TrackerScene.CREDITS, List.of());
    assertEquals("####", taken(swarm.planOf('a')), "the origin's window is free again");
  }

  @Test
  void aSecondReleaseGetsAnEvenShareWhateverTheFirstHasPlanned() {
    TrackerScene swarm = swarm(8).joins('o', "########").joins('a', "........").swarm(2);
    swarm.joinsOnly('o', "########", TrackerScene.CREDITS, List.of());
    swarm.joinsOnly('a', "........", TrackerScene.CREDITS, List.of());
    String plan = swarm.planOf('a');
    assertEquals(4, count(plan, 'o'), "eight of the other are planned already: " + plan);
  }

  @Test
  void anUrgentReleaseGetsMostOfALinkAndOneThatIsNotGetsLittle() {
    for (Priority priority : Priority.values()) {
      TrackerScene swarm = swarm(8).joins('o', "########").joins('a', "........");
      swarm.swarm(2, priority).joinsOnly('o', "########", TrackerScene.CREDITS, List.of());
      swarm.joinsOnly('a', "........", TrackerScene.CREDITS, List.of());
      String plan = swarm.planOf('a');
      int share =
          switch (priority) {
            case HIGH -> 6; // of the window's 8, by 16 to 4
            case NORMAL -> 4;
            case LOW -> 1; // 1 to 4
          };
      assertEquals(share, count(plan, 'o'), priority + ": " + plan);
    }
  }

  @Test
  void whatAnUrgentReleaseLeavesFreeOthersUse() {
    TrackerScene swarm =
        swarm(8).swarm(2, Priority.HIGH).joins('o', "#       ").joins('a', ".       ");
    assertEquals("o       ".replace(' ', '.'), swarm.planOf('a'));
    swarm.swarm(3, Priority.LOW).joinsOnly('o', "########", TrackerScene.CREDITS, List.of());
    swarm.joinsOnly('a', "........", TrackerScene.CREDITS, List.of());
    assertEquals(7, count(swarm.planOf('a'), 'o'));
  }

  @Test
  void whoHasNothingIsNotInTheWayOfWhoHas() {
    TrackerScene swarm = swarm(1);
    for (char receiver = 1_000; receiver < 1_200; receiver++) {
      swarm.joins(receiver, ".");
    }
    swarm.passes(0.1).assignments();
    swarm.joins('o', "#");
    assertEquals(1, swarm.assignments().size(), "200 with room and nothing to send");
  }

  @Test
  void noReceiverHasRoomWhileASourceHasSomethingForIt() {
    TrackerScene swarm = swarm(6).joins('a', "##....").joins('b', "..##..").joins('c', "....##");
    assertEquals("..####", taken(swarm.planOf('a')));
    assertEquals("##..##", taken(swarm.planOf('b')));
    assertEquals("####..", taken(swarm.planOf('c')));
  }

  @Test
  void ofEquallyRareExtentsTwoReceiversGetDifferentOnes() {
    TrackerScene swarm = swarm(8).joins('r', "........", 4).joins('s', "........", 4);
    swarm.joins('o', "########");
    String r = taken(swarm.planOf('r'));
    String s = taken(swarm.planOf('s'));
    for (int e = 0; e < 8; e++) {
      assertTrue(r.charAt(e) != s.charAt(e), r + " " + s);
    }
  }

  @Test
  void severalAreQueuedAheadAndToldInOneMessage() {
    TrackerScene swarm = swarm(6).joins('a', "######").joins('r', "......");
    assertEquals("aaaaaa", swarm.planOf('r'));
    assertEquals(1, swarm.assignments().size(), "six extents, one assignment");
  }

  @Test
  void everySourceIsAPartnerBeforeOneGivesMore() {
    TrackerScene swarm =
        swarm(8).joins('a', "########").joins('b', "###### #").joins('c', "####### ");
    swarm.joins('r', "........");
    String plan = swarm.planOf('r');
    for (char source : new char[] {'a', 'b', 'c'}) {
      assertTrue(count(plan, source) >= 2, plan);
    }
  }

  @Test
  void whoHasLeastOnItsWayComesFirst() {
    TrackerScene swarm = swarm(7).joins('r', ".......").joins('s', ".......", 1);
    swarm.joins('t', ".......").joins('o', "#######");
    assertEquals(1, count(swarm.planOf('s'), 'o'), "granted no more");
    assertEquals(3, count(swarm.planOf('r'), 'o'));
    assertEquals(3, count(swarm.planOf('t'), 'o'));
  }

  @Test
  void whoWaitsForASourceComesBeforeWhoHasJustBeenServed() {
    TrackerScene swarm = swarm(12).joins('s', "########### ");
    for (char receiver = 'a'; receiver <= 'h'; receiver++) {
      swarm.joins(receiver, "...........#", 1);
    }
    swarm.joins('w', "...........#", 1);
    assertEquals("............", swarm.planOf('w'), "s sends to eight already");
    swarm.got('a', 's', swarm.planOf('a').indexOf('s'));
    assertEquals(1, count(swarm.planOf('w'), 's'), swarm.planOf('w'));
    assertEquals("............", swarm.planOf('a'), "now it is a that waits");
  }

  @Test
  void whileManyHaveNothingASourceSendsToOneAtATime() {
    TrackerScene swarm = new TrackerScene(12, 4 << 20, List.of());
    for (char receiver = 'a'; receiver <= 'h'; receiver++) {
      swarm.joins(receiver, "............", 1);
    }
    swarm.joins('s', "########### ");
    assertEquals(1, swarm.assignments().size(), "so that it soon has something to give");
    char first = 'a';
    while (swarm.planOf(first).indexOf('s') < 0) {
      first++;
    }
    swarm.got(first, 's', swarm.planOf(first).indexOf('s'));
    assertEquals(2, swarm.assignments().size(), "who has one gives it, too");
  }

  @Test
  void whatIsSentSoonerThanAskedForGoesToAsManyAsEver() {
    TrackerScene swarm = swarm(12);
    for (char receiver = 'a'; receiver <= 'h'; receiver++) {
      swarm.joins(receiver, "............", 1);
    }
    swarm.joins('s', "########### ");
    assertEquals(8, swarm.assignments().size());
  }

  @Test
  void whatIsSentSoonerThanFarOnesAskForItGoesToAsManyAsEver() {
    TrackerScene swarm = new TrackerScene(12, 8 << 20, List.of());
    for (char receiver = 'a'; receiver <= 'h'; receiver++) {
      swarm.joins(receiver, "............", 1).answersAfter(0.1, receiver);
    }
    swarm.joins('s', "########### ").answersAfter(0.1, 's');
    assertEquals(3, swarm.assignments().size());
  }

  @Test
  void whatIsNewGoesToWhoPassesItOnSoon() {
    TrackerScene swarm = swarm(6).joins('a', "#     ").joins('b', " #    ").joins('r', "..    ");
    assertEquals("ab....", swarm.planOf('r'));
    swarm.got('r', 'a', 0).passes(2).got('r', 'b', 1).passes(0.3);
    swarm.joinsOnly('a', "# ....", TrackerScene.CREDITS, List.of());
    swarm.joinsOnly('b', " #....", TrackerScene.CREDITS, List.of());
    swarm.joins('o', "######");
    assertEquals(3, count(swarm.planOf('a'), 'o'), swarm.planOf('a'));
    assertEquals(1, count(swarm.planOf('b'), 'o'), "b sends much more slowly");
  }

  @Test
  void newcomersAreIntroducedBothWaysUnlessTheyCannotBeDialled() {
    TrackerScene swarm = swarm(1).joins('a', "#");
    assertEquals(List.of(), swarm.says());
    swarm.joins('b', "#");
    assertEquals(List.of("introduce b to a", "introduce a to b"), swarm.says());
    swarm.joinsOnly('b', "#", TrackerScene.CREDITS, List.of());
    assertEquals(List.of(), swarm.says(), "they know each other");
    swarm.joins('u', "#", Reach.UNREACHABLE);
    assertEquals(List.of("introduce ab to u"), swarm.says());
  }
}
