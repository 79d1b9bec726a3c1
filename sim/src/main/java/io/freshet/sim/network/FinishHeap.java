package io.freshet.sim.network;

import java.util.Arrays;

/// Flows by the time at which they finish.
///
/// A finish that moves to a later time leaves the heap as it is and is put right when it reaches
/// the top: under churn most moves are undone before that. Flows are known by their numbers, and
/// what a comparison or a move needs lies in arrays that a cache holds: with 30,000 flows, to touch
/// one at each level would cost more than all else.
final class FinishHeap {

  private static final int WAYS = 4;

  /// The numbers of flows, and beside each when it was to finish when it was last put in place:
  /// never later than it does.
  private int[] heap = new int[256];

  private long[] keys = new long[256];
  private int size;

  /// By number: the flow, what tells it from others that finish at the same time, and its slot.
  private Flow[] flows = new Flow[256];

  private long[] orders = new long[256];
  private int[] slots = new int[256];

  /// The flow that finishes first; only when not [#isEmpty()].
  Flow first() {
    Flow top = flows[heap[0]];
    while (keys[0] < top.finishNanos) {
      down(0, top.number, top.finishNanos);
      top = flows[heap[0]];
    }
    return top;
  }

  boolean isEmpty() {
    return size == 0;
  }

  void add(Flow flow) {
    int number = flow.number;
    if (number >= flows.length) {
      int length = Math.max(number + 1, 2 * flows.length);
      flows = Arrays.copyOf(flows, length);
      orders = Arrays.copyOf(orders, length);
      slots = Arrays.copyOf(slots, length);
    }
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
      keys = Arrays.copyOf(keys, 2 * size);
    }
    flows[number] = flow;
    orders[number] = flow.order;
    up(size++, number, flow.finishNanos);
  }

  /// To be called when the flow's finish has changed.
  void update(Flow flow) {
    int slot = slots[flow.number];
    if (flow.finishNanos < keys[slot]) {
      up(slot, flow.number, flow.finishNanos);
    }
  }

  void remove(Flow flow) {
    int slot = slots[flow.number];
    int last = heap[--size];
    long key = keys[size];
    if (last != flow.number) {
      up(slot, last, key);
      down(slots[last], last, key);
    }
  }

  private void up(int slot, int flow, long key) {
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

  private void down(int slot, int flow, long key) {
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

  private void put(int slot, int flow, long key) {
    heap[slot] = flow;
    keys[slot] = key;
    slots[flow] = slot;
  }

  private boolean before(int flow, long key, int slot) {
    return key < keys[slot] || (key == keys[slot] && orders[flow] < orders[heap[slot]]);
  }
}
