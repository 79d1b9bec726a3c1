package io.freshet.node.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.Hash;
import io.freshet.content.InfoHash;
import io.freshet.engine.ExtentSizes;
import io.freshet.engine.NodeId;
import io.freshet.engine.tracking.TrackerEvent.Reach;
import io.freshet.node.control.Introduction.Listening;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Who was told whose address, and who is named for a manifest.
final class RosterTest {

  private static final NodeId TRACKER = new NodeId(0x7777);
  private static final InfoHash HASH = new InfoHash(new Hash(1, 2, 3, 4));

  /// What one node was told, and room for no more than `room` of it.
  private static final class Told implements Outlet {
    private final List<SessionEvent.FromTracker> said = new ArrayList<>();
    private final int room;

    Told(int room) {
      this.room = room;
    }

    @Override
    public boolean offer(SessionEvent.FromTracker event) {
      return said.size() < room && said.add(event);
    }

    @Override
    public void end(String why) {}
  }

  private static Attendee attendee(long node, Outlet outlet) {
    return attendee(TestTracker.introduction(node), outlet);
  }

  private static Attendee attendee(Introduction introduction, Outlet outlet) {
    return new Attendee(introduction, new Attendee.Seen.Inside(), outlet);
  }

  private static NodeAddress address(long node) {
    return new NodeAddress(new NodeId(node), new Address("", (int) (10_000 + node)));
  }

  @Test
  void anAddressIsToldOnceAndAgainWhenItsSeatHasAnother() {
    var roster = new Roster();
    Attendee asking = attendee(1, new Told(0));
    Attendee first = attendee(2, new Told(0));
    roster.add(asking);
    roster.add(first);
    List<NodeId> named = List.of(new NodeId(2), new NodeId(3), new NodeId(99));
    assertEquals(List.of(address(2)), roster.introduceTo(asking, named));
    assertEquals(List.of(), roster.introduceTo(asking, named));

    roster.remove(first);
    Attendee second = attendee(3, new Told(0));
    roster.add(second);
    assertEquals(first.seat, second.seat);
    assertEquals(List.of(address(3)), roster.introduceTo(asking, named));
  }

  @Test
  void manyAddressesComeInSeveralMessagesAndBeforeTheirIds() {
    var roster = new Roster();
    var told = new Told(Integer.MAX_VALUE);
    Attendee asking = attendee(1, told);
    roster.add(asking);
    List<NodeId> named = new ArrayList<>();
    for (int node = 2; node < 2_500; node++) {
      roster.add(attendee(node, new Told(0)));
      named.add(new NodeId(node));
    }
    var said = new SessionEvent.Introduced(HASH, named);
    new Teller(roster).tell(asking, said);
    assertEquals(4, told.said.size());
    assertEquals(said, told.said.getLast());
    int located = 0;
    for (SessionEvent.FromTracker one : told.said.subList(0, 3)) {
      int size = ((SessionEvent.Located) one).nodes().size();
      assertTrue(size <= Protocol.NODES_MAX, "as many as a message holds, not " + size);
      located += size;
    }
    assertEquals(named.size(), located);
  }

  @Test
  void whoTakesTooLittleIsRemembered() {
    var roster = new Roster();
    Attendee slow = attendee(1, new Told(1));
    roster.add(slow);
    var teller = new Teller(roster);
    teller.tell(slow, new SessionEvent.NoSwarm(HASH));
    assertEquals(List.of(), teller.takeOverflowed());
    teller.tell(slow, new SessionEvent.NoSwarm(HASH));
    teller.tell(slow, new SessionEvent.NoSwarm(HASH));
    assertEquals(List.of(slow), teller.takeOverflowed());
    assertEquals(List.of(), teller.takeOverflowed());
  }

  @Test
  void theTrackerHandsOutSomeManifestsAndThenNamesMembersFirst() {
    var swarm = new TrackedSwarm();
    long third = TrackedSwarm.MANIFEST_BYTES_HANDED_OUT / 3;
    swarm.open(new TrackedSwarm.Contents(ExtentSizes.even(4, 1), third));
    Attendee asking = attendee(100, new Told(0));
    for (int node = 1; node <= 5; node++) {
      Attendee member = attendee(node, new Told(0));
      member.reach = node == 3 ? Reach.UNREACHABLE : Reach.REACHABLE;
      swarm.members.add(member);
    }
    assertEquals(nodes(0x7777, 1, 2, 4), swarm.manifestSources(TRACKER, asking));
    assertEquals(nodes(0x7777, 2, 4, 5), swarm.manifestSources(TRACKER, asking));
    assertEquals(nodes(0x7777, 4, 5, 1), swarm.manifestSources(TRACKER, asking));
    assertEquals(nodes(4, 5, 1, 0x7777), swarm.manifestSources(TRACKER, asking));
    assertEquals(nodes(5, 1, 2, 0x7777), swarm.manifestSources(TRACKER, asking));
    Attendee member = swarm.members.getFirst();
    assertEquals(nodes(2, 4, 5, 0x7777), swarm.manifestSources(TRACKER, member), "not itself");
  }

  private static List<NodeId> nodes(long... ids) {
    List<NodeId> nodes = new ArrayList<>();
    for (long id : ids) {
      nodes.add(new NodeId(id));
    }
    return nodes;
  }

  @Test
  void whoListensNowhereIsNotNamed() {
    var roster = new Roster();
    roster.add(attendee(1, new Told(0)));
    roster.add(attendee(TestTracker.introduction(2, new Listening.Nowhere()), new Told(0)));
    assertEquals(nodes(1), roster.findable(nodes(1, 2, 3)));
  }
}
