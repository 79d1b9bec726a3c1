package io.freshet.sim.network;

import org.jspecify.annotations.Nullable;

/// Bytes on their way from one machine's uplink to another's downlink, and over the link between
/// their zones where they stand in two.
///
/// A flow stays while there is more to send, extent after extent ([Network#extend]): rates are
/// shared anew only when a flow begins or ends.
public final class Flow {

  final Link up;
  final Link down;
  final @Nullable Link between;
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
  int betweenSlot;

  /// True while a settling has changed this flow's rate and its finish is not yet computed anew.
  boolean touched;

  Flow(Path path, long order, Runnable finished) {
    this.up = path.up();
    this.down = path.down();
    this.between = path.between();
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

  /// What its other links could give it more, all of them.
  double roomBeyond(Link link) {
    Link middle = between;
    double room = middle == null || middle == link ? Double.MAX_VALUE : middle.spare();
    room = up == link ? room : Math.min(room, up.spare());
    return down == link ? room : Math.min(room, down.spare());
  }

  /// What its other links would give it: what it has there and what is spare, or an even share if
  /// that is more.
  double shareBeyond(Link link) {
    Link middle = between;
    double share = middle == null || middle == link ? Double.MAX_VALUE : middle.share(rate);
    share = up == link ? share : Math.min(share, up.share(rate));
    return down == link ? share : Math.min(share, down.share(rate));
  }

  void enter(long nowNanos) {
    upSlot = up.add(this, nowNanos);
    downSlot = down.add(this, nowNanos);
    Link middle = between;
    if (middle != null) {
      betweenSlot = middle.add(this, nowNanos);
    }
  }

  void leave(long nowNanos) {
    allocate(-rate);
    rate = 0;
    up.removeAt(upSlot, nowNanos);
    down.removeAt(downSlot, nowNanos);
    Link middle = between;
    if (middle != null) {
      middle.removeAt(betweenSlot, nowNanos);
    }
  }

  void allocate(double more) {
    up.allocated += more;
    down.allocated += more;
    Link middle = between;
    if (middle != null) {
      middle.allocated += more;
    }
  }

  void carry(double bytes) {
    up.carry(bytes);
    down.carry(bytes);
    Link middle = between;
    if (middle != null) {
      middle.carry(bytes);
    }
  }

  void moved(Link link, int slot) {
    if (link == up) {
      upSlot = slot;
    } else if (link == down) {
      downSlot = slot;
    } else {
      betweenSlot = slot;
    }
  }

  /// Accounts for what went through since the last time.
  void progress(long nowNanos) {
    if (nowNanos > sinceNanos) {
      double bytes = Math.min(remaining, rate * (nowNanos - sinceNanos));
      remaining -= bytes;
      carry(bytes);
      sinceNanos = nowNanos;
    }
  }
}
