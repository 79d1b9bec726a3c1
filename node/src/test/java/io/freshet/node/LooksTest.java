package io.freshet.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// A mirror looks soon after it heard of a change, from time to time in any case, and never all the
/// time.
final class LooksTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private long now = 17;
  private final Looks looks = new Looks(Duration.ofSeconds(5), now);

  private void look(long tookNanos) {
    long began = now;
    now += tookNanos;
    looks.looked(began, now);
  }

  @Test
  void whatIsHeardIsLookedAtAtOnce() {
    assertEquals(5 * SECOND, looks.waitNanos(now));
    now += SECOND;
    looks.heard();
    assertTrue(looks.waitNanos(now) <= 0);
    look(SECOND / 100);
    assertEquals(5 * SECOND, looks.waitNanos(now));
  }

  @Test
  void longLooksAreRare() {
    look(SECOND);
    assertEquals(50 * SECOND, looks.waitNanos(now));
    looks.heard();
    assertEquals(10 * SECOND, looks.waitNanos(now));
    look(20 * SECOND);
    assertEquals(600 * SECOND, looks.waitNanos(now), "ten minutes at most");
  }

  @Test
  void whoChangesThingsAllTheTimeIsLookedAfterNowAndThen() {
    int atOnce = 0;
    for (int change = 0; change < 20; change++) {
      now += SECOND / 10;
      looks.heard();
      if (looks.waitNanos(now) > 0) continue;
      look(0);
      atOnce++;
    }
    assertEquals(Looks.AT_ONCE_MAX, atOnce);
    assertTrue(looks.waitNanos(now) <= 5 * SECOND);
    now += 60 * SECOND;
    assertTrue(looks.waitNanos(now) <= 0);
    look(0);
    looks.heard();
    assertTrue(looks.waitNanos(now) <= 0, "what is rare is looked at at once again");
  }
}
