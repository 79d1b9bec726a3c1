package io.freshet.sim.network;

import java.util.Arrays;

/// Flows by the time at which they finish.
///
/// A finish that moves to a later time leaves the heap as it is and is put right when it reaches
/// the top: under churn most moves are undone before that.
final class FinishHeap {

  private static final int WAYS = 4;

  private Flow[] heap = new Flow[256];
  private int size;

  /// The flow that finishes first; only when not [#isEmpty()].
  Flow first() {
    Flow top = heap[0];
    while (top.keyNanos < top.finishNanos) {
      top.keyNanos = top.finishNanos;
      down(0, top);
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
    }
    flow.keyNanos = flow.finishNanos;
    up(size++, flow);
  }

  /// To be called when the flow's finish has changed.
  void update(Flow flow) {
    if (flow.finishNanos < flow.keyNanos) {
      flow.keyNanos = flow.finishNanos;
      up(flow.heapSlot, flow);
    }
  }

  @SuppressWarnings("NullAway") // a slot past the size is never read
  void remove(Flow flow) {
    int slot = flow.heapSlot;
    Flow last = heap[--size];
    heap[size] = null;
    flow.heapSlot = -1;
    if (last != flow) {
      up(slot, last);
      down(last.heapSlot, last);
    }
  }

  private void up(int slot, Flow flow) {
    int at = slot;
    while (at > 0) {
      int parent = (at - 1) / WAYS;
      if (!before(flow, heap[parent])) {
        break;
      }
      put(at, heap[parent]);
      at = parent;
    }
    put(at, flow);
  }

  private void down(int slot, Flow flow) {
    int at = slot;
    for (int child = WAYS * at + 1; child < size; child = WAYS * at + 1) {
      int least = child;
      for (int i = child + 1; i < Math.min(child + WAYS, size); i++) {
        if (before(heap[i], heap[least])) {
          least = i;
        }
      }
      if (before(flow, heap[least])) {
        break;
      }
      put(at, heap[least]);
      at = least;
    }
    put(at, flow);
  }

  private void put(int slot, Flow flow) {
    heap[slot] = flow;
    flow.heapSlot = slot;
  }

  private static boolean before(Flow a, Flow b) {
    return a.keyNanos < b.keyNanos || (a.keyNanos == b.keyNanos && a.order < b.order);
  }
}
