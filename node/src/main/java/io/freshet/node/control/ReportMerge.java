package io.freshet.node.control;

import io.freshet.engine.NodeId;
import io.freshet.engine.Report;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Two reports of one swarm made one, while the first still waits to be sent.
final class ReportMerge {

  private ReportMerge() {}

  /// Null where one report cannot say what the two say one after the other: a report's deliveries
  /// are believed before its withdrawals and returns, so an earlier withdrawal must not meet a
  /// later delivery.
  static @Nullable Report merge(Report earlier, Report later) {
    if (earlier.withdrawn().length > 0
        || earlier.returned().length > 0
        || entries(earlier) + entries(later) > Protocol.ENTRIES_MAX
        || extents(earlier) + extents(later) > Report.EXTENTS_MAX) {
      return null;
    }
    Map<NodeId, int[]> delivered = new LinkedHashMap<>();
    for (Report.Delivery delivery : earlier.delivered()) {
      delivered.merge(delivery.source(), delivery.extents(), ReportMerge::joined);
    }
    for (Report.Delivery delivery : later.delivered()) {
      delivered.merge(delivery.source(), delivery.extents(), ReportMerge::joined);
    }
    List<Report.Delivery> deliveries = new ArrayList<>();
    delivered.forEach((source, extents) -> deliveries.add(new Report.Delivery(source, extents)));
    List<Report.Refusal> refused = new ArrayList<>(earlier.refused());
    refused.addAll(later.refused());
    return new Report(deliveries, later.withdrawn(), refused, later.returned(), later.credits());
  }

  private static int entries(Report report) {
    return report.delivered().size() + report.refused().size();
  }

  private static int extents(Report report) {
    int count = report.withdrawn().length + report.returned().length;
    for (Report.Delivery delivery : report.delivered()) {
      count += delivery.extents().length;
    }
    for (Report.Refusal refusal : report.refused()) {
      count += refusal.extents().length;
    }
    return count;
  }

  private static int[] joined(int[] first, int[] second) {
    int[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
