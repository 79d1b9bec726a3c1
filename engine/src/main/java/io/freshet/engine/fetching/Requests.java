package io.freshet.engine.fetching;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The requests that are open, by their numbers, which only grow: the oldest first.
final class Requests {
  private long[] ids = new long[4];
  private Request[] requests = new Request[4];
  private int size;
  private long last;

  /// What to do with each.
  interface Visit {
    void visit(long id, Request request);
  }

  /// Returns its number.
  long add(Request request) {
    if (size == ids.length) {
      ids = Arrays.copyOf(ids, 2 * size);
      requests = Arrays.copyOf(requests, 2 * size);
    }
    ids[size] = ++last;
    requests[size++] = request;
    return last;
  }

  @Nullable Request get(long id) {
    int position = Arrays.binarySearch(ids, 0, size, id);
    return position < 0 ? null : requests[position];
  }

  @SuppressWarnings("NullAway") // a position past the size is never read
  @Nullable Request remove(long id) {
    int position = Arrays.binarySearch(ids, 0, size, id);
    if (position < 0) {
      return null;
    }
    Request removed = requests[position];
    size--;
    System.arraycopy(ids, position + 1, ids, position, size - position);
    System.arraycopy(requests, position + 1, requests, position, size - position);
    requests[size] = null;
    return removed;
  }

  /// Those that are open now: none may be added or removed meanwhile.
  void forEach(Visit visit) {
    for (int i = 0; i < size; i++) {
      visit.visit(ids[i], requests[i]);
    }
  }

  long[] ids() {
    return Arrays.copyOf(ids, size);
  }

  List<Request> all() {
    return List.of(Arrays.copyOf(requests, size));
  }
}
