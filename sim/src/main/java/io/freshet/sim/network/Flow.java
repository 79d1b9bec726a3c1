package io.freshet.sim.network;

/// Bytes on their way from one machine's uplink to another's downlink.
///
/// A flow stays while there is more to send, extent after extent ([Network#extend]): rates are
/// shared anew only when a flow begins or ends.
public final class Flow {

  final Link up;
  final Link down;
  final Runnable finished;

  double remaining;
  double rate;
  long sinceNanos;

  /// When the last byte leaves at the present rate.
  long finishNanos;

  /// Where this flow stands in the heap of finishes: its key there is never later than
  /// `finishNanos`.
  long keyNanos;

  long order;
  int heapSlot = -1;
  int upSlot;
  int downSlot;

  /// True while a settling has changed this flow's rate and its finish is not yet computed anew.
  boolean touched;

  Flow(Link up, Link down, long order, Runnable finished) {
    this.up = up;
    this.down = down;
    this.order = order;
    this.finished = finished;
  }

  public double bytesPerSecond() {
    return rate * 1e9;
  }

  /// What has not yet left, rounded up.
  public long remainingBytes() {
    return (long) Math.ceil(remaining);
  }

  Link other(Link link) {
    return link == up ? down : up;
  }

  void moved(Link link, int slot) {
    if (link == up) {
      upSlot = slot;
    } else {
      downSlot = slot;
    }
  }

  /// Accounts for what went through since the last time.
  void progress(long nowNanos) {
    if (nowNanos > sinceNanos) {
      double bytes = Math.min(remaining, rate * (nowNanos - sinceNanos));
      remaining -= bytes;
      up.carry(bytes);
      down.carry(bytes);
      sinceNanos = nowNanos;
    }
  }
}
