package io.freshet.node.folder;

import java.util.concurrent.TimeUnit;

/// When a folder that is being changed is looked at: after a pause in the changes, or at last after
/// a time however busy it is, so that a burst of changes becomes one release and a folder that
/// never rests still has releases.
final class Settling {
  /// An unpacking or a build that goes on writes again within some milliseconds; a person notices
  /// no half second.
  static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /// So that the rest of a folder does not wait for one file that is always written.
  static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(10);

  private boolean begun;
  private long firstNanos;
  private long lastNanos;

  /// Something changed.
  void changed(long nowNanos) {
    if (!begun) firstNanos = nowNanos;
    begun = true;
    lastNanos = nowNanos;
  }

  boolean hasBegun() {
    return begun;
  }

  /// What was changed has been dealt with.
  void over() {
    begun = false;
  }

  /// How long to wait for more; zero when it is time to look.
  long waitNanos(long nowNanos) {
    if (!begun) return 0;
    long quiet = lastNanos + QUIET_NANOS - nowNanos;
    long longest = firstNanos + LONGEST_NANOS - nowNanos;
    return Math.max(0, Math.min(quiet, longest));
  }

  /// Has nothing changed for long enough?
  boolean isQuiet(long nowNanos) {
    return !begun || nowNanos - lastNanos >= QUIET_NANOS;
  }

  /// Has it been waited for as long as ever?
  boolean isLongest(long nowNanos) {
    return begun && nowNanos - firstNanos >= LONGEST_NANOS;
  }
}
