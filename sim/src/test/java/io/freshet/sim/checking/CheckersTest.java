package io.freshet.sim.checking;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.Hash;
import io.freshet.content.InfoHash;
import io.freshet.engine.ExtentSet;
import io.freshet.engine.ExtentSizes;
import io.freshet.engine.Failure;
import io.freshet.engine.Membership;
import io.freshet.engine.NodeId;
import io.freshet.engine.Priority;
import io.freshet.engine.Report;
import io.freshet.engine.Zone;
import io.freshet.engine.fetching.NodeEffect;
import io.freshet.engine.fetching.NodeEngine;
import io.freshet.engine.fetching.NodeEvent;
import io.freshet.engine.fetching.NodeEvent.Ending;
import io.freshet.engine.planning.Assignment;
import io.freshet.engine.tracking.TrackerEffect;
import io.freshet.engine.tracking.TrackerEngine;
import io.freshet.engine.tracking.TrackerEvent;
import io.freshet.engine.tracking.TrackerEvent.Reach;
import io.freshet.sim.world.Witness.Standing;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Each thing that an engine must not do is noticed: here a node and a tracker do it.
class CheckersTest {
  private static final InfoHash SWARM = new InfoHash(new Hash(0, 0, 0, 1));
  private static final ExtentSizes SIZES = ExtentSizes.even(4, 1_000);
  private static final NodeId SELF = new NodeId(1);
  private static final NodeId PEER = new NodeId(2);
  private static final NodeId OTHER = new NodeId(3);
  private static final NodeId STRANGER = new NodeId(9);

  private final NodeChecker node = new NodeChecker();
  private final TrackerChecker tracker = new TrackerChecker();
  private final TrackerEngine silentTracker = new TrackerEngine(1);
  private final NodeEngine silentNode =
      new NodeEngine(
          SELF,
          SIZES,
          ExtentSet.none(4),
          ExtentSet.all(4),
          ExtentSet.none(4),
          NodeEngine.Mode.TRACKED,
          1);
  private long nowNanos;

  /// The node holds 0, wants 1 and 2, and knows two peers; the tracker knows that they hold all,
  /// and it.
  @BeforeEach
  void aSwarmOfThree() {
    node.joined(
        new Standing(
            SELF, 0, SWARM, SIZES, ExtentSet.of(4, 0), ExtentSet.of(4, 1, 2), ExtentSet.none(4)),
        nowNanos);
    happens(new NodeEvent.PeerMet(PEER));
    happens(new NodeEvent.PeerMet(OTHER));
    happens(new NodeEvent.TrackerAttached());

    told(new TrackerEvent.Opened(SWARM, SIZES, Priority.NORMAL));
    joins(PEER, Reach.REACHABLE, ExtentSet.all(4), ExtentSet.none(4), 10);
    joins(OTHER, Reach.REACHABLE, ExtentSet.all(4), ExtentSet.none(4), 10);
    joins(SELF, Reach.UNREACHABLE, ExtentSet.of(4, 0), ExtentSet.of(4, 1, 2), 2);
  }

  private void happens(NodeEvent event) {
    node.happened(SELF, SWARM, event, nowNanos);
    does();
  }

  private void does(NodeEffect... effects) {
    node.decided(SELF, SWARM, List.of(effects), silentNode, nowNanos);
  }

  private void mustNot(String because, NodeEffect... effects) {
    Violation violation = assertThrows(Violation.class, () -> does(effects));
    assertTrue(violation.toString().contains(because), violation.toString());
  }

  private static NodeEffect fetch(long request, NodeId source, int... extents) {
    return new NodeEffect.Fetch(request, source, extents);
  }

  private static NodeEffect tell(
      List<Report.Delivery> delivered, int[] withdrawn, List<Report.Refusal> refused) {
    return new NodeEffect.Tell(new Report(delivered, withdrawn, refused, new int[0], 1));
  }

  @Test
  void aNodeFetchesWhatItLacksFromWhomItKnows() {
    does(fetch(1, PEER, 1, 2), fetch(2, OTHER, 1));
    mustNot("never named", fetch(3, STRANGER, 2));
    mustNot("holds 0", fetch(4, PEER, 0));
    mustNot("does not want 3", fetch(5, PEER, 3));
    mustNot("used before", fetch(1, PEER, 2));
  }

