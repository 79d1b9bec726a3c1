package io.freshet.sim.world;

import io.freshet.engine.Report;
import io.freshet.engine.planning.Assignment;
import java.util.List;

/// What control messages weigh, about: protobuf on HTTP/2, batched.
final class ControlBytes {

  /// Frame header, message header and the swarm's number.
  private static final int MESSAGE = 24;

  private static final int NODE = 9;

  /// A run of extents: where it begins and how long it is.
  private static final int EXTENT = 4;

  private static final int LEASE = 6;

  /// A message that names one node.
  static final int NODE_MESSAGE = MESSAGE + NODE;

  private ControlBytes() {}

  static int of(Report report) {
    int bytes = MESSAGE + EXTENT * (report.withdrawn().length + report.returned().length);
    for (Report.Delivery delivery : report.delivered()) {
      bytes += NODE + EXTENT * delivery.extents().length;
    }
    for (Report.Refusal refusal : report.refused()) {
      bytes += NODE + EXTENT * refusal.extents().length;
    }
    return bytes;
  }

  static int of(List<Assignment> assignments) {
    int bytes = MESSAGE;
    for (Assignment assignment : assignments) {
      bytes += LEASE + NODE * assignment.sources().size() + EXTENT * assignment.extents().length;
    }
    return bytes;
  }
}
