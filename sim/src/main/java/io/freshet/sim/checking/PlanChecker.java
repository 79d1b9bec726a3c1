package io.freshet.sim.checking;

import io.freshet.content.InfoHash;
import io.freshet.engine.ExtentSet;
import io.freshet.engine.Membership;
import io.freshet.engine.NodeId;
import io.freshet.engine.Report;
import io.freshet.engine.planning.Assignment;
import io.freshet.engine.tracking.TrackerEffect;
import io.freshet.engine.tracking.TrackerEngine;
import io.freshet.engine.tracking.TrackerEvent;
import io.freshet.engine.tracking.TrackerEvent.Reach;
import io.freshet.sim.world.Witness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Watches how good a tracker's plans are, where nothing fails and all stand in one zone: an origin
/// sends what nobody else has before it sends anything again, and nobody waits for what somebody
/// with a free slot holds.
///
/// After each event of the tracker this must be so, not only some time later.
public final class PlanChecker implements Witness {

  /// An origin may send again what it sent so long ago: whoever awaits it is slow.
  private static final long SENT_AGAIN_AFTER_NANOS = 2_000_000_000L;

  /// What nobody has yet and is on its way for so long may be late, and count as unsent.
  private static final long LATE_AFTER_NANOS = 250_000_000L;

  /// Who sends fewer extents than this has a slot free: a node has three partners at least.
  private static final int FLOWS_MIN = 3;

  /// As long as one in so many has nothing, and so many in all, a source sends one at a time; by
  /// and by more, when a tick has come to it since.
  private static final int YOUNG_SHARE = 4;

  private static final int YOUNG_MIN = 4;

  private static final long GROWN_UP_AFTER_NANOS = 2 * TrackerEngine.TICK_NANOS;

  private final Set<NodeId> reachable = new HashSet<>(); // looked up, never iterated
  private final Map<InfoHash, Map<NodeId, Member>> swarms = new TreeMap<>();
  private final Map<InfoHash, Long> youngNanos = new HashMap<>(); // looked up, never iterated
  private long firsts;
  private long repeats;

  /// What the tracker was told of a node in one swarm, and what it has planned for it.
  private static final class Member {
    final boolean seed;
    final ExtentSet held;
    final ExtentSet missing;

    /// Extents on their way, and from whom.
    final Map<Integer, List<NodeId>> coming = new TreeMap<>();

    /// When each extent was last planned from this one.
    final Map<Integer, Long> sentNanos = new HashMap<>(); // looked up, never iterated

    /// Who has refused it something, for which it may avoid them.
    final Set<NodeId> doubted = new HashSet<>(); // looked up, never iterated

    int credits;

    Member(Membership membership) {
      held = membership.held().copy();
      missing = membership.wanted().copy();
      seed = held.isAll();
      credits = membership.credits();
    }

    boolean isIdle() {
      return coming.isEmpty() && !missing.isEmpty() && credits > 0;
    }

    boolean sentWithin(long nanos, int extent, long nowNanos) {
      Long sent = sentNanos.get(extent);
      return sent != null && nowNanos - sent < nanos;
    }
  }

  /// An extent that an origin sends although others have it or await it.
  private record Repeat(
      Map<NodeId, Member> members, Member to, Member from, int extent, boolean ofLate) {}

  /// Extents that an origin was the first to send, and that it sent again.
  public long firsts() {
    return firsts;
  }

  public long repeats() {
    return repeats;
  }

  @Override
  public void told(TrackerEvent event, long nowNanos) {
    switch (event) {
      case TrackerEvent.Dialled(var node, var reach, _) -> {
        if (reach == Reach.REACHABLE) {
          reachable.add(node);
        }
      }
      case TrackerEvent.Opened(var swarm, _, _) -> swarms.put(swarm, new TreeMap<>());
      case TrackerEvent.Joined(var node, var swarm, var membership) ->
          members(swarm).put(node, new Member(membership));
      case TrackerEvent.Reported(var node, var swarm, var report) ->
          delivered(member(node, swarm), report);
      case TrackerEvent.Arrived _, TrackerEvent.Pausing _, TrackerEvent.Tick _ -> {}
      case TrackerEvent.Departed _, TrackerEvent.Left _, TrackerEvent.Closed _ ->
          throw new IllegalArgumentException("only for worlds in which all stay: " + event);
    }
  }

  private Map<NodeId, Member> members(InfoHash swarm) {
    return swarms.getOrDefault(swarm, new TreeMap<>());
  }

  private Member member(NodeId node, InfoHash swarm) {
    Member member = members(swarm).get(node);
    if (member == null) {
      throw new IllegalArgumentException(node + " has not joined " + swarm);
    }
    return member;
  }

