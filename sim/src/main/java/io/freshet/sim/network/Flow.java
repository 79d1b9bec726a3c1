package io.freshet.sim.network;

/// Bytes on their way from one machine's uplink to another's downlink, and over the links between
/// their zones where they stand in two.
///
/// A flow stays while there is more to send, extent after extent ([Network#extend]): rates are
/// shared anew only when a flow begins or ends.
public final class Flow {

  /// What it goes through: the links between zones, the uplink, the downlink.
  final Link[] links;

  final Runnable finished;

  double remaining;
  double rate;
  long sinceNanos;

  /// When the last byte leaves at the present rate.
  long finishNanos;

  long order;

  /// Where it stands in the heap of finishes.
  int heapSlot = -1;

  /// Where it stands among the flows of each of its links.
  private final int[] slots;

  /// True while a settling has changed this flow's rate and its finish is not yet computed anew.
  boolean touched;

  Flow(Path path, long order, Runnable finished) {
    int between = path.between().size();
    links = path.between().toArray(new Link[between + 2]);
    links[between] = path.up();
    links[between + 1] = path.down();
    slots = new int[between + 2];
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
    double room = Double.MAX_VALUE;
    for (Link other : links) {
      room = other == link ? room : Math.min(room, other.spare());
    }
    return room;
  }

  /// What its other links would give it: what it has there and what is spare, or an even share if
  /// that is more.
  double shareBeyond(Link link) {
    double share = Double.MAX_VALUE;
    for (Link other : links) {
      share = other == link ? share : Math.min(share, other.share(rate));
    }
    return share;
  }

  void enter(long nowNanos) {
    for (int i = 0; i < links.length; i++) {
      slots[i] = links[i].add(this, nowNanos);
    }
  }

  void leave(long nowNanos) {
    allocate(-rate);
    rate = 0;
    for (int i = 0; i < links.length; i++) {
      links[i].removeAt(slots[i], nowNanos);
    }
  }

  void allocate(double more) {
    for (Link link : links) {
      link.allocated += more;
    }
  }

  void carry(double bytes) {
    for (Link link : links) {
      link.carry(bytes);
    }
  }

  void moved(Link link, int slot) {
    int at = 0;
    while (links[at] != link) {
      at++;
    }
    slots[at] = slot;
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