  @Test
  void anExtentComesOnceFromEachOfTwo() {
    happens(new NodeEvent.PeerMet(STRANGER));
    does(fetch(1, PEER, 1), fetch(2, OTHER, 1));
    mustNot("comes from two", fetch(3, STRANGER, 1));
  }

  @Test
  void anExtentComesOnceFromOneSource() {
    does(fetch(1, PEER, 1));
    mustNot("comes from there", fetch(2, PEER, 1));
  }

  @Test
  void aCancelledRequestCountsNoMore() {
    does(fetch(1, PEER, 1), fetch(2, OTHER, 1), new NodeEffect.Cancel(1));
    does(fetch(3, PEER, 1));
    mustNot("twice", new NodeEffect.Cancel(1));
    mustNot("no request", new NodeEffect.Cancel(7));
  }

  @Test
  void aTrackerIsToldExactlyWhatCame() {
    does(fetch(1, PEER, 1));
    node.happened(SELF, SWARM, new NodeEvent.Arrived(1, 1), nowNanos);
    List<Report.Delivery> byOther = List.of(new Report.Delivery(OTHER, new int[] {1}));
    mustNot("came from", tell(byOther, new int[0], List.of()));
  }

  @Test
  void aTrackerIsToldOnce() {
    does(fetch(1, PEER, 1));
    node.happened(SELF, SWARM, new NodeEvent.Arrived(1, 1), nowNanos);
    List<Report.Delivery> byPeer = List.of(new Report.Delivery(PEER, new int[] {1}));
    does(tell(byPeer, new int[0], List.of()));
    mustNot("not null", tell(byPeer, new int[0], List.of()));
  }

  @Test
  void aTrackerIsToldInTime() {
    does(fetch(1, PEER, 1));
    happens(new NodeEvent.Arrived(1, 1));
    node.happened(SELF, SWARM, new NodeEvent.Settled(), nowNanos);
    mustNot("keeps from its tracker");
  }

  @Test
  void nobodyIsAccusedFalsely() {
    does(fetch(1, PEER, 1));
    happens(new NodeEvent.Ended(1, new Ending.Failed(Failure.BROKEN)));
    var refusal = new Report.Refusal(OTHER, Failure.BROKEN, new int[] {1});
    mustNot("falsely", tell(List.of(), new int[0], List.of(refusal)));
    mustNot("not lost", tell(List.of(), new int[] {0}, List.of()));
  }

  @Test
  void completeIsSaidOnceAndWhenItIsTrue() {
    mustNot("complete without", new NodeEffect.Completed());
    does(fetch(1, PEER, 1, 2));
    happens(new NodeEvent.Arrived(1, 1));
    node.happened(SELF, SWARM, new NodeEvent.Arrived(1, 2), nowNanos);
    mustNot("does not say so");
    does(new NodeEffect.Completed());
    mustNot("complete twice", new NodeEffect.Completed());
  }

  @Test
  void streamsOfHavesAreOpenedOnce() {
    does(new NodeEffect.Listen(PEER));
    mustNot("twice", new NodeEffect.Listen(PEER));
    mustNot("unheard", new NodeEffect.Unlisten(OTHER));
    mustNot("never named", new NodeEffect.Listen(STRANGER));
  }

  private void told(TrackerEvent event) {
    tracker.told(event, nowNanos);
    orders();
  }

  private void joins(NodeId id, Reach reach, ExtentSet held, ExtentSet wanted, int credits) {
    told(new TrackerEvent.Arrived(id, Zone.UNKNOWN, reach));
    Membership membership = new Membership(held, wanted, ExtentSet.none(4), List.of(), credits);
    told(new TrackerEvent.Joined(id, SWARM, membership));
  }

  private void orders(TrackerEffect... effects) {
    tracker.ordered(List.of(effects), silentTracker, nowNanos);
  }

