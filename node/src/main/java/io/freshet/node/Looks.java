package io.freshet.node;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// When a mirror looks whether somebody changed something in its folder: soon after the kernel has
/// told of a change, and from time to time in any case.
///
/// Times are those of [System#nanoTime()].
final class Looks {
  /// Looking from time to time takes 2 % of one core at most: 1,000 files take some 10 ms.
  private static final int TIMES = 50;

  private static final long REGULAR_MAX_NANOS = TimeUnit.MINUTES.toNanos(10);

  /// Looking because something was heard takes a tenth of the time at most.
  private static final int HEARD_TIMES = 10;

  /// So many looks in a row follow what is heard at once: a person's edits, one after the other.
  /// Whoever changes things all the time is looked after as if nothing was heard.
  static final int AT_ONCE_MAX = 10;

  private final long regularMinNanos;
  private long lookedNanos;
  private long tookNanos;
  private boolean heard;
  // Looks that may follow at once, in units of the time after which one more may.
  private long creditNanos;

  /// @param regularMin between two looks, if nothing is heard
  Looks(Duration regularMin, long nowNanos) {
    regularMinNanos = regularMin.toNanos();
    lookedNanos = nowNanos;
    creditNanos = AT_ONCE_MAX * regularMinNanos;
  }

  /// Something has changed.
  void heard() {
    heard = true;
  }

  /// How long there is nothing to look for; zero or less when it is time.
  long waitNanos(long nowNanos) {
    long since = nowNanos - lookedNanos;
    long regular =
        Math.clamp(
            tookNanos * TIMES, regularMinNanos, Math.max(regularMinNanos, REGULAR_MAX_NANOS));
    boolean atOnce = heard && creditNanos + since >= regularMinNanos;
    return (atOnce ? tookNanos * HEARD_TIMES : regular) - since;
  }

  /// A look has ended.
  void looked(long beganNanos, long nowNanos) {
    long earned = nowNanos - lookedNanos;
    creditNanos = Math.min(AT_ONCE_MAX * regularMinNanos, creditNanos + earned);
    if (heard) creditNanos = Math.max(0, creditNanos - regularMinNanos);
    heard = false;
    lookedNanos = nowNanos;
    tookNanos = nowNanos - beganNanos;
  }
}
