package io.freshet.engine.planning;

import io.freshet.engine.NodeId;
import io.freshet.engine.planning.Planner.Plan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Assignments in the making: what one round of planning chose, gathered by receiver and source.
final class Drafts {

  /// A lease lasts eight times as long as the source's queue should take, within these.
  private static final double LEASE_TIMES = 8;

  private static final long LEASE_NANOS_MIN = 10_000_000_000L;
  private static final long LEASE_NANOS_MAX = 300_000_000_000L;

  private final Seats seats;

  /// Who has drafts, in the order of their first ones.
  private final List<Member> receivers = new ArrayList<>();

  private long planned;

  Drafts(Seats seats) {
    this.seats = seats;
  }

  /// Extents drafted so far: what the cost of planning is divided by.
  long planned() {
    return planned;
  }

  static long lease(Member source, @Nullable Passage passage, long nowNanos) {
    double seconds = Math.max(source.load(), passage == null ? 0 : passage.load(nowNanos));
    return (long) Math.clamp(LEASE_TIMES * 1e9 * seconds, LEASE_NANOS_MIN, LEASE_NANOS_MAX);
  }

  /// One more extent, in the last assignment if that names the same source and its others hold it.
  void add(Pending way) {
    planned++;
    Draft last = way.receiver.lastDraft;
    if (last != null && last.source == way.source && !last.instead && last.othersHold(way.extent)) {
      last.ways.add(way);
    } else {
      last = new Draft(way.source, seats.others(way.extent, way.source, way.receiver), way, false);
      add(way.receiver, last);
    }
    way.fallbacks = last.others;
  }

  /// A second source for an extent, or a third instead of the first: if it fails, the other one
  /// still goes on.
  void addAlone(Pending way, Member source, boolean instead) {
    planned++;
    add(way.receiver, new Draft(source, List.of(), way, instead));
  }

  private void add(Member receiver, Draft draft) {
    if (receiver.lastDraft == null) {
      receivers.add(receiver);
      receiver.firstDraft = draft;
    } else {
      receiver.lastDraft.next = draft;
    }
    receiver.lastDraft = draft;
  }

  /// Everything chosen so far, as what each receiver shall be told.
  List<Plan> take(long nowNanos) {
    List<Plan> plans = new ArrayList<>(receivers.size());
    for (Member receiver : receivers) {
      List<Assignment> assignments = new ArrayList<>(1);
      for (Draft draft = receiver.firstDraft; draft != null; draft = draft.next) {
        assignments.add(draft.close(nowNanos));
      }
      receiver.firstDraft = null;
      receiver.lastDraft = null;
      plans.add(new Plan(receiver.node, assignments));
    }
    receivers.clear();
    return plans;
  }

  /// An assignment in the making.
  static final class Draft {
    private final Member source;
    private final List<Member> others;
    private final boolean instead;
    private final List<Pending> ways = new ArrayList<>(1);

    /// What the receiver is told after this.
    private @Nullable Draft next;

    Draft(Member source, List<Member> others, Pending way, boolean instead) {
      this.instead = instead;
      this.source = source;
      this.others = others;
      ways.add(way);
    }

    boolean othersHold(int extent) {
      for (Member other : others) {
        if (!other.held.has(extent)) {
          return false;
        }
      }
      return true;
    }

    /// What the receiver is promised is kept for each of the extents: the source's queue has grown
    /// while this was written.
    Assignment close(long nowNanos) {
      int[] extents = new int[ways.size()];
      long leaseNanos = 0;
      for (int i = 0; i < extents.length; i++) {
        Pending way = ways.get(i);
        extents[i] = way.extent;
        if (!way.over) {
          leaseNanos = Math.max(leaseNanos, lease(source, way.passage, nowNanos));
        }
      }
      for (Pending way : ways) {
        way.untilNanos = Math.max(way.untilNanos, nowNanos + leaseNanos);
      }
      return new Assignment(extents, sources(), leaseNanos, instead);
    }

    private List<NodeId> sources() {
      NodeId first = source.node;
      return switch (others.size()) {
        case 0 -> List.of(first);
        case 1 -> List.of(first, others.getFirst().node);
        default -> List.of(first, others.getFirst().node, others.getLast().node);
      };
    }
  }
}
