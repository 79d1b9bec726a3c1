package io.freshet.engine.fetching;

import static io.freshet.engine.Pictures.draw;
import static io.freshet.engine.Pictures.node;
import static io.freshet.engine.Pictures.where;
import static io.freshet.engine.fetching.NodeScene.alone;
import static io.freshet.engine.fetching.NodeScene.tracked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.engine.Failure;
import io.freshet.engine.Landmark;
import io.freshet.engine.planning.Assignment;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeEngineTest {

  // Paused.

  @Test
  void whoIsPausedBeginsNothingAndHasWhatIsOnItsWayCome() {
    NodeScene node = tracked("...").assigned("#..", "ab");
    node.tell(new NodeEvent.Pausing(true)).assigned(".#.", "a");
    node.arrives('a', 0).ends('a').settles();
    assertEquals(
        List.of("fetch a..", "tell with 0 credits", "tell got a.. back .#. with 0 credits"),
        node.says());
    assertEquals(0, node.engine().membership().credits());
    node.tell(new NodeEvent.Pausing(false)).assigned("..#", "a");
    assertEquals(List.of("tell", "fetch ..a"), node.says());
  }

  @Test
  void whoIsPausedDoesNotTurnToTheNextSource() {
    NodeScene node = tracked(".").assigned("#", "ab").tell(new NodeEvent.Pausing(true));
    node.fails('a', Failure.BROKEN).settles();
    assertEquals(
        List.of("fetch a", "tell with 0 credits", "tell BROKEN a back # with 0 credits"),
        node.says());
  }

  @Test
  void whoIsPausedPicksNothingAndListensOn() {
    NodeScene node = alone("..").tell(new NodeEvent.Pausing(true)).hears('a', "##").passes(1);
    assertEquals(List.of("listen a"), node.says());
    node.tell(new NodeEvent.Pausing(false));
    assertEquals("aa", node.coming());
  }

  @Test
  void pausingTwiceSaysItOnce() {
    NodeScene node = tracked(".").tell(new NodeEvent.Pausing(false));
    node.tell(new NodeEvent.Pausing(true)).tell(new NodeEvent.Pausing(true));
    assertEquals(List.of("tell with 0 credits"), node.says());
  }

  // With a plan.

  @Test
  void anAssignmentIsFetchedFromItsFirstSource() {
    NodeScene node = tracked("#....").assigned(".##..", "abo");
    assertEquals(List.of("fetch .aa.."), node.says());
  }

  @Test
  void whatIsHereOrOnItsWayFromThereIsNotFetchedAgain() {
    NodeScene node = tracked("#....").assigned(".##..", "a").assigned("###..", "a");
    assertEquals(List.of("fetch .aa.."), node.says());
  }

  @Test
  void anExtentComesFromTwoSourcesAtMost() {
    NodeScene node = tracked(".").assigned("#", "a").assigned("#", "b").assigned("#", "c");
    assertEquals(List.of("fetch a", "fetch b"), node.says());
  }

  @Test
  void aThirdTakesThePlaceOfTheFirstWhenTheTrackerSaysSo() {
    NodeScene node = tracked("..").assigned("##", "ad").assigned("#.", "b");
    var third = new Assignment(new int[] {0}, List.of(node('c')), 1, true);
    node.tell(new NodeEvent.Assigned(List.of(third)));
    assertEquals(
        List.of("fetch aa", "fetch b.", "cancel a", "fetch .a", "fetch c."),
        node.says(),
        "what else was asked of the first is asked of it again");
    node.cancelled('a').settles();
    assertEquals(List.of(), node.says(), "nobody else is asked instead, nothing is given back");
    assertEquals("+a", node.coming());
    node.fails('b', Failure.BROKEN).arrives('c', 0).ends('c').arrives('a', 1).ends('a').settles();
    assertEquals(List.of("completed", "tell got c. got .a BROKEN b."), node.says());
  }

  @Test
  void anExtentNamedTwiceIsAskedForOnce() {
    NodeScene node = tracked("..");
    node.tell(
        new NodeEvent.Assigned(
            List.of(new Assignment(new int[] {1, 0, 1, 1}, List.of(node('a')), 1))));
    node.ends('a').settles();
    assertEquals(List.of("fetch aa", "tell back ##"), node.says());
  }

  @Test
  void nobodyMakesANodeAskItself() {
    NodeScene node = tracked("...").assigned("#..", "zb").assigned(".#.", "z");
    node.settles();
    assertEquals(List.of("fetch b..", "tell back .#."), node.says());
    assertEquals(List.of(), alone("..").hears('z', "##").says());
  }

  @Test
  void aTrackerThatAssignsMoreThanItMayGetsSomeOfItBack() {
    String all = "#".repeat(2 * NodeEngine.IN_FLIGHT_MAX);
    NodeScene node = tracked(all.replace('#', '.')).assigned(all, "a").assigned(all, "b");
    node.settles();
    assertEquals(
        List.of(
            "fetch " + "a".repeat(NodeEngine.IN_FLIGHT_MAX) + ".".repeat(NodeEngine.IN_FLIGHT_MAX),
            "tell back "
                + ".".repeat(NodeEngine.IN_FLIGHT_MAX)
                + "#".repeat(NodeEngine.CREDITS)
                + ".".repeat(NodeEngine.CREDITS)),
        node.says());
    assertTrue(node.engine().invariantsHold());
  }

  @Test
  void whatEndedMakesRoomForMore() {
    String half = "#".repeat(NodeEngine.IN_FLIGHT_MAX) + ".".repeat(NodeEngine.IN_FLIGHT_MAX);
    String other = ".".repeat(NodeEngine.IN_FLIGHT_MAX) + "#".repeat(NodeEngine.IN_FLIGHT_MAX);
    NodeScene node = tracked(".".repeat(half.length())).assigned(half, "a");
    node.says();
    node.cancelled('a').assigned(other, "b");
    assertEquals(List.of("fetch " + other.replace('#', 'b')), node.says());
  }

  @Test
  void theFirstOfTwoSourcesWinsAndTheOtherIsCancelled() {
    NodeScene node = tracked("..").assigned("#.", "a").assigned("#.", "b");
    node.says();
    node.arrives('b', 0);
    assertEquals(List.of("cancel a"), node.says());
    assertTrue(node.passed(Landmark.DUPLICATE_CANCELLED));
  }

  @Test
  void whatASourceFailsToGiveIsAskedOfTheNext() {
    NodeScene node = tracked("...").assigned("###", "abo");
    node.arrives('a', 0).fails('a', Failure.BROKEN);
    assertEquals(List.of("fetch aaa", "fetch .bb"), node.says());
    assertTrue(node.passed(Landmark.FELL_THROUGH_TO_NEXT_SOURCE));
    node.fails('b', Failure.BUSY).settles();
    assertEquals(
        List.of("fetch .oo", "tell got a.. BROKEN .aa BUSY .bb"), node.says(), "evidence only");
  }

  @Test
  void whatNoSourceGaveIsGivenBack() {
    NodeScene node = tracked("...").assigned("##.", "ab");
    node.fails('a', Failure.STALLED).fails('b', Failure.NOT_HELD).settles();
    assertEquals("tell STALLED aa. NOT_HELD bb. back ##.", node.says().getLast());
    assertTrue(node.passed(Landmark.ASSIGNMENT_RETURNED));
  }

  @Test
  void aSourceThatIsGoneIsNotWaitedFor() {
    NodeScene node = tracked("...").assigned("#..", "a").assigned(".#.", "b");
    node.says();
    node.tell(new NodeEvent.SourceRevoked(node('a')));
    assertEquals(List.of("cancel a"), node.says());
    node.cancelled('a').settles();
    assertEquals(List.of(), node.says(), "the tracker knows, and has planned anew");
    assertEquals(".b.", node.coming());
  }

  @Test
  void whatWasCancelledIsNotCancelledAgainWhenItsSourceLeavesOrLies() {
    NodeScene node = tracked("..").assigned(".#", "a").assigned("#.", "a").assigned("#.", "b");
    node.says();
    node.arrives('b', 0);
    assertEquals(List.of("cancel a"), node.says());
    node.tell(new NodeEvent.SourceRevoked(node('a')));
    assertEquals(List.of("cancel a"), node.says(), "the other one");
    node.fails('a', Failure.CORRUPT);
    assertEquals(List.of(), node.says());
  }

  @Test
  void deliveriesAreToldOnceAndTogether() {
    NodeScene node = tracked("...").assigned("##.", "a").assigned("..#", "b");
    node.says();
    node.arrives('a', 0).arrives('b', 2).arrives('a', 1).settles().settles();
    assertEquals(List.of("completed", "tell got a.. got ..b got .a."), node.says());
  }

  @Test
  void whatIsLostIsWithdrawnAndNotFetchedAgain() {
    NodeScene node = tracked("##.").tell(new NodeEvent.Lost(new int[] {1})).settles();
    assertEquals(List.of("tell lost .#."), node.says());
    assertEquals("#..", draw(node.engine().held()));
    assertEquals("..#", draw(node.engine().missing()));
  }

  @Test
  void whatIsHereInPartIsNotHeld() {
    NodeScene node = tracked(" x.").assigned(".##", "a").arrives('a', 1).arrives('a', 2).settles();
    assertEquals(List.of("fetch .aa", "completed", "tell got .aa"), node.says());
    assertEquals("..#", draw(node.engine().held()));
  }

  @Test
  void aNodeIsCompleteOnce() {
    NodeScene node = tracked("##").tell(new NodeEvent.Tick()).tell(new NodeEvent.Tick());
    assertEquals(List.of("completed"), node.says());
  }

  @Test
  void whenMoreIsWantedTheTrackerIsToldWhoBroughtWhatCame() {
    NodeScene node = tracked(".  ").assigned("#..", "a").arrives('a', 0).ends('a');
    node.says();
    node.tell(new NodeEvent.Wanted(new int[] {1})).settles();
    assertEquals(List.of("tell got a..", "rejoin"), node.says());
    assertEquals(".#.", draw(node.engine().membership().wanted()));
  }

  // When the tracker falls silent.

  @Test
  void nobodyIsTurnedToWhileTheTrackerMayComeBack() {
    NodeScene node = tracked("...").assigned("#..", "a").tell(new NodeEvent.PeerMet(node('b')));
    node.says();
    node.tell(new NodeEvent.TrackerDetached()).passes(1.9);
    assertEquals(List.of(), node.says());
    assertEquals("a..", node.coming(), "what is on its way goes on");
  }

  @Test
  void withoutATrackerANodePicksForItselfUntilItsNextPlan() {
    NodeScene node = tracked("....").assigned("#...", "a").tell(new NodeEvent.PeerMet(node('b')));
    node.says();
    node.tell(new NodeEvent.TrackerDetached()).passes(4.1);
    assertEquals(List.of("listen b"), node.says());
    assertTrue(node.passed(Landmark.PICKED_WITHOUT_TRACKER));

    node.hears('b', ".#..");
    assertEquals(List.of("fetch .b.."), node.says());

    node.tell(new NodeEvent.TrackerAttached());
    assertEquals(2, node.engine().membership().inFlight().size(), "the tracker is told of both");
    node.tell(new NodeEvent.PeerGained(node('b'), new int[] {2}));
    assertEquals(List.of("fetch ..b."), node.says(), "a tracker that is back plans later");

    node.assigned("...#", "c");
    assertEquals(List.of("unlisten b", "fetch ...c"), node.says());
    assertTrue(node.passed(Landmark.TRACKER_PLANNED_AGAIN));
    node.hears('b', "####").passes(5);
    assertEquals(List.of(), node.says(), "from now on the tracker plans");
  }

  @Test
  void aTrackerThatWasAwayIsNotToldTwice() {
    NodeScene node = tracked("..").assigned("##", "a").tell(new NodeEvent.TrackerDetached());
    node.arrives('a', 0).settles();
    assertEquals("#.", draw(node.engine().membership().held()));
    node.tell(new NodeEvent.TrackerAttached()).settles();
    assertEquals(List.of("fetch aa"), node.says());
  }

  // Alone.

  @Test
  void theRarestExtentIsPickedFirst() {
    NodeScene node = tracked("....#").tell(new NodeEvent.TrackerDetached());
    node.hears('a', "###..").hears('b', "##...").hears('c', "#...#");
    node.passes(4.1);
    assertEquals("fetch ..a..", firstFetch(node), "one peer has extent 2, and none has 3");
  }

  @Test
  void peersAreAskedInTurnUpToTheirWindows() {
    NodeScene node = alone("............").hears('a', "############").hears('b', "############");
    String coming = node.coming();
    assertEquals(4, coming.chars().filter(c -> c == 'a').count(), coming);
    assertEquals(4, coming.chars().filter(c -> c == 'b').count(), coming);
  }

  @Test
  void theLastExtentsAreAskedOfASecondPeer() {
    NodeScene node = alone("##..").hears('a', "####");
    assertEquals("..aa", node.coming());
    node.hears('b', "####");
    assertTrue(node.passed(Landmark.ENDGAME_DUPLICATED_AN_EXTENT));
    assertEquals(1, node.coming().chars().filter(c -> c == '+').count(), node.coming());
    node.hears('c', "####");
    assertEquals("..++", node.coming(), "never a third");
  }

  @Test
  void noSecondPeerIsAskedWhileSomethingIsNotAskedAtAll() {
    NodeScene node = alone("..").hears('a', "#.").hears('b', "#.");
    assertEquals("a.", node.coming());
  }

  @Test
  void whatIsLateIsAskedOfAnIdlePeerThoughSomethingIsNotAskedAtAll() {
    NodeScene node = alone("..").hears('a', "#.").hears('b', "#.").passes(0.9);
    assertEquals("a.", node.coming());
    node.passes(0.3);
    assertEquals("+.", node.coming());
    assertTrue(node.passed(Landmark.LATE_EXTENT_ASKED_ELSEWHERE));
  }

  @Test
  void whatIsLateIsNotAskedOfAPeerThatIsNoFaster() {
    NodeScene node = alone("......").hears('a', "#.....").hears('b', ".#....");
    node.passes(4).arrives('b', 1).ends('b').arrives('a', 0).ends('a');
    node.hears('a', "###...").hears('b', "###...").passes(3);
    assertFalse(node.coming().contains("+"), node.coming());
    assertFalse(node.passed(Landmark.LATE_EXTENT_ASKED_ELSEWHERE));
  }

  @Test
  void aThirdThatHasShownThatItIsFasterTakesThePlaceOfOneOfTwo() {
    NodeScene node = alone("...").hears('a', "#..").hears('b', "#..").passes(1.2);
    assertEquals("+..", node.coming());
    node.says();
    node.hears('c', "##.").passes(0.1).arrives('c', 1).ends('c').passes(2);
    assertTrue(node.says().containsAll(List.of("cancel a", "fetch c..")));
    assertTrue(node.passed(Landmark.LATE_EXTENT_CALLED_OFF));
    node.cancelled('a');
    assertEquals("+..", node.coming(), "two, and never three");
  }

  @Test
  void whatWasGivenBackAndCameAfterAllIsNotGivenBack() {
    NodeScene node = tracked("..").assigned("#.", "a").fails('a', Failure.BROKEN);
    node.assigned("#.", "b").arrives('b', 0).settles();
    assertEquals("tell got b. BROKEN a.", node.says().getLast());
  }

  @Test
  void whoFailsIsAvoidedForAWhile() {
    NodeScene node = alone("..").hears('a', "##");
    node.fails('a', Failure.BROKEN).fails('a', Failure.BROKEN);
    assertEquals("..", node.coming());
    node.passes(1.8);
    assertEquals("..", node.coming());
    node.passes(0.3);
    assertEquals("aa", node.coming(), "two requests on one connection are one failure");
  }

  @Test
  void whoLiesIsBlamed() {
    NodeScene node = alone("..").hears('a', "#.");
    node.fails('a', Failure.CORRUPT);
    assertTrue(node.passed(Landmark.SOURCE_BLAMED));
    node.passes(9);
    assertEquals("..", node.coming());
    node.passes(2);
    assertEquals("a.", node.coming(), "a memory or a disk may have been to blame, once");
    node.fails('a', Failure.CORRUPT).passes(19);
    assertEquals("..", node.coming());
  }

  @Test
  void whateverElseWasAskedOfALiarIsAskedOfOthers() {
    NodeScene node = tracked("...").assigned("#..", "a").assigned(".#.", "ab").assigned("..#", "b");
    node.says();
    node.fails('a', Failure.CORRUPT);
    assertEquals(List.of("cancel a"), node.says());
    node.cancelled('a');
    assertEquals(List.of("fetch .b."), node.says());
    node.settles();
    assertEquals(List.of("tell CORRUPT a.. CORRUPT .a. back #.."), node.says());
  }

  @Test
  void whatAPeerWithdrewIsNotAskedOfIt() {
    NodeScene node = alone("..");
    node.tell(new NodeEvent.PeerMet(node('a')));
    node.says();
    node.tell(new NodeEvent.PeerHolds(node('a'), where('#', "..")));
    node.tell(new NodeEvent.PeerWithdrew(node('a'), new int[] {0}));
    node.tell(new NodeEvent.PeerGained(node('a'), new int[] {1}));
    assertEquals(List.of("fetch .a"), node.says());
  }

  @Test
  void whatAPeerDidNotGiveIsAskedAgainUnlessItWithdrawsIt() {
    NodeScene node = alone("..").hears('a', "##");
    node.fails('a', Failure.NOT_HELD).fails('a', Failure.NOT_HELD);
    assertEquals("..", node.coming());
    node.tell(new NodeEvent.PeerWithdrew(node('a'), new int[] {0})).passes(2.1);
    assertEquals(".a", node.coming());
  }

  @Test
  void whoAnnouncesWhatItNeverGivesIsAskedEverMoreRarely() {
    NodeScene node = alone("..").hears('a', "#.");
    for (int seconds = 2; seconds <= 64; seconds *= 2) {
      assertEquals("a.", node.coming());
      node.fails('a', Failure.NOT_HELD).passes(seconds - 0.2);
      assertEquals("..", node.coming());
      node.passes(0.3);
    }
    node.arrives('a', 0).ends('a').tell(new NodeEvent.PeerGained(node('a'), new int[] {1}));
    assertEquals(".a", node.coming());
    node.fails('a', Failure.NOT_HELD).passes(2.1);
    assertEquals(".a", node.coming(), "who gives is believed again");
  }

  @Test
  void aPeerThatIsGoneIsListenedToAgainLater() {
    NodeScene node = alone("..").hears('a', "..");
    node.says();
    node.tell(new NodeEvent.PeerGone(node('a'))).passes(1.8);
    assertEquals(List.of(), node.says());
    node.passes(0.3);
    assertEquals(List.of("listen a"), node.says());
    assertFalse(node.passed(Landmark.PICKED_WITHOUT_TRACKER));
  }

  @Test
  void whoHasEverythingGoesOnListeningSoThatNewcomersMeetIt() {
    NodeScene node = alone("#.").hears('a', ".#").arrives('a', 1).ends('a');
    assertEquals(List.of("listen a", "fetch .a", "completed"), node.says());
    node.tell(new NodeEvent.PeerMet(node('b')));
    assertEquals(List.of("listen b"), node.says());
  }

  private static String firstFetch(NodeScene node) {
    return node.says().stream().filter(line -> line.startsWith("fetch")).findFirst().orElse("none");
  }
}
