package io.freshet.node.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Who is cut, and who is not because it was we who slept. Times are the test's own.
final class StallGuardTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final StallWatch watch = new StallWatch(5 * SECOND);
  private final AtomicInteger cuts = new AtomicInteger();
  private final AtomicInteger slow = new AtomicInteger();
  private final StallGuard.Guarded connection =
      new StallGuard.Guarded(watch, slow::incrementAndGet, cuts::incrementAndGet);

  private int cutsAfterLooks(long last, long now) {
    StallGuard.look(List.of(connection), last * SECOND, now * SECOND);
    return cuts.get();
  }

  @Test
  void whoMovesNothingIsCut() {
    watch.begin(0);
    assertEquals(0, cutsAfterLooks(4, 5));
    assertEquals(1, cutsAfterLooks(5, 6));
  }

  /// A byte a second, for ever.
  @Test
  void whoTricklesIsCut() {
    watch.begin(0);
    for (int second = 1; second <= 5; second++) {
      watch.moved(1, second * SECOND);
      assertEquals(0, cutsAfterLooks(second - 1, second));
    }
    watch.moved(1, 6 * SECOND);
    assertEquals(1, cutsAfterLooks(5, 6));
  }

  /// A process that was stopped for a minute finds every peer silent for that long.
  @Test
  void afterASuspensionNobodyIsBlamedForIt() {
    watch.begin(0);
    assertEquals(0, cutsAfterLooks(1, 61));
    assertEquals(0, cutsAfterLooks(61, 62));
    assertEquals(0, cutsAfterLooks(65, 66), "five seconds more for each");
    assertEquals(1, cutsAfterLooks(66, 67));
  }

  @Test
  void whoIsSlowIsToldBeforeItIsCut() {
    watch.begin(0);
    assertEquals(0, cutsAfterLooks(0, 1));
    assertEquals(0, slow.get());
    assertEquals(0, cutsAfterLooks(1, 2));
    assertEquals(1, slow.get());
    watch.moved(StallWatch.BYTES_MIN, 2 * SECOND);
    assertEquals(0, cutsAfterLooks(2, 3));
    assertEquals(1, slow.get(), "it has gone on");
    watch.pause(3 * SECOND);
    assertEquals(0, cutsAfterLooks(8, 9));
    assertEquals(1, slow.get(), "nobody waits for it");
  }
}
