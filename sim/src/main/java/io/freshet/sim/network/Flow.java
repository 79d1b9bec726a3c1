package io.freshet.sim.network;

import java.util.List;

/// Bytes on their way from one machine's uplink to another's downlink, and over the links between
/// their zones where they stand in two.
///
/// A flow stays while there is more to send, extent after extent ([Network#extend]): rates are
/// shared anew only when a flow begins or ends. A network uses the object of one that ended for the
/// next that begins: in a large one to look at a flow is to wait for memory, and what is used again
/// lies close together.
public final class Flow {

  /// Its number in the network, for as long as there is one: that of its object.
  final int number;

  Runnable finished = Flow::nothing;
  double remaining;
  double rate;
  long sinceNanos;

  /// When the last byte leaves at the present rate.
  long finishNanos;

  long order;

  /// True while a settling has changed this flow's rate and its finish is not yet computed anew.
  boolean touched;

  /// What it goes through: the uplink, the downlink, and the links between zones.
  Link up;

  Link down;
  private List<Link> between;

  /// Where it stands among the flows of each of its links.
  private int slotUp;

  private int slotDown;
  private int[] slotsBetween = {};

  Flow(int number, Path path) {
    this.number = number;
    up = path.up();
    down = path.down();
    between = path.between();
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
    double room = link == up ? Double.MAX_VALUE : up.spare();
    room = link == down ? room : Math.min(room, down.spare());
    for (int i = 0; i < between.size(); i++) {
      Link other = between.get(i);
      room = other == link ? room : Math.min(room, other.spare());
    }
    return room;
  }

  /// What its other links would give it: what it has there and what is spare, or an even share if
  /// that is more.
  double shareBeyond(Link link) {
    double share = link == up ? Double.MAX_VALUE : up.share(rate);
    share = link == down ? share : Math.min(share, down.share(rate));
    for (int i = 0; i < between.size(); i++) {
      Link other = between.get(i);
      share = other == link ? share : Math.min(share, other.share(rate));
    }
    return share;
  }

  /// Begins on this path, with nothing to send.
  void enter(Path path, long nowNanos) {
    up = path.up();
    down = path.down();
    between = path.between();
    rate = 0;
    remaining = 0;
    sinceNanos = nowNanos;
    finishNanos = Long.MAX_VALUE;
    if (slotsBetween.length != between.size()) {
      slotsBetween = new int[between.size()];
    }
    for (int i = 0; i < slotsBetween.length; i++) {
      slotsBetween[i] = between.get(i).add(this, nowNanos);
    }
    slotUp = up.add(this, nowNanos);
    slotDown = down.add(this, nowNanos);
  }

  void leave(long nowNanos) {
    allocate(-rate);
    rate = 0;
    finished = Flow::nothing;
    for (int i = 0; i < slotsBetween.length; i++) {
      between.get(i).removeAt(slotsBetween[i], nowNanos);
    }
    up.removeAt(slotUp, nowNanos);
    down.removeAt(slotDown, nowNanos);
  }

  int links() {
    return 2 + between.size();
  }

  boolean goesThrough(Link link) {
    return link == up || link == down || between.contains(link);
  }

  /// The links between zones come first, then the uplink and the downlink.
  Link link(int index) {
    int ends = index - between.size();
    return ends < 0 ? between.get(index) : ends == 0 ? up : down;
  }

  void allocate(double more) {
    for (int i = 0; i < between.size(); i++) {
      between.get(i).allocated += more;
    }
    up.allocated += more;
    down.allocated += more;
  }

  void carry(double bytes) {
    for (int i = 0; i < between.size(); i++) {
      between.get(i).carry(bytes);
    }
    up.carry(bytes);
    down.carry(bytes);
  }

  void moved(Link link, int slot) {
    if (link == up) {
      slotUp = slot;
    } else if (link == down) {
      slotDown = slot;
    } else {
      slotsBetween[between.indexOf(link)] = slot;
    }
  }

  private static void nothing() {}

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
