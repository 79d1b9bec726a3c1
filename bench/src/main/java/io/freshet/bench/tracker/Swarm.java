package io.freshet.bench.tracker;

import com.google.protobuf.ByteString;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// The release that all played nodes want, who they are, and what was counted of them.
final class Swarm {
  private final ByteString infoHash;
  private final int extents;
  private final VirtualNetwork network;
  private final LoadNode[] nodes;
  private final Semaphore welcomed = new Semaphore(0);
  private final Semaphore dialled = new Semaphore(0);
  private final AtomicInteger unreachable = new AtomicInteger();
  private final Map<String, Integer> lost = new ConcurrentSkipListMap<>();
  private final AtomicBoolean over = new AtomicBoolean();
  private final LongAdder assignments = new LongAdder();
  private final LongAdder reports = new LongAdder();
  private final LongAdder completed = new LongAdder();
  private final Latencies reportToAssignment = new Latencies();

  Swarm(ByteString infoHash, int extents, VirtualNetwork network, int nodes) {
    this.infoHash = infoHash;
    this.extents = extents;
    this.network = network;
    this.nodes = new LoadNode[nodes];
  }

  void add(int number, LoadNode node) {
    nodes[number] = node;
  }

  LoadNode[] nodes() {
    return nodes;
  }

  /// The node of this id.
  LoadNode node(long id) {
    return nodes[Math.toIntExact(id - LoadNode.id(0))];
  }

  ByteString infoHash() {
    return infoHash;
  }

  int extents() {
    return extents;
  }

  VirtualNetwork network() {
    return network;
  }

  /// Has a permit for each node that was welcomed.
  Semaphore welcomed() {
    return welcomed;
  }

  /// Has a permit for each node that was dialled.
  Semaphore dialled() {
    return dialled;
  }

  void dialled(boolean reached) {
    unreachable.addAndGet(reached ? 0 : 1);
    dialled.release();
  }

  int unreachable() {
    return unreachable.get();
  }

  /// A session ended; says whether it should not have.
  boolean lost(String why) {
    if (over.get()) {
      return false;
    }
    lost.merge(why, 1, Integer::sum);
    return true;
  }

  /// How many sessions were lost, and why.
  String lost() {
    return lost.isEmpty() ? "no session lost" : "sessions lost, and opened again: " + lost;
  }

  /// From now on sessions may end.
  void end() {
    over.set(true);
  }

  boolean isOver() {
    return over.get();
  }

  /// Extents assigned.
  LongAdder assignments() {
    return assignments;
  }

  LongAdder reports() {
    return reports;
  }

  /// Nodes that have everything.
  LongAdder completed() {
    return completed;
  }

  Latencies reportToAssignment() {
    return reportToAssignment;
  }
}
