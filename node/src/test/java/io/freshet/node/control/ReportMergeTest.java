package io.freshet.node.control;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.freshet.engine.Failure;
import io.freshet.engine.NodeId;
import io.freshet.engine.Report;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReportMergeTest {

  private static final NodeId A = new NodeId(1);
  private static final NodeId B = new NodeId(2);
  private static final int[] NONE = {};

  private static Report delivered(int credits, Report.Delivery... deliveries) {
    return new Report(List.of(deliveries), NONE, List.of(), NONE, credits);
  }

  private static Report.Delivery from(NodeId source, int... extents) {
    return new Report.Delivery(source, extents);
  }

  @Test
  void deliveriesOfOneSourceBecomeOne() {
    Report merged =
        ReportMerge.merge(
            delivered(5, from(A, 1, 2), from(B, 3)), delivered(4, from(B, 4), from(A, 5)));
    assertNotNull(merged);
    assertEquals(List.of(A, B), merged.delivered().stream().map(Report.Delivery::source).toList());
    assertArrayEquals(new int[] {1, 2, 5}, merged.delivered().get(0).extents());
    assertArrayEquals(new int[] {3, 4}, merged.delivered().get(1).extents());
    assertEquals(4, merged.credits(), "the later one");
  }

  @Test
  void aLaterWithdrawalComesAlong() {
    Report later =
        new Report(
            List.of(),
            new int[] {1},
            List.of(new Report.Refusal(B, Failure.BUSY, new int[] {7})),
            new int[] {7},
            3);
    Report merged = ReportMerge.merge(delivered(5, from(A, 1, 2)), later);
    assertNotNull(merged);
    assertArrayEquals(new int[] {1}, merged.withdrawn());
    assertArrayEquals(new int[] {7}, merged.returned());
    assertEquals(1, merged.refused().size());
  }

  @Test
  void aWithdrawalDoesNotMeetALaterDelivery() {
    var withdrawal = new Report(List.of(), new int[] {1}, List.of(), NONE, 5);
    assertNull(ReportMerge.merge(withdrawal, delivered(5, from(A, 1))));
    var giveBack = new Report(List.of(), NONE, List.of(), new int[] {1}, 5);
    assertNull(ReportMerge.merge(giveBack, delivered(5, from(A, 1))));
  }

  @Test
  void whatIsTooLargeForOneMessageStaysTwo() {
    Report half = delivered(5, from(A, new int[Report.EXTENTS_MAX / 2 + 1]));
    assertNull(ReportMerge.merge(half, half));
  }
}
