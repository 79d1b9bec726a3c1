package io.freshet.node.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.engine.NodeId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// When nothing came, and who was waited for. Times are milliseconds.
class GapsTest {
  private static final NodeId A = new NodeId(1);
  private static final NodeId B = new NodeId(2);

  private final Gaps gaps = new Gaps(0);

  private static long ms(long millis) {
    return millis * 1_000_000;
  }

  private Optional<Gaps.Gap> came(long request, long atMillis) {
    return gaps.came(request, ms(atMillis));
  }

  @Test
  void theWaitForTheFirstExtentIsAGapThatBeganUnplanned() {
    gaps.asked(1, A, ms(300));
    gaps.asked(2, B, ms(310));
    gaps.asked(3, A, ms(310));
    Gaps.Gap gap = came(2, 400).orElseThrow();
    assertEquals(new Moment.Lull(ms(400), ms(300)), gap.lull());
    assertEquals(
        List.of(new Gaps.Silence(A, ms(100)), new Gaps.Silence(B, ms(90))), gap.waitedFor());
    assertEquals(Optional.of(B), gap.endedBy());
  }

  @Test
  void whoGaveSomethingLatelyIsToldFromWhoNeverDid() {
    gaps.asked(1, A, ms(0));
    gaps.asked(2, B, ms(0));
    var _ = came(1, 10);
    assertEquals(Optional.of(A), gaps.ended(1, ms(10)));
    gaps.asked(3, A, ms(150));
    gaps.asked(4, A, ms(190));
    assertEquals(
        List.of(new Gaps.Silence(B, ms(200)), new Gaps.Silence(A, ms(50))),
        came(3, 200).orElseThrow().waitedFor());
    gaps.asked(5, A, ms(210));
    assertEquals(
        List.of(new Gaps.Silence(B, ms(300)), new Gaps.Silence(A, ms(100))),
        came(4, 300).orElseThrow().waitedFor());
  }

  @Test
  void whatComesAsUsualIsNoGap() {
    gaps.asked(1, A, ms(0));
    for (int i = 1; i <= 20; i++) {
      assertTrue(came(1, 40L * i).isEmpty());
    }
    assertTrue(came(1, 800 + 100).isEmpty(), "two and a half times the usual");
    assertTrue(came(1, 900 + 400).isPresent());
    assertEquals(1, gaps.count());
  }

  @Test
  void aShortPauseOfAFastLinkIsNoGap() {
    gaps.asked(1, A, ms(0));
    for (int i = 1; i <= 20; i++) {
      var _ = came(1, i);
    }
    assertTrue(came(1, 20 + 50).isEmpty());
    assertTrue(came(1, 70 + 51).isPresent());
  }

  @Test
  void timeWithoutAPlanIsToldApartFromTimeWithASource() {
    gaps.asked(1, A, ms(0));
    var _ = came(1, 10);
    gaps.ended(1, ms(20));
    gaps.asked(2, B, ms(120));
    assertEquals(new Moment.Lull(ms(190), ms(100)), came(2, 200).orElseThrow().lull());
    gaps.ended(2, ms(210));
    gaps.asked(3, A, ms(260));
    assertEquals(new Moment.Lull(ms(100), ms(50)), came(3, 300).orElseThrow().lull());
    assertEquals(2, gaps.count());
    assertEquals(new Moment.Lull(ms(290), ms(150)), gaps.total());
  }

  @Test
  void whoEndedAGapNeedNotBeKnown() {
    gaps.asked(1, A, ms(0));
    gaps.ended(1, ms(50));
    Gaps.Gap gap = came(1, 100).orElseThrow();
    assertEquals(Optional.empty(), gap.endedBy());
    assertEquals(List.of(), gap.waitedFor());
    assertEquals(new Moment.Lull(ms(100), ms(50)), gap.lull());
  }
}
