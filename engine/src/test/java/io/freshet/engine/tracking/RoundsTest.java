package io.freshet.engine.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.freshet.content.Hash;
import io.freshet.content.InfoHash;
import io.freshet.engine.ExtentSet;
import io.freshet.engine.ExtentSizes;
import io.freshet.engine.Membership;
import io.freshet.engine.NodeId;
import io.freshet.engine.Priority;
import io.freshet.engine.Report;
import io.freshet.engine.Zone;
import io.freshet.engine.tracking.TrackerEvent.Reach;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How often a tracker looks at everybody anew: a rate that it has seen fades at each look.
class RoundsTest {
  private static final InfoHash SWARM = new InfoHash(new Hash(0, 0, 0, 1));
  private static final NodeId RECEIVER = new NodeId(1);
  private static final NodeId SOURCE = new NodeId(2);

  private static final NodeId SOURCE_OF_ALL = new NodeId(10_000);

  /// Events between two ticks: enough for a round of all, a few at each.
  private static final int EVENTS = 600;

  private final TrackerEngine engine = new TrackerEngine(1);
  private long nowNanos = 1_000_000_000L;

  @Test
  void aSmallSwarmIsLookedAtAtEachTick() {
    swarm(100);
    assertEquals(List.of(true, true, true, true, true), looks(5, EVENTS));
  }

  @Test
  void aLargeSwarmIsLookedAtAsOftenAsASmallShareOfACoreAllows() {
    swarm(4_000);
    assertEquals(List.of(true, false, true, false, true), looks(5, EVENTS));
  }

  /// Where ticks are all that happens, a round of 4,000 takes eight of them.
  @Test
  void aRoundIsNotBegunBeforeTheLastOneIsOver() {
    swarm(4_000);
    assertEquals(List.of(true, false, false, false, false, false, false, false, true), looks(9, 0));
  }

  /// One tick does not get as far as the last one, which alone lacks something.
  @Test
  void whoLeavesWhileARoundIsUnderWayIsLookedAtNoMore() {
    opens();
    NodeId last = new NodeId(600);
    for (int i = 1; i < last.value(); i++) {
      joins(new NodeId(i), ExtentSet.none(2), ExtentSet.none(2));
    }
    joins(last, ExtentSet.none(2), ExtentSet.all(2));
    engine.apply(new TrackerEvent.Tick(), nowNanos);
    engine.apply(new TrackerEvent.Left(last, SWARM), nowNanos);
    joins(SOURCE_OF_ALL, ExtentSet.all(2), ExtentSet.none(2));
    for (int event = 0; event < 100; event++) {
      assertEquals(
          List.of(),
          engine.apply(new TrackerEvent.Dialled(SOURCE_OF_ALL, Reach.REACHABLE, 0), nowNanos));
    }
  }

  /// Nodes that hold a release, the first of which has it from the second.
  private void swarm(int nodes) {
    opens();
    for (int i = 1; i <= nodes; i++) {
      joins(new NodeId(i), ExtentSet.all(2), ExtentSet.none(2));
    }
    Report.Delivery delivery = new Report.Delivery(SOURCE, new int[] {0, 1});
    Report report = new Report(List.of(delivery), new int[0], List.of(), new int[0], 1_024);
    engine.apply(new TrackerEvent.Reported(RECEIVER, SWARM, report), nowNanos);
    nowNanos += 1_000_000_000L; // what came in the last half second does not fade
  }

  private void opens() {
    engine.apply(
        new TrackerEvent.Opened(SWARM, ExtentSizes.even(2, 1 << 20), Priority.NORMAL), nowNanos);
  }

  private void joins(NodeId node, ExtentSet held, ExtentSet wanted) {
    Membership membership = new Membership(held, wanted, ExtentSet.none(2), List.of(), 1_024);
    engine.apply(new TrackerEvent.Arrived(node, Zone.UNKNOWN, Reach.REACHABLE), nowNanos);
    engine.apply(new TrackerEvent.Joined(node, SWARM, membership), nowNanos);
  }

  /// Whether the source was looked at, tick by tick, with so many events between two.
  private List<Boolean> looks(int ticks, int events) {
    List<Boolean> looks = new ArrayList<>();
    for (int i = 0; i < ticks; i++) {
      double before = rate();
      engine.apply(new TrackerEvent.Tick(), nowNanos);
      for (int event = 0; event < events; event++) {
        engine.apply(new TrackerEvent.Dialled(RECEIVER, Reach.REACHABLE, 0), nowNanos);
      }
      looks.add(rate() != before);
      nowNanos += TrackerEngine.TICK_NANOS;
    }
    return looks;
  }

  private double rate() {
    return engine.link(SOURCE).orElseThrow().upRate();
  }
}