  private static void delivered(Member member, Report report) {
    member.credits = report.credits();
    for (Report.Delivery delivery : report.delivered()) {
      for (int extent : delivery.extents()) {
        member.coming.remove(extent);
        member.missing.remove(extent);
        member.held.add(extent);
      }
    }
    for (Report.Refusal refusal : report.refused()) {
      member.doubted.add(refusal.source());
    }
    for (int extent : report.returned()) {
      member.coming.remove(extent);
      member.missing.add(extent);
    }
  }

  @Override
  public void ordered(List<TrackerEffect> effects, TrackerEngine engine, long nowNanos) {
    List<Repeat> again = new ArrayList<>();
    for (TrackerEffect effect : effects) {
      if (effect instanceof TrackerEffect.Assign(var to, var swarm, var assignments)) {
        for (Assignment assignment : assignments) {
          assign(swarm, member(to, swarm), assignment, again, nowNanos);
        }
      }
    }
    for (Repeat repeat : again) {
      repeats++;
      requireNothingUnsent(repeat, nowNanos);
    }
    swarms.forEach(
        (swarm, members) -> {
          int slots = slots(swarm, nowNanos);
          members.forEach((id, member) -> requireNotKeptIdle(id, member, members, slots, nowNanos));
        });
  }

  private void assign(
      InfoHash swarm, Member receiver, Assignment assignment, List<Repeat> again, long nowNanos) {
    Map<NodeId, Member> members = members(swarm);
    NodeId from = assignment.sources().getFirst();
    Member source = member(from, swarm);
    for (int extent : assignment.extents()) {
      if (source.seed) {
        if (isReached(members, extent)) {
          long nanos = isHeld(members, extent) ? SENT_AGAIN_AFTER_NANOS : LATE_AFTER_NANOS;
          boolean ofLate = source.sentWithin(nanos, extent, nowNanos);
          again.add(new Repeat(members, receiver, source, extent, ofLate));
        } else {
          firsts++;
        }
        source.sentNanos.put(extent, nowNanos);
      }
      receiver.coming.computeIfAbsent(extent, _ -> new ArrayList<>()).add(from);
    }
  }

  /// Whether anybody but an origin has an extent or awaits it.
  private static boolean isReached(Map<NodeId, Member> members, int extent) {
    return members.values().stream()
        .anyMatch(one -> !one.seed && (one.held.has(extent) || one.coming.containsKey(extent)));
  }

  /// Judged when all that one event brought is known: in which order it was planned is not.
  private void requireNothingUnsent(Repeat repeat, long nowNanos) {
    ExtentSet missing = repeat.to.missing;
    for (int e = missing.next(0); e >= 0 && repeat.ofLate; e = missing.next(e + 1)) {
      if (repeat.from.held.has(e) && !isReached(repeat.members, e)) {
        throw new Violation(
            "an origin sends " + repeat.extent + " again while it has not sent " + e, nowNanos);
      }
    }
  }

  /// How many extents at once a source should send at least.
  private int slots(InfoHash swarm, long nowNanos) {
    if (isYoung(members(swarm))) {
      youngNanos.put(swarm, nowNanos);
    }
    Long young = youngNanos.get(swarm);
    return young != null && nowNanos - young < GROWN_UP_AFTER_NANOS ? 1 : FLOWS_MIN;
  }

  private void requireNotKeptIdle(
      NodeId id, Member receiver, Map<NodeId, Member> members, int slots, long nowNanos) {
    if (!receiver.isIdle()) {
      return;
    }
    members.forEach(
        (from, source) -> {
          if (source != receiver
              && !receiver.doubted.contains(from)
              && reachable.contains(from)
              && flows(members, from) < slots) {
            for (int e = receiver.missing.nextCommon(source.held, 0);
                e >= 0;
                e = receiver.missing.nextCommon(source.held, e + 1)) {
              if (!source.seed
                  || isHeld(members, e)
                  || !source.sentWithin(SENT_AGAIN_AFTER_NANOS, e, nowNanos)) {
                throw new Violation(
                    id + " has nothing on its way, and " + from + " with a free slot holds " + e,
                    nowNanos);
              }
            }
          }
        });
  }

  private static boolean isHeld(Map<NodeId, Member> members, int extent) {
    return members.values().stream().anyMatch(one -> !one.seed && one.held.has(extent));
  }

  private static long flows(Map<NodeId, Member> members, NodeId from) {
    long flows = 0;
    for (Member member : members.values()) {
      for (List<NodeId> sources : member.coming.values()) {
        flows += sources.contains(from) ? 1 : 0;
      }
    }
    return flows;
  }

  private static boolean isYoung(Map<NodeId, Member> members) {
    long receivers = 0;
    long empty = 0;
    for (Member member : members.values()) {
      boolean receives = !member.missing.isEmpty() || !member.coming.isEmpty();
      receivers += receives ? 1 : 0;
      empty += receives && member.held.isEmpty() ? 1 : 0;
    }
    return empty >= YOUNG_MIN && YOUNG_SHARE * empty > receivers;
  }
}
