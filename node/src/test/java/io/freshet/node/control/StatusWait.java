package io.freshet.node.control;

import io.freshet.engine.NodeId;
import io.freshet.node.catalog.ChannelName;
import java.util.function.Predicate;

/// Asks a tracker for its status until it is what it will be.
final class StatusWait {

  private static final int TRIES_MAX = 100_000;

  private StatusWait() {}

  /// The newest release of a channel, once this holds for it.
  static TrackerStatus.Swarm until(
      TrackerClient client, ChannelName channel, Predicate<TrackerStatus.Swarm> wanted) {
    TrackerStatus.Swarm last = null;
    for (int tries = 0; tries < TRIES_MAX; tries++) {
      last = given(client.status(channel)).swarms().getFirst();
      if (wanted.test(last)) {
        return last;
      }
    }
    throw new AssertionError("it stays " + last);
  }

  static void untilNodes(TrackerClient client, int nodes) {
    TrackerStatus last = null;
    for (int tries = 0; tries < TRIES_MAX; tries++) {
      last = given(client.status());
      if (last.nodes() == nodes) {
        return;
      }
    }
    throw new AssertionError("it stays " + last);
  }

  static TrackerStatus.Member member(TrackerStatus.Swarm swarm, long node) {
    return swarm.members().stream()
        .filter(member -> member.node().equals(new NodeId(node)))
        .findFirst()
        .orElseThrow();
  }

  static <T> T given(Answer<T> answer) {
    return switch (answer) {
      case Answer.Given<T>(T value) -> value;
      case Answer.Failed<T>(ControlFailure why) -> throw new AssertionError(why.line());
    };
  }
}
