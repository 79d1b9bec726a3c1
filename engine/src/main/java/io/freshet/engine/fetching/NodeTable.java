package io.freshet.engine.fetching;

import io.freshet.engine.NodeId;
import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// What is known of each of some nodes, in the order of their ids.
///
/// Sorted arrays: to find one of a thousand touches ten numbers that lie close together, where a
/// tree of the JDK touches two objects a level. A newcomer moves those after it, and there are few.
final class NodeTable<V> {
  private long[] keys = new long[4];
  private NodeId[] ids = new NodeId[4];
  private Object[] values = new Object[4];
  private int size;

  int size() {
    return size;
  }

  NodeId idAt(int position) {
    return ids[position];
  }

  @SuppressWarnings("unchecked") // only [#put] writes there
  V at(int position) {
    return (V) values[position];
  }

  @Nullable V get(NodeId id) {
    int position = position(id);
    return position < 0 ? null : at(position);
  }

  boolean has(NodeId id) {
    return position(id) >= 0;
  }

  /// The first position whose id comes after this one, which need not be there; the size when there
  /// is none.
  int after(NodeId id) {
    int position = position(id);
    return position < 0 ? -position - 1 : position + 1;
  }

  void put(NodeId id, V value) {
    int position = position(id);
    if (position >= 0) {
      values[position] = value;
      return;
    }
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, 2 * size);
      ids = Arrays.copyOf(ids, 2 * size);
      values = Arrays.copyOf(values, 2 * size);
    }
    int at = -position - 1;
    System.arraycopy(keys, at, keys, at + 1, size - at);
    System.arraycopy(ids, at, ids, at + 1, size - at);
    System.arraycopy(values, at, values, at + 1, size - at);
    keys[at] = key(id);
    ids[at] = id;
    values[at] = value;
    size++;
  }

  @SuppressWarnings("NullAway") // a position past the size is never read
  void remove(NodeId id) {
    int at = position(id);
    if (at >= 0) {
      size--;
      System.arraycopy(keys, at + 1, keys, at, size - at);
      System.arraycopy(ids, at + 1, ids, at, size - at);
      System.arraycopy(values, at + 1, values, at, size - at);
      ids[size] = null;
      values[size] = null;
    }
  }

  void forEach(BiConsumer<NodeId, V> action) {
    for (int i = 0; i < size; i++) {
      action.accept(ids[i], at(i));
    }
  }

  /// Negative when it is not there, as of [Arrays#binarySearch(long[], int, int, long)].
  private int position(NodeId id) {
    return Arrays.binarySearch(keys, 0, size, key(id));
  }

  /// Ids are compared as unsigned numbers.
  private static long key(NodeId id) {
    return id.value() ^ Long.MIN_VALUE;
  }
}
