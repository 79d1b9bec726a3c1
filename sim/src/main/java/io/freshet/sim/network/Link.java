package io.freshet.sim.network;

import java.util.Arrays;

/// One direction of one machine's connection to the network, or of the connection of two zones:
/// what the flows through it share.
public final class Link {

  final double bytesPerNano;

  Flow[] flows = new Flow[8];
  int count;

  /// The sum of its flows' rates, kept up to date by [Network].
  double allocated;

  /// Marks of the settling that is under way: see [Network].
  boolean changed;

  boolean freed;
  boolean crowded;

  private double carried;
  private long idleNanos;
  private long idleSinceNanos;

  public Link(long bytesPerSecond) {
    if (bytesPerSecond < 1) {
      throw new IllegalArgumentException("a link of " + bytesPerSecond + " bytes a second");
    }
    this.bytesPerNano = bytesPerSecond / 1e9;
  }

  /// Bytes that went through so far, as of each flow's last change of rate.
  public double carriedBytes() {
    return carried;
  }

  /// How long so far no flow went through at all.
  public long idleNanos(long nowNanos) {
    return idleNanos + (count == 0 ? nowNanos - idleSinceNanos : 0);
  }

  public int flowCount() {
    return count;
  }

  /// The share of the link's rate that is in use now.
  public double use() {
    return allocated / bytesPerNano;
  }

  /// Bytes a nanosecond that are in use now.
  public double allocated() {
    return allocated;
  }

  void carry(double bytes) {
    carried += bytes;
  }

  /// What a flow that has this rate here may have: what is spare as well, or an even share if this
  /// is more, so a newcomer is not locked out by those who came first.
  double share(double rate) {
    return Math.max(rate + spare(), bytesPerNano / count);
  }

  /// Bytes a nanosecond that are not in use now.
  public double spare() {
    return Math.max(0, bytesPerNano - allocated);
  }

  int add(Flow flow, long nowNanos) {
    if (count == 0) {
      idleNanos += nowNanos - idleSinceNanos;
    }
    if (count == flows.length) {
      flows = Arrays.copyOf(flows, 2 * count);
    }
    flows[count] = flow;
    return count++;
  }

  @SuppressWarnings("NullAway") // a slot past the count is never read
  void removeAt(int slot, long nowNanos) {
    Flow last = flows[--count];
    flows[count] = null;
    if (slot < count) {
      flows[slot] = last;
      last.moved(this, slot);
    }
    if (count == 0) {
      allocated = 0; // sheds what rounding left
      idleSinceNanos = nowNanos;
    }
  }
}