  private void mustNotOrder(String because, TrackerEffect... effects) {
    Violation violation = assertThrows(Violation.class, () -> orders(effects));
    assertTrue(violation.toString().contains(because), violation.toString());
  }

  private static TrackerEffect assign(NodeId to, int[] extents, NodeId... sources) {
    return new TrackerEffect.Assign(
        to, SWARM, List.of(new Assignment(extents, List.of(sources), 1_000)));
  }

  @Test
  void plansNameNodesThatHoldAndCanBeDialled() {
    mustNotOrder("not of the swarm", assign(STRANGER, new int[] {1}, PEER));
    mustNotOrder("UNREACHABLE", assign(OTHER, new int[] {0}, SELF));
    mustNotOrder("null", assign(SELF, new int[] {1}, STRANGER));
    mustNotOrder("itself", assign(SELF, new int[] {1}, SELF));
    mustNotOrder("unwanted", assign(SELF, new int[] {3}, PEER));
    mustNotOrder("twice", assign(SELF, new int[] {1}, PEER, PEER));
  }

  @Test
  void plansNameNodesThatStillHold() {
    Report report = new Report(List.of(), new int[] {1}, List.of(), new int[0], 10);
    told(new TrackerEvent.Reported(PEER, SWARM, report));
    orders(assign(SELF, new int[] {2}, PEER));
    mustNotOrder("has no 1", assign(SELF, new int[] {1}, OTHER, PEER));
  }

  @Test
  void aLeaseRunsUntilItsTime() {
    orders(assign(SELF, new int[] {1}, PEER));
    mustNotOrder("is leased from there", assign(SELF, new int[] {1}, PEER));
    nowNanos += 1_000;
    orders(assign(SELF, new int[] {1}, PEER));
  }

  @Test
  void anExtentHasTwoLeasesAtMost() {
    joins(STRANGER, Reach.REACHABLE, ExtentSet.all(4), ExtentSet.none(4), 10);
    orders(assign(SELF, new int[] {1}, PEER));
    orders(assign(SELF, new int[] {1}, OTHER));
    mustNotOrder("third lease", assign(SELF, new int[] {1}, STRANGER));
  }

  @Test
  void aThirdLeaseIsInsteadOfTheFirstWhenTheSecondHasHadItsTime() {
    joins(STRANGER, Reach.REACHABLE, ExtentSet.all(4), ExtentSet.none(4), 10);
    orders(lease(PEER));
    orders(lease(OTHER));
    nowNanos += 1_000_000_000;
    mustNotOrder("third lease", lease(STRANGER));
    orders(instead(STRANGER));
    nowNanos += 1_000_000_000;
    mustNotOrder("is leased from there", instead(OTHER));
    orders(instead(PEER));
  }

  private static TrackerEffect lease(NodeId source) {
    return lease(source, false);
  }

  private static TrackerEffect instead(NodeId source) {
    return lease(source, true);
  }

  private static TrackerEffect lease(NodeId source, boolean instead) {
    var one = new Assignment(new int[] {1}, List.of(source), 10_000_000_000L, instead);
    return new TrackerEffect.Assign(SELF, SWARM, List.of(one));
  }

  @Test
  void creditsAreKept() {
    joins(SELF, Reach.REACHABLE, ExtentSet.none(4), ExtentSet.all(4), 2);
    orders(assign(SELF, new int[] {1, 2}, PEER));
    mustNotOrder("granted 2", assign(SELF, new int[] {3}, PEER));
  }

  @Test
  void whoWaitsForANodeThatLeavesIsTold() {
    orders(assign(SELF, new int[] {1}, PEER));
    tracker.told(new TrackerEvent.Departed(PEER), nowNanos);
    mustNotOrder("did not send");
  }

  @Test
  void nobodyIsIntroducedToWhomNobodyCanDial() {
    mustNotOrder("unreachable", new TrackerEffect.Introduce(PEER, SWARM, List.of(SELF)));
    mustNotOrder("not of the swarm", new TrackerEffect.Introduce(PEER, SWARM, List.of(STRANGER)));
    mustNotOrder("still of the swarm", new TrackerEffect.Revoke(SELF, SWARM, PEER));
  }
}
