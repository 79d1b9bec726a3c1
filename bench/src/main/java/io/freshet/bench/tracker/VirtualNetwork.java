package io.freshet.bench.tracker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/// The transfers that the played nodes pretend to make: each link carries one extent after the
/// other, and an extent has arrived when its source's and its receiver's link have both carried it.
/// No byte moves.
final class VirtualNetwork {
  private final long extentNanos;

  // Guarded by this.
  private final PriorityQueue<Transfer> transfers = new PriorityQueue<>();
  private long numbers;

  VirtualNetwork(long extentBytes, long linkBitsPerSecond) {
    extentNanos = extentBytes * 8 * 1_000_000_000L / linkBitsPerSecond;
  }

  /// An extent on its way.
  private record Transfer(long endNanos, long number, LoadNode to, LoadNode from, int extent)
      implements Comparable<Transfer> {
    @Override
    public int compareTo(Transfer other) {
      int byTime = Long.compare(endNanos - other.endNanos, 0);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  void start() {
    Thread.ofPlatform().daemon().name("network").start(this::run);
  }

  /// Begins a transfer behind what both links carry already.
  synchronized void begin(LoadNode to, LoadNode from, int extent) {
    long now = System.nanoTime();
    to.downFreeNanos = Math.max(now, to.downFreeNanos) + extentNanos;
    from.upFreeNanos = Math.max(now, from.upFreeNanos) + extentNanos;
    long end = Math.max(to.downFreeNanos, from.upFreeNanos);
    transfers.add(new Transfer(end, numbers++, to, from, extent));
    if (transfers.element().number() == numbers - 1) {
      notifyAll();
    }
  }

  private void run() {
    try {
      while (true) {
        Map<LoadNode, List<LoadNode.Arrival>> arrived = due();
        arrived.forEach(LoadNode::arrived);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Waits for the next ends and takes all that are due, by receiver.
  private synchronized Map<LoadNode, List<LoadNode.Arrival>> due() throws InterruptedException {
    Map<LoadNode, List<LoadNode.Arrival>> due = new LinkedHashMap<>();
    while (due.isEmpty()) {
      long now = System.nanoTime();
      while (!transfers.isEmpty() && transfers.element().endNanos() - now <= 0) {
        Transfer ended = transfers.remove();
        due.computeIfAbsent(ended.to(), _ -> new ArrayList<>())
            .add(new LoadNode.Arrival(ended.from(), ended.extent()));
      }
      if (due.isEmpty()) {
        long left = transfers.isEmpty() ? Long.MAX_VALUE : transfers.element().endNanos() - now;
        wait(Math.min(1_000, left / 1_000_000), (int) Math.min(999_999, left % 1_000_000));
      }
    }
    return due;
  }
}
