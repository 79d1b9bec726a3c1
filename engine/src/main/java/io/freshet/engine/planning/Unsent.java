package io.freshet.engine.planning;

import io.freshet.engine.picking.RarityIndex;

/// Extents that no peer holds or awaits: only a seed can send them. In random order; and when each
/// of the others was sent last.
final class Unsent {

  private final int[] order;

  /// Where in the order an extent stands: inverts it.
  private final int[] position;

  private final long[] sentAt;
  private int count;

  Unsent(RarityIndex rarity) {
    count = rarity.size();
    order = new int[count];
    position = new int[count];
    sentAt = new long[count];
    for (int rank = 0; rank < count; rank++) {
      order[rank] = rarity.at(rank);
      position[order[rank]] = rank;
    }
  }

  int count() {
    return count;
  }

  int at(int index) {
    return order[index];
  }

  boolean has(int extent) {
    return position[extent] < count;
  }

  long sentAt(int extent) {
    return sentAt[extent];
  }

  void sendingAt(int extent, long nowNanos) {
    sentAt[extent] = nowNanos;
  }

  void remove(int extent) {
    if (has(extent)) {
      swap(position[extent], --count);
    }
  }

  void add(int extent) {
    if (!has(extent)) {
      swap(position[extent], count++);
    }
  }

  private void swap(int a, int b) {
    int extent = order[a];
    order[a] = order[b];
    order[b] = extent;
    position[order[a]] = a;
    position[order[b]] = b;
  }
}
