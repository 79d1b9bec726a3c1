package io.freshet.node.control;

import io.freshet.engine.NodeId;
import io.freshet.node.Patience;
import io.freshet.node.catalog.ChannelName;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/// Asks a tracker for its status until it is what it will be.
final class StatusWait {

  private StatusWait() {}

  /// The newest release of a channel, once this holds for it.
  static TrackerStatus.Swarm until(
      TrackerClient client, ChannelName channel, Predicate<TrackerStatus.Swarm> wanted) {
    var last = new AtomicReference<TrackerStatus.Swarm>();
    Patience.until(
        () -> {
          last.set(given(client.status(channel)).swarms().getFirst());
          return wanted.test(last.get());
        },
        () -> "it stays " + last.get());
    return last.get();
  }

  static void untilNodes(TrackerClient client, int nodes) {
    var last = new AtomicReference<TrackerStatus>();
    Patience.until(
        () -> {
          last.set(given(client.status()));
          return last.get().nodes() == nodes;
        },
        () -> "it stays " + last.get());
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
