package io.freshet.node.control;

import io.freshet.engine.ExtentSet;
import io.freshet.engine.ExtentSizes;
import io.freshet.engine.Failure;
import io.freshet.engine.Membership;
import io.freshet.engine.NodeId;
import io.freshet.engine.Report;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// What one member of a swarm has told of itself: bytes held, bytes by source, troubles. For
/// people; nothing is decided by it.
final class Account {

  /// Sources told apart. A table of more columns nobody reads, and 10,000 members of each other
  /// would be 10⁸ numbers.
  static final int SOURCES_MAX = 64;

  /// What came from all others.
  static final NodeId REST = new NodeId(0);

  static final int TROUBLES_MAX = 5;

  private final ExtentSizes sizes;
  private final Map<NodeId, Long> received = new LinkedHashMap<>();
  private final Deque<Trouble> troubles = new ArrayDeque<>();
  private long heldBytes;

  Account(ExtentSizes sizes, Membership membership) {
    this.sizes = sizes;
    ExtentSet held = membership.held();
    if (held.isAll()) {
      heldBytes = sizes.total();
    } else {
      for (int extent = held.next(0); extent >= 0; extent = held.next(extent + 1)) {
        heldBytes += sizes.bytes(extent);
      }
    }
  }

  /// A failure of a source, how often, and when last.
  record Trouble(NodeId source, Failure failure, int count, long lastNanos) {}

  void report(Report report, long nowNanos) {
    for (Report.Delivery delivery : report.delivered()) {
      long bytes = bytes(delivery.extents());
      NodeId source =
          received.size() < SOURCES_MAX || received.containsKey(delivery.source())
              ? delivery.source()
              : REST;
      received.merge(source, bytes, Long::sum);
      heldBytes = Math.min(sizes.total(), heldBytes + bytes);
    }
    heldBytes = Math.max(0, heldBytes - bytes(report.withdrawn()));
    for (Report.Refusal refusal : report.refused()) {
      trouble(refusal.source(), refusal.failure(), nowNanos);
    }
  }

  private void trouble(NodeId source, Failure failure, long nowNanos) {
    int count = 1;
    for (Iterator<Trouble> known = troubles.iterator(); known.hasNext(); ) {
      Trouble trouble = known.next();
      if (trouble.source().equals(source) && trouble.failure() == failure) {
        count += trouble.count();
        known.remove();
      }
    }
    if (troubles.size() == TROUBLES_MAX) {
      troubles.removeLast();
    }
    troubles.addFirst(new Trouble(source, failure, count, nowNanos));
  }

  private long bytes(int[] extents) {
    long sum = 0;
    for (int extent : extents) {
      sum += sizes.bytes(extent);
    }
    return sum;
  }

  long heldBytes() {
    return heldBytes;
  }

  Map<NodeId, Long> received() {
    return Map.copyOf(received);
  }

  /// The latest first.
  Iterable<Trouble> troubles() {
    return troubles;
  }
}
