package io.freshet.node.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.freshet.content.InfoHash;
import io.freshet.engine.tracking.TrackerEngine;
import io.freshet.engine.tracking.TrackerEvent.Reach;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What many nodes at once may cost a tracker.
final class TrackerDeskTest {
  private long now;
  private final List<Attendee> dialled = new ArrayList<>();
  private final TrackerDesk desk =
      new TrackerDesk(
          TestTracker.ID,
          "test tracker",
          new TrackerEngine(1),
          new Register(List.of()),
          new NotedErrands(),
          () -> now);

  private final class NotedErrands implements Errands {
    @Override
    public void dial(Attendee attendee, Address address) {
      dialled.add(attendee);
    }

    @Override
    public void read(InfoHash infoHash) {}
  }

  /// Takes everything it is told, and remembers why it was sent away.
  private static final class Patient implements Outlet {
    String why = "";

    @Override
    public boolean offer(SessionEvent.FromTracker said) {
      return true;
    }

    @Override
    public void end(String because) {
      why = because;
    }
  }

  private Patient attach(long node, String host) throws Exception {
    var outlet = new Patient();
    var seen = new Attendee.Seen.From(InetAddress.getByName(host), 1);
    desk.attach(new Attendee(introduction(node % 10_000, node), seen, outlet));
    return outlet;
  }

  private static Introduction introduction(long port, long node) {
    return TestTracker.introduction(node, new Introduction.Listening.OnPort((int) port + 1));
  }

  @Test
  void nobodyTakesAllSeats() throws Exception {
    int max = TrackerDesk.NODES_PER_ADDRESS_MAX;
    for (int node = 1; node <= max; node++) {
      assertEquals("", attach(node, "192.0.2.1").why);
    }
    assertEquals(
        "this tracker takes no more than 10240 nodes of one address",
        attach(max + 1, "192.0.2.1").why);
    assertEquals("", attach(max + 2, "192.0.2.2").why);
    for (int node = max + 3; node <= TrackerDesk.NODES_MAX + 1; node++) {
      assertEquals("", attach(node, "127.0.0.1").why, "the tracker's own machine");
    }
    assertEquals(TrackerDesk.NODES_MAX, desk.status().nodes());
    assertEquals(
        "this tracker takes no more than 16384 nodes",
        attach(TrackerDesk.NODES_MAX + 2, "192.0.2.3").why);
  }

  @Test
  void twoThatSayToBeOneNodeDoNotTakeTurnsForEver() throws Exception {
    List<Patient> visits = new ArrayList<>();
    for (int i = 0; i <= TrackerDesk.COMEBACKS_MAX; i++) {
      visits.add(attach(1, "192.0.2." + (i % 2)));
      now += Duration.ofSeconds(10).toNanos();
    }
    assertEquals("the same node came back on another connection", visits.getFirst().why);
    assertEquals("", visits.getLast().why);
    String refused =
        "node 0000000000000001 is attached already, from 192.0.2.1:1, and both came back again and"
            + " again: was this machine copied while it ran? Start freshet anew on one of them";
    assertEquals(refused, attach(1, "192.0.2.0").why);
    now += Duration.ofHours(1).toNanos();
    assertEquals(refused, attach(1, "192.0.2.0").why, "for as long as the other one is here");
    assertEquals("", visits.getLast().why);
    desk.depart(dialled.get(TrackerDesk.COMEBACKS_MAX));
    assertEquals("", attach(1, "192.0.2.0").why);
  }

  @Test
  void aNodeMayComeBackNowAndThen() throws Exception {
    for (int i = 0; i < 5 * TrackerDesk.COMEBACKS_MAX; i++) {
      assertEquals("", attach(1, "192.0.2.1").why);
      now += Duration.ofMinutes(2).toNanos();
    }
  }

  @Test
  void nobodyIsTheTracker() throws Exception {
    assertEquals(
        "node 0000000000007777 has the tracker's own id",
        attach(TestTracker.ID.value(), "192.0.2.1").why);
  }

  @Test
  void aNodeThatIsBeingDialledIsNotDialledAgain() throws Exception {
    attach(1, "192.0.2.1");
    assertEquals(1, dialled.size());
    desk.dialled(dialled.getFirst(), Reach.UNREACHABLE, 0);
    now += Duration.ofSeconds(31).toNanos();
    desk.tick();
    assertEquals(2, dialled.size());
    now += Duration.ofMinutes(31).toNanos();
    desk.tick();
    assertEquals(2, dialled.size(), "it still waits for its turn");
    desk.dialled(dialled.getLast(), Reach.UNREACHABLE, 0);
    desk.tick();
    assertEquals(3, dialled.size());
  }
}
