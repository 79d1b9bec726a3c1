package io.freshet.node.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.Hash;
import io.freshet.content.InfoHash;
import io.freshet.engine.NodeId;
import io.freshet.engine.Report;
import io.freshet.engine.planning.Assignment;
import io.freshet.node.control.SessionEvent.Assigned;
import io.freshet.node.control.SessionEvent.FromTracker;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Assignments that wait for a node travel together, and overtake nothing.
final class MergedAssignmentsTest {

  private static final NodeId SOURCE = new NodeId(1);
  private static final InfoHash SWARM = new InfoHash(new Hash(1, 2, 3, 4));
  private static final InfoHash OTHER = new InfoHash(new Hash(5, 6, 7, 8));

  private final Outbox<FromTracker> outbox = new Outbox<>(10);

  private static Assigned of(InfoHash swarm, int... extents) {
    return new Assigned(swarm, List.of(new Assignment(extents, List.of(SOURCE), 1_000_000_000)));
  }

  private void say(FromTracker... all) {
    for (FromTracker one : all) assertTrue(RemoteSession.offer(outbox, one));
  }

  /// For each message its kind, and of assignments the extents.
  private List<String> said() throws InterruptedException {
    List<String> said = new ArrayList<>();
    for (FromTracker one = outbox.take(() -> true, 0);
        one != null;
        one = outbox.take(() -> true, 0)) {
      said.add(
          one instanceof Assigned(InfoHash swarm, List<Assignment> assignments)
              ? (swarm.equals(SWARM) ? "" : "other ")
                  + assignments.stream()
                      .flatMapToInt(assignment -> IntStream.of(assignment.extents()))
                      .boxed()
                      .toList()
              : one.getClass().getSimpleName());
    }
    return said;
  }

  @Test
  void whatWaitsBecomesOneMessage() throws InterruptedException {
    say(of(SWARM, 1, 2), of(OTHER, 7), of(SWARM, 3), of(OTHER, 8));
    assertEquals(List.of("[1, 2, 3]", "other [7, 8]"), said());
  }

  @Test
  void nothingIsMovedInFrontOfWhatWasSaidBetween() throws InterruptedException {
    say(of(SWARM, 1), new SessionEvent.Revoked(SWARM, SOURCE), of(SWARM, 2));
    say(new SessionEvent.Located(List.of()), of(SWARM, 3), of(SWARM, 4));
    assertEquals(List.of("[1]", "Revoked", "[2]", "Located", "[3, 4]"), said());
  }

  @Test
  void aFullMessageTakesNoMore() throws InterruptedException {
    int[] most = IntStream.range(0, Report.EXTENTS_MAX - 1).toArray();
    say(of(SWARM, most), of(SWARM, 1), of(SWARM, 2));
    assertEquals(2, said().size());
  }
}
