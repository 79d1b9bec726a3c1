package io.freshet.sim.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NetworkTest {

  private static void nothing() {}

  @Test
  void aFlowAloneTakesItsSlowerLink() {
    Network network = new Network();
    Link up = new Link(1_000);
    Flow flow = network.start(new Path(up, new Link(400)), 800, 0, NetworkTest::nothing);
    network.settle(0);
    assertEquals(400, flow.bytesPerSecond(), 1e-6);
    assertEquals(2_000_000_000L, network.nextNanos());
    assertEquals(0.4, up.use(), 1e-9);
  }

  @Test
  void whatOneFlowCannotUseGoesToTheOthers() {
    Network network = new Network();
    Link up = new Link(1_000);
    Flow thin = network.start(new Path(up, new Link(100)), 1_000, 0, NetworkTest::nothing);
    Flow one = network.start(new Path(up, new Link(1_000)), 1_000, 0, NetworkTest::nothing);
    Flow other = network.start(new Path(up, new Link(1_000)), 1_000, 0, NetworkTest::nothing);
    network.settle(0);
    assertEquals(100, thin.bytesPerSecond(), 1e-6);
    assertEquals(450, one.bytesPerSecond(), 1e-6);
    assertEquals(450, other.bytesPerSecond(), 1e-6);
  }

  @Test
  void aNewcomerGetsItsShareOfAFullLink() {
    Network network = new Network();
    Link down = new Link(1_000);
    Flow first = network.start(new Path(new Link(1_000), down), 10_000, 0, NetworkTest::nothing);
    network.settle(0);
    Flow second = network.start(new Path(new Link(1_000), down), 10_000, 0, NetworkTest::nothing);
    network.settle(0);
    assertEquals(500, first.bytesPerSecond(), 1e-6);
    assertEquals(500, second.bytesPerSecond(), 1e-6);
  }

  @Test
  void bytesAreCountedWhereTheyWent() {
    Network network = new Network();
    Link up = new Link(1_000);
    Link down = new Link(1_000);
    List<String> log = new ArrayList<>();
    Flow flow = network.start(new Path(up, down), 500, 0, () -> log.add("finished"));
    network.settle(0);
    network.finishNext();
    assertEquals(List.of("finished"), log);
    network.extend(flow, 700, 500_000_000L);
    assertEquals(1_200_000_000L, network.nextNanos());
    network.stop(flow, 1_000_000_000L);
    network.settle(1_000_000_000L);
    assertEquals(1_000, up.carriedBytes(), 1e-3);
    assertEquals(1_000, down.carriedBytes(), 1e-3);
    assertEquals(0, up.use(), 0);
    assertEquals(Long.MAX_VALUE, network.nextNanos());
  }

  @Test
  void flowsBetweenZonesShareTheirLinkAndLeaveTheRestToOthers() {
    Network network = new Network();
    Link up = new Link(1_000);
    Link between = new Link(200);
    List<Flow> far = new ArrayList<>();
    far.add(
        network.start(new Path(up, List.of(between), new Link(1_000)), 1, 0, NetworkTest::nothing));
    far.add(
        network.start(
            new Path(new Link(1_000), List.of(between), new Link(1_000)),
            1,
            0,
            NetworkTest::nothing));
    Flow near = network.start(new Path(up, new Link(1_000)), 1, 0, NetworkTest::nothing);
    network.settle(0);
    for (Flow flow : far) {
      assertEquals(100, flow.bytesPerSecond(), 1e-6);
    }
    assertEquals(900, near.bytesPerSecond(), 1e-6);
    assertEquals(1, between.use(), 1e-9);
    network.stop(far.getFirst(), 0);
    network.settle(0);
    assertEquals(200, far.getLast().bytesPerSecond(), 1e-6);
    assertEquals(1_000, near.bytesPerSecond(), 1e-6);
  }

  @Test
  void whatIsUsedAgainIsLikeNew() {
    Network network = new Network();
    Link between = new Link(100);
    Link down = new Link(1_000);
    Path far = new Path(new Link(1_000), List.of(between), down);
    Flow first = network.start(far, 800, 0, NetworkTest::nothing);
    network.settle(0);
    network.stop(first, 1_000_000_000L);
    network.settle(1_000_000_000L);
    Flow next =
        network.start(new Path(new Link(500), down), 50, 1_000_000_000L, NetworkTest::nothing);
    network.settle(1_000_000_000L);
    assertSame(first, next);
    assertEquals(50, next.remainingBytes());
    assertEquals(500, next.bytesPerSecond(), 1e-6);
    assertEquals(1_100_000_000L, network.nextNanos());
    assertEquals(0, between.use(), 0);
    assertEquals(100, between.carriedBytes(), 1e-6);
    assertEquals(0.5, down.use(), 1e-9);
  }

  @Test
  void aLinkKnowsHowLongNothingWentThrough() {
    Network network = new Network();
    Link down = new Link(1_000);
    Flow flow = network.start(new Path(new Link(1_000), down), 10, 300, NetworkTest::nothing);
    assertEquals(300, down.idleNanos(400));
    network.stop(flow, 500);
    assertEquals(400, down.idleNanos(600));
  }

  @Test
  void sharesAreNearMaxMinFairUnderChurn() {
    churn(Zones.ONE);
  }

  @Test
  void sharesAreNearMaxMinFairBetweenZones() {
    churn(Zones.FOUR);
  }

  private enum Zones {
    ONE,
    FOUR
  }

  /// No link is ever over-full; what could go faster does, nearly; and rates are near those of
  /// exact progressive filling over a long churn of random flows.
  private static void churn(Zones zones) {
    double difference = 0;
    double idle = 0;
    long samples = 0;
    for (long seed = 0; seed < 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int machines = 20;
      Link[] ups = new Link[machines];
      Link[] downs = new Link[machines];
      Link[] betweens = new Link[16];
      for (int i = 0; i < machines; i++) {
        ups[i] = new Link(1_000_000L * (1 + random.nextInt(4)));
        downs[i] = new Link(1_000_000L * (1 + random.nextInt(4)));
      }
      for (int i = 0; i < betweens.length; i++) {
        betweens[i] = new Link(1_000_000L * (1 + random.nextInt(4)));
      }
      Network network = new Network();
      List<Flow> flows = new ArrayList<>();
      for (int step = 0; step < 1_000; step++) {
        if (flows.size() < 100 || random.nextBoolean()) {
          int from = random.nextInt(machines);
          int to = random.nextInt(machines);
          boolean near = zones == Zones.ONE || from % 4 == to % 4;
          Path path =
              near
                  ? new Path(ups[from], downs[to])
                  : new Path(ups[from], way(betweens, from % 4, to % 4), downs[to]);
          flows.add(network.start(path, 1L << 40, step, NetworkTest::nothing));
        } else {
          network.stop(flows.remove(random.nextInt(flows.size())), step);
        }
        network.settle(step);
        for (Link[] links : List.of(ups, downs, betweens)) {
          for (Link link : links) {
            assertTrue(link.use() <= 1 + 1e-6, "seed " + seed + ": a link used " + link.use());
          }
        }
        if (step % 50 == 49) {
          double[] exact = progressiveFilling(flows);
          double moved = 0;
          double possible = 0;
          for (int i = 0; i < exact.length; i++) {
            double rate = flows.get(i).rate;
            assertTrue(rate > 0, "seed " + seed + ": a flow stands still");
            moved += rate;
            possible += exact[i];
            difference += Math.abs(rate - exact[i]) / exact[i];
            samples++;
          }
          idle += (possible - moved) / possible * exact.length;
        }
      }
    }
    assertTrue(difference / samples < 0.10, "mean difference " + difference / samples);
    assertTrue(idle / samples < 0.01, "mean capacity lost " + idle / samples);
  }

  /// All rates rise together; a flow stops rising when one of its links is full.
  private static double[] progressiveFilling(List<Flow> flows) {
    double[] rates = new double[flows.size()];
    boolean[] stopped = new boolean[flows.size()];
    for (int open = flows.size(); open > 0; ) {
      double step = Double.MAX_VALUE;
      for (int i = 0; i < rates.length; i++) {
        if (!stopped[i]) {
          Flow flow = flows.get(i);
          for (int j = 0; j < flow.links(); j++) {
            Link link = flow.link(j);
            step = Math.min(step, left(link, flows, rates) / rising(link, flows, stopped));
          }
        }
      }
      for (int i = 0; i < rates.length; i++) {
        rates[i] += stopped[i] ? 0 : step;
      }
      for (int i = 0; i < rates.length; i++) {
        Flow flow = flows.get(i);
        for (int j = 0; j < flow.links(); j++) {
          if (!stopped[i] && left(flow.link(j), flows, rates) < 1e-12) {
            stopped[i] = true;
            open--;
          }
        }
      }
    }
    return rates;
  }

  /// From one of four zones to the next there is a link; to others some go by way of two.
  private static List<Link> way(Link[] betweens, int from, int to) {
    return (from + to) % 2 == 1
        ? List.of(betweens[4 * from + to])
        : List.of(betweens[4 * from + (from + 1) % 4], betweens[4 * ((from + 1) % 4) + to]);
  }

  private static double left(Link link, List<Flow> flows, double[] rates) {
    double left = link.bytesPerNano;
    for (int i = 0; i < rates.length; i++) {
      if (flows.get(i).goesThrough(link)) {
        left -= rates[i];
      }
    }
    return left;
  }

  private static int rising(Link link, List<Flow> flows, boolean[] stopped) {
    int count = 0;
    for (int i = 0; i < stopped.length; i++) {
      if (!stopped[i] && flows.get(i).goesThrough(link)) {
        count++;
      }
    }
    return count;
  }
}
