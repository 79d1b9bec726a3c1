package io.freshet.engine.fetching;

import io.freshet.engine.ExtentSet;
import io.freshet.engine.planning.RateMeter;
import org.jspecify.annotations.Nullable;

/// What one peer that haves were heard of holds, and how fast it gives.
final class Peer {
  ExtentSet holds;

  /// What it announced and did not give: believed again later.
  ExtentSet doubted;

  long doubtedUntil;

  /// How often it was doubted since it last gave something.
  int doubts;

  /// Null until it has given something: most that are named never do.
  private @Nullable RateMeter meter;

  boolean listening;

  /// Are the two sets its own?
  private boolean spoke;

  Peer(ExtentSet nothing) {
    holds = nothing;
    doubted = nothing;
  }

  void speaks(int extents) {
    if (!spoke) {
      holds = ExtentSet.none(extents);
      doubted = ExtentSet.none(extents);
      spoke = true;
    }
  }

  void gave(int bytes, long nowNanos) {
    RateMeter rate = meter == null ? new RateMeter() : meter;
    rate.record(bytes, nowNanos);
    meter = rate;
  }

  double rate(long nowNanos) {
    return meter == null ? 0 : meter.bytesPerSecond(nowNanos);
  }

  void forget(ExtentSet nothing) {
    holds = nothing;
    doubted = nothing;
    spoke = false;
  }
}
