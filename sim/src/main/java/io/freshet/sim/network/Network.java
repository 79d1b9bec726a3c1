package io.freshet.sim.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How fast every flow goes: links are shared about max-min fairly, as long-lived TCP connections
/// share them.
///
/// A flow that begins or ends changes only flows that share a link with it, and those that these
/// crowd out or make room for, so a change costs some dozen flows whatever the size of the network.
public final class Network {

  // Exact max-min fairness is global: in a swarm every link is connected with every other one, and
  // one flow's end can move all rates a little. What is kept exactly here is that no link carries
  // more than it can; what is approximate is how evenly. settle() works in three rounds over links:
  //
  // 1. Share: a link whose flows changed is filled from empty. A flow may take there what its other
  // links can spare, or an even share of theirs if this is more.
  //
  // 2. Trim: another link that was promised more than it has cuts its fastest flows down to a
  // common rate.
  //
  // 3. Grow: a link that others' cuts left with more than SPARE_MIN unused gives it to flows whose
  // other links have room as well.
  //
  // NetworkTest compares with exact progressive filling (Bertsekas & Gallager, Data Networks,
  // 6.5.2), with and without zones.

  /// The unused share of a link that is worth handing out at once; less waits for the link's next
  /// own change. With 8 flows on a link the next change is some hundredths of an extent's time
  /// away.
  private static final double SPARE_MIN = 0.01;

  /// A byte's worth of rounding.
  private static final double ROUNDING = 1e-9;

  private final FinishHeap finishes = new FinishHeap();
  private final List<Link> changed = new ArrayList<>();
  private final List<Link> crowded = new ArrayList<>();
  private final List<Link> freed = new ArrayList<>();
  private final List<Flow> touched = new ArrayList<>();
  private double[] caps = new double[64];

  /// Flows that are over, to be used again.
  private final ArrayList<Flow> ended = new ArrayList<>();

  private int flows;
  private long started;
  private long nowNanos;

  /// Begins to send; `finished` runs when the last byte has left, and must then [#extend] or
  /// [#stop] the flow.
  public Flow start(Path path, long bytes, long nanos, Runnable finished) {
    Flow flow = ended.isEmpty() ? new Flow(flows++, path) : ended.removeLast();
    flow.order = started++;
    flow.finished = finished;
    flow.enter(path, nanos);
    flow.remaining = bytes;
    finishes.add(flow);
    markChanged(flow);
    return flow;
  }

  /// The flow goes on with more bytes: nobody else notices.
  public void extend(Flow flow, long bytes, long nanos) {
    flow.progress(nanos);
    flow.remaining += bytes;
    schedule(flow);
  }

  /// The flow is over, whether or not it was finished. It is not to be asked anything any more: the
  /// next one to begin has its object.
  public void stop(Flow flow, long nanos) {
    flow.progress(nanos);
    flow.leave(nanos);
    finishes.remove(flow);
    markChanged(flow);
    ended.add(flow);
  }

  /// When the next flow finishes; [Long#MAX_VALUE] when none does.
  public long nextNanos() {
    return finishes.isEmpty() ? Long.MAX_VALUE : finishes.first().finishNanos;
  }

  /// Tells the flow that finishes next.
  public void finishNext() {
    Flow flow = finishes.first();
    flow.progress(flow.finishNanos);
    flow.carry(flow.remaining);
    flow.remaining = 0; // less than a byte: times are whole nanoseconds
    flow.finished.run();
  }

  /// Shares the links anew after flows began or ended: once for all that happened at one time.
  public void settle(long nanos) {
    if (changed.isEmpty()) {
      return;
    }
    nowNanos = nanos;
    for (Link link : changed) {
      link.changed = false;
      if (link.count > 0) {
        share(link);
      }
      markFreed(link);
    }
    changed.clear();
    for (int i = 0; i < crowded.size(); i++) {
      trim(crowded.get(i));
    }
    crowded.clear();
    for (int i = 0; i < freed.size(); i++) {
      grow(freed.get(i));
    }
    freed.clear();
    for (Flow flow : touched) {
      flow.touched = false;
      schedule(flow);
    }
    touched.clear();
  }

  private void share(Link link) {
    int count = link.count;
    for (int i = 0; i < count; i++) {
      setCap(i, link.flows[i].shareBeyond(link));
    }
    fill(link);
  }

  private void trim(Link link) {
    link.crowded = false;
    if (link.allocated > link.bytesPerNano) {
      for (int i = 0; i < link.count; i++) {
        setCap(i, link.flows[i].rate);
      }
      fill(link);
    }
  }

  /// Gives each flow its cap or, where caps don't bind, the same rate, so that the link is full if
  /// caps allow.
  private void fill(Link link) {
    int count = link.count;
    double left = link.bytesPerNano;
    int open = count;
    double level = left / open;
    boolean bound = true;
    while (bound && open > 0) {
      bound = false;
      for (int i = 0; i < count; i++) {
        if (caps[i] >= 0 && caps[i] <= level) {
          left -= caps[i];
          open--;
          setRate(link.flows[i], caps[i], link);
          caps[i] = -1;
          bound = true;
        }
      }
      if (open > 0) {
        level = left / open;
      }
    }
    for (int i = 0; i < count; i++) {
      if (caps[i] >= 0) {
        setRate(link.flows[i], level, link);
      }
    }
  }

  private void grow(Link link) {
    link.freed = false;
    for (int round = 0; round < 2; round++) {
      double spare = link.spare();
      if (link.count == 0 || spare < SPARE_MIN * link.bytesPerNano) {
        return;
      }
      int willing = 0;
      for (int i = 0; i < link.count; i++) {
        if (link.flows[i].roomBeyond(link) > 0) {
          willing++;
        }
      }
      for (int i = 0; i < link.count; i++) {
        Flow flow = link.flows[i];
        double room = flow.roomBeyond(link);
        if (room > 0) {
          setRate(flow, flow.rate + Math.min(spare / willing, room), link);
        }
      }
    }
  }

  private void setRate(Flow flow, double rate, Link by) {
    double more = rate - flow.rate;
    if (Math.abs(more) <= ROUNDING * rate) {
      return;
    }
    if (!flow.touched) {
      flow.touched = true;
      flow.progress(nowNanos);
      touched.add(flow);
    }
    flow.rate = rate;
    flow.allocate(more);
    for (int i = 0; i < flow.links(); i++) {
      Link link = flow.link(i);
      if (link != by) {
        noteChange(link, more);
      }
    }
  }

  private void noteChange(Link link, double more) {
    if (more < 0) {
      markFreed(link);
    } else if (link.allocated > link.bytesPerNano * (1 + ROUNDING) && !link.crowded) {
      link.crowded = true;
      crowded.add(link);
    }
  }

  private void schedule(Flow flow) {
    flow.finishNanos = flow.sinceNanos + (long) Math.ceil(flow.remaining / flow.rate);
    finishes.update(flow);
  }

  private void markChanged(Flow flow) {
    for (int i = 0; i < flow.links(); i++) {
      markChanged(flow.link(i));
    }
  }

  private void markChanged(Link link) {
    if (!link.changed) {
      link.changed = true;
      changed.add(link);
    }
  }

  private void markFreed(Link link) {
    if (!link.freed) {
      link.freed = true;
      freed.add(link);
    }
  }

  private void setCap(int slot, double cap) {
    if (slot == caps.length) {
      caps = Arrays.copyOf(caps, 2 * slot);
    }
    caps[slot] = cap;
  }
}
