package io.freshet.sim.network;

import java.util.Arrays;

/// Flows by the time at which they finish.
///
/// A finish that moves to a later time leaves the heap as it is and is put right when it reaches
/// the top: under churn most moves are undone before that.
final class FinishHeap {

  private static final int WAYS = 4;

  /// The flows, and beside each when it was to finish when it was last put in place: never later
  /// than it does. To compare two must not touch the flows.
  private Flow[] heap = new Flow[256];

  private long[] keys = new long[256];
  private int size;

  /// The flow that finishes first; only when not [#isEmpty()].
  Flow first() {
    Flow top = heap[0];
    while (keys[0] < top.finishNanos) {
      down(0, top, top.finishNanos);
      top = heap[0];
    }
    return top;
  }

  boolean isEmpty() {
    return size == 0;
  }

  void add(Flow flow) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
      keys = Arrays.copyOf(keys, 2 * size);
    }
    up(size++, flow, flow.finishNanos);
  }

  /// To be called when the flow's finish has changed.
  void update(Flow flow) {
    if (flow.finishNanos < keys[flow.heapSlot]) {
      up(flow.heapSlot, flow, flow.finishNanos);
    }
  }

  @SuppressWarnings("NullAway") // a slot past the size is never read
  void remove(Flow flow) {
    int slot = flow.heapSlot;
    Flow last = heap[--size];
    long key = keys[size];
    heap[size] = null;
    flow.heapSlot = -1;
    if (last != flow) {
      up(slot, last, key);
      down(last.heapSlot, last, key);
    }
  }

  private void up(int slot, Flow flow, long key) {
    int at = slot;
    while (at > 0) {
      int parent = (at - 1) / WAYS;
      if (!before(flow, key, parent)) {
        break;
      }
      put(at, heap[parent], keys[parent]);
      at = parent;
    }
    put(at, flow, key);
  }

  private void down(int slot, Flow flow, long key) {
    int at = slot;
    for (int child = WAYS * at + 1; child < size; child = WAYS * at + 1) {
      int least = child;
      for (int i = child + 1; i < Math.min(child + WAYS, size); i++) {
        if (before(heap[i], keys[i], least)) {
          least = i;
        }
      }
      if (before(flow, key, least)) {
        break;
      }
      put(at, heap[least], keys[least]);
      at = least;
    }
    put(at, flow, key);
  }

  private void put(int slot, Flow flow, long key) {
    heap[slot] = flow;
    keys[slot] = key;
    flow.heapSlot = slot;
  }

  private boolean before(Flow flow, long key, int slot) {
    return key < keys[slot] || (key == keys[slot] && flow.order < heap[slot].order);
  }
}
