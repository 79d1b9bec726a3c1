package io.freshet.node.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.freshet.content.InfoHash;
import io.freshet.engine.Failure;
import io.freshet.engine.NodeId;
import io.freshet.engine.fetching.NodeEvent.Ending;
import io.freshet.node.trace.Moment;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a trace is told beside gaps: whatever may be a gap's reason.
class SwarmTraceTest {
  private static final InfoHash RELEASE = InfoHash.parse("ab".repeat(32));
  private static final NodeId SOURCE = new NodeId(1);

  private final List<Moment> told = new ArrayList<>();
  private final AddressBook addresses = new AddressBook();
  private final SwarmTrace trace = new SwarmTrace(told::add, RELEASE, addresses);

  @Test
  void aSourceThatFailsIsToldAndOneThatIsCalledOffIsNot() {
    addresses.put(SOURCE, InetSocketAddress.createUnresolved("10.77.0.4", 7070));
    trace.asked(1, SOURCE);
    trace.asked(2, SOURCE);
    trace.asked(3, SOURCE);
    trace.ended(1, new Ending.Complete());
    trace.ended(2, new Ending.Cancelled());
    trace.ended(3, new Ending.Failed(Failure.STALLED));
    assertEquals(
        List.of(
            new Moment.Asked(RELEASE, "10.77.0.4:7070"),
            new Moment.Failed(RELEASE, "10.77.0.4:7070", Failure.STALLED)),
        told);
  }

  /// With all that is on its way to it, which may be hundreds of requests.
  @Test
  void aSourceThatGoesOnFailingIsToldOnceForEachReason() {
    addresses.put(SOURCE, InetSocketAddress.createUnresolved("10.77.0.4", 7070));
    List<Ending> endings =
        List.of(
            new Ending.Failed(Failure.BROKEN),
            new Ending.Failed(Failure.BROKEN),
            new Ending.Cancelled(),
            new Ending.Failed(Failure.BROKEN),
            new Ending.Failed(Failure.BUSY),
            new Ending.Complete(),
            new Ending.Failed(Failure.BUSY));
    for (int i = 0; i < endings.size(); i++) {
      trace.asked(i, SOURCE);
      trace.ended(i, endings.get(i));
    }
    assertEquals(
        List.of(
            new Moment.Asked(RELEASE, "10.77.0.4:7070"),
            new Moment.Failed(RELEASE, "10.77.0.4:7070", Failure.BROKEN),
            new Moment.Failed(RELEASE, "10.77.0.4:7070", Failure.BUSY),
            new Moment.Failed(RELEASE, "10.77.0.4:7070", Failure.BUSY)),
        told);
  }

  @Test
  void aTrackerThatGoesAwayIsToldOnceAndOneThatNeverWasIsNot() {
    trace.detached();
    trace.joined();
    trace.detached();
    trace.detached();
    trace.joined();
    assertEquals(
        List.of(
            new Moment.Joined(RELEASE), new Moment.Untracked(RELEASE), new Moment.Joined(RELEASE)),
        told);
  }
}
