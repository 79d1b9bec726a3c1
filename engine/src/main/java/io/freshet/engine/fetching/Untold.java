package io.freshet.engine.fetching;

import io.freshet.engine.Failure;
import io.freshet.engine.NodeId;
import io.freshet.engine.Report;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a node has not yet told its tracker: the next report in the making.
final class Untold {
  private static final int[] NONE = {};

  private final List<Report.Delivery> delivered = new ArrayList<>();
  private final List<Report.Refusal> refused = new ArrayList<>();
  private final List<Integer> withdrawn = new ArrayList<>();
  private final List<Integer> returned = new ArrayList<>();

  boolean isEmpty() {
    return delivered.isEmpty() && refused.isEmpty() && withdrawn.isEmpty() && returned.isEmpty();
  }

  void delivered(NodeId source, int extent) {
    Report.Delivery last = delivered.isEmpty() ? null : delivered.getLast();
    if (last != null && last.source().equals(source)) {
      int[] longer = Arrays.copyOf(last.extents(), last.extents().length + 1);
      longer[longer.length - 1] = extent;
      delivered.set(delivered.size() - 1, new Report.Delivery(source, longer));
    } else {
      delivered.add(new Report.Delivery(source, new int[] {extent}));
    }
  }

  void refused(NodeId source, Failure failure, int[] extents) {
    refused.add(new Report.Refusal(source, failure, extents));
  }

  void withdrawn(int extent) {
    withdrawn.add(extent);
  }

  void returned(int extent) {
    returned.add(extent);
  }

  void returnedNoMore(int extent) {
    returned.removeIf(one -> one == extent);
  }

  int returns() {
    return returned.size();
  }

  Report take(int credits) {
    Report report = new Report(delivered, toArray(withdrawn), refused, toArray(returned), credits);
    forget();
    return report;
  }

  void forget() {
    delivered.clear();
    refused.clear();
    withdrawn.clear();
    returned.clear();
  }

  private static int[] toArray(List<Integer> list) {
    return list.isEmpty() ? NONE : list.stream().mapToInt(Integer::intValue).toArray();
  }
}
