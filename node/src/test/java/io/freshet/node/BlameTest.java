package io.freshet.node;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.freshet.engine.Failure;
import io.freshet.engine.NodeId;
import io.freshet.node.FaultyLink.Fault;
import io.freshet.node.control.Address;
import io.freshet.node.control.Answer;
import io.freshet.node.control.Timing;
import io.freshet.node.control.TrackerClient;
import io.freshet.node.control.TrackerStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who spoils what it sends is blamed for what it did, and everybody can read that in the tracker's
/// status.
class BlameTest {
  private static final int BYTES = 6 << 20;
  private static final long SEED = Long.getLong("freshet.seed", 4);

  /// So slow that it has not given everything before a stall is noticed, 5 s after it began.
  private static final int ORIGIN_BYTES_PER_SECOND = BYTES / 60;

  @TempDir Path temp;

  /// What is missing, doubled or foreign makes wrong bytes.
  private static Failure blamedFor(Fault fault) {
    return switch (fault) {
      case CORRUPTS, REPLAYS, SWALLOWS, ADDS, SWAPS -> Failure.CORRUPT;
      case STALLS, DRIPS -> Failure.STALLED;
      case CUTS, REFUSES -> Failure.BROKEN;
      case NONE -> throw new IllegalArgumentException("nothing is done");
    };
  }

  /// A receiver with a slow origin and a fast spoiler.
  private record Trial(Fault fault, Machines machines, NodeId spoiler, TrackerClient tracker) {
    boolean isBlamed() {
      var status = assertInstanceOf(Answer.Given.class, tracker.status()).value();
      return ((TrackerStatus) status)
          .swarms().stream()
              .flatMap(swarm -> swarm.members().stream())
              .flatMap(member -> member.troubles().stream())
              .anyMatch(one -> one.source().equals(spoiler) && one.failure() == blamedFor(fault));
    }
  }

  private Trial begin(Fault fault, Machines machines) throws Exception {
    Node origin = machines.node(Optional.empty(), ORIGIN_BYTES_PER_SECOND, 0);
    machines.track(machines.seed(origin), origin);
    FaultyLink link = machines.link(fault, SEED);
    Node spoiler = machines.behind(link);
    machines.seedTracked(spoiler, origin.port());
    machines.fetchTracked(machines.node(), origin.port());
    var tracker =
        TrackerClient.connect(List.of(new Address("127.0.0.1", origin.port())), Timing.STANDARD);
    return new Trial(
        fault,
        machines,
        spoiler.id(),
        (TrackerClient) assertInstanceOf(Answer.Given.class, tracker).value());
  }

  /// All at once, because each takes some seconds.
  @Test
  void eachIsBlamedForWhatItDid() throws Exception {
    List<Machines> all = new ArrayList<>();
    List<Trial> trials = new ArrayList<>();
    try {
      for (Fault fault : Fault.values()) {
        // Who can't be reached is asked for nothing.
        if (fault == Fault.NONE || fault == Fault.REFUSES) continue;
        Path folder = Files.createDirectory(temp.resolve(fault.name()));
        all.add(new Machines(folder, BYTES));
        trials.add(begin(fault, all.getLast()));
      }
      for (Trial trial : trials) {
        Patience.until(
            trial::isBlamed, () -> trial.fault + " is not noticed, -Dfreshet.seed=" + SEED);
      }
    } finally {
      for (Trial trial : trials) trial.tracker.close();
      for (Machines machines : all) machines.close();
    }
  }
}
