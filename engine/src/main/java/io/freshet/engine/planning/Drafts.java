package io.freshet.engine.planning;

import io.freshet.engine.NodeId;
import io.freshet.engine.planning.Planner.Plan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Assignments in the making: what one round of planning chose, gathered by receiver and source.
final class Drafts {

  /// A lease lasts eight times as long as the source's queue should take, within these.
  private static final double LEASE_TIMES = 8;

  private static final long LEASE_NANOS_MIN = 10_000_000_000L;
  private static final long LEASE_NANOS_MAX = 300_000_000_000L;

  private final Seats seats;
  private final Map<Member, List<Draft>> drafts = new LinkedHashMap<>();

  Drafts(Seats seats) {
    this.seats = seats;
  }

  static long lease(Member source, @Nullable Passage passage, long nowNanos) {
    double seconds = Math.max(source.load(), passage == null ? 0 : passage.load(nowNanos));
    return (long) Math.clamp(LEASE_TIMES * 1e9 * seconds, LEASE_NANOS_MIN, LEASE_NANOS_MAX);
  }

  /// One more extent, in the last assignment if that names the same source and its others hold it.
  void add(Member receiver, int extent, Member source) {
    List<Draft> list = of(receiver);
    Draft last = list.isEmpty() ? null : list.getLast();
    if (last != null && last.source == source && !last.instead && last.othersHold(extent)) {
      last.extents.add(extent);
    } else {
      last = new Draft(source, seats.others(extent, source, receiver), extent, false);
      list.add(last);
    }
    Pending way = receiver.awaits(extent);
    if (way != null) {
      way.fallbacks = last.others;
    }
  }

  /// A second source for an extent, or a third instead of the first: if it fails, the other one
  /// still goes on.
  void addAlone(Member receiver, int extent, Member source, boolean instead) {
    of(receiver).add(new Draft(source, List.of(), extent, instead));
  }

  private List<Draft> of(Member receiver) {
    return drafts.computeIfAbsent(receiver, _ -> new ArrayList<>());
  }

  /// Everything chosen so far, as what each receiver shall be told.
  List<Plan> take(long nowNanos) {
    List<Plan> plans = new ArrayList<>();
    drafts.forEach(
        (receiver, list) -> {
          List<Assignment> assignments = new ArrayList<>();
          list.forEach(draft -> assignments.add(draft.close(receiver, nowNanos)));
          plans.add(new Plan(receiver.link.id(), assignments));
        });
    drafts.clear();
    return plans;
  }

  /// An assignment in the making.
  private static final class Draft {
    final Member source;
    final List<Member> others;
    final boolean instead;
    final List<Integer> extents = new ArrayList<>();

    Draft(Member source, List<Member> others, int extent, boolean instead) {
      this.instead = instead;
      this.source = source;
      this.others = others;
      extents.add(extent);
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
    Assignment close(Member receiver, long nowNanos) {
      List<NodeId> sources = new ArrayList<>(Assignment.SOURCES_MAX);
      sources.add(source.link.id());
      for (Member other : others) {
        sources.add(other.link.id());
      }
      int[] all = new int[extents.size()];
      List<Pending> ways = new ArrayList<>(all.length);
      long leaseNanos = 0;
      for (int i = 0; i < all.length; i++) {
        all[i] = extents.get(i);
        Pending way = receiver.awaits(all[i]);
        if (way != null) {
          ways.add(way);
          leaseNanos = Math.max(leaseNanos, lease(source, way.passage, nowNanos));
        }
      }
      for (Pending way : ways) {
        way.untilNanos = Math.max(way.untilNanos, nowNanos + leaseNanos);
      }
      return new Assignment(all, sources, leaseNanos, instead);
    }
  }
}
