package io.freshet.engine.planning;

import io.freshet.engine.ExtentSizes;
import io.freshet.engine.Failure;
import io.freshet.engine.Landmark;
import io.freshet.engine.Membership;
import io.freshet.engine.NodeId;
import io.freshet.engine.Report;
import io.freshet.engine.picking.RarityIndex;
import io.freshet.engine.planning.Member.Pending;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// Plans one swarm: which receiver fetches which extent from which source next.
///
/// The optimum is known: with even links a swarm takes as long as its origin needs to send
/// everything once, if all that the origin sends is new and every other copy is made by peers
/// [1][2]. So:
/// - A seed (a node that held everything when it joined) sends extents that nobody else has or
///   awaits, each once, to receivers in turn, so that they soon have different things to give each
///   other.
/// - Receivers get the rarest extent that a peer with room holds; ties are broken at random, which
///   spreads. [Chooser] does this.
/// - A seed sends an extent again only after all were sent once and only when no peer with room
///   holds it.
/// - When all that a receiver lacks is on its way and it has room, extents that wait longest get a
///   second source.
///
/// Nodes have few partners at once, as many each way, and who has the least on its way comes first
/// ([NeediestFirst]): links are full when flows are spread evenly over them. What is late counts no
/// more, so that slow nodes keep nobody waiting. An event that changes nothing for those that are
/// asked first costs some probes and no more.
///
/// [1] Kumar & Ross, "Peer-Assisted File Distribution: The Minimum Distribution Time", 2006. [2]
/// Mundinger, Weber & Weiss, "Optimal scheduling of peer-to-peer file dissemination", 2008.
public final class Planner {

  /// Receivers probed in vain before the rest of the queue waits for the next event.
  private static final int PROBES_MAX = 8;

  /// How old the wait for an extent must be before a second source is asked, at least.
  private static final long DUPLICATE_AFTER_NANOS = 500_000_000L;

  /// Partners of a node at once, each way, in one swarm. More make links fuller where single flows
  /// are uneven; fewer let an extent arrive sooner, to be passed on. What counts is the time that a
  /// round of them takes: 16 MiB are a seventh of a second at 1 Gbit/s.
  private static final int PARTNERS_MAX = 8;

  private static final int PARTNERS_MIN = 2;
  private static final int PARTNER_BYTES = 16 << 20;

  /// What takes three times as long as is typical, and more than what haste and chance explain, is
  /// late.
  private static final double LATE_TIMES = 3;

  private static final long LATE_NANOS_MIN = 250_000_000L;

  /// Deliveries that the typical time is an average of.
  private static final double TYPICAL_OVER = 64;

  /// A receiver that is one in 64 of the release behind may have one partner more, up to four; one
  /// that is as much ahead stands back.
  private static final double BEHIND_STEPS = 64;

  private static final double BEHIND_MAX = 4;

  private final ExtentSizes sizes;
  private final RarityIndex rarity;
  private final SortedMap<NodeId, Member> members = new TreeMap<>();
  private final NeediestFirst hungry = new NeediestFirst();
  private final Seats seats;
  private final Unsent unsent;
  private final Chooser chooser;
  private final int partnersMax;

  /// How long extents take from being planned to having arrived, of late: an average that forgets.
  private double typicalNanos;

  /// What receivers get, and what they miss, on average.
  private double usualDownRate;

  private double usualMissing;

  /// Members that have room for an upload: while there is none, nobody need be asked.
  private int roomySources;

  /// On how many ways each extent is, but for those that slow receivers wait for.
  private final int[] awaited;

  private final Drafts drafts;
  private final List<Landmark> landmarks = new ArrayList<>();
  private long planned;

  public Planner(ExtentSizes sizes, RandomGenerator random) {
    this.sizes = sizes;
    int count = sizes.count();
    rarity = new RarityIndex(count, random);
    seats = new Seats(count);
    drafts = new Drafts(seats);
    unsent = new Unsent(rarity);
    awaited = new int[count];
    partnersMax = Math.clamp(PARTNER_BYTES / sizes.mean(), PARTNERS_MIN, PARTNERS_MAX);
    chooser = new Chooser(sizes, random, rarity, seats, unsent, partnersMax, landmarks);
  }

  /// What one receiver shall be told.
  public record Plan(NodeId to, List<Assignment> assignments) {}

  public boolean has(NodeId node) {
    return members.containsKey(node);
  }

  public int size() {
    return members.size();
  }

  public List<NodeId> nodes() {
    return List.copyOf(members.keySet());
  }

  /// Nodes that hold every extent.
  public int copies() {
    int copies = 0;
    for (Member member : members.values()) {
      copies += member.held.isAll() ? 1 : 0;
    }
    return copies;
  }

  /// Assignments of extents made so far: what the cost of planning is divided by.
  public long planned() {
    return planned;
  }

  public List<Standing> standings(long nowNanos) {
    List<Standing> standings = new ArrayList<>();
    for (Member member : members.values()) {
      standings.add(
          new Standing(
              member.link.id(),
              member.held.cardinality(),
              member.missing.cardinality(),
              member.pending.size(),
              member.avoidance.current(nowNanos)));
    }
    return standings;
  }

  /// How a member stands: extents held, not yet planned, on their way, and whom it avoids, why.
  public record Standing(
      NodeId node, int held, int missing, int pending, SortedMap<NodeId, Failure> troubles) {}

  /// Takes a node in, or, when it is known, believes what it says now; what others await from it
  /// they go on awaiting.
  public void join(NodeLink link, Membership membership, long nowNanos) {
    Member known = members.get(link.id());
    Member member = known == null ? new Member(link, seats.take(), membership) : known;
    if (known == null) {
      seats.seat(member);
      members.put(link.id(), member);
      link.takesPart(this);
    } else {
      forgetAll(member);
      member.standAt(membership);
    }
    for (int e = member.held.next(0); e >= 0; e = member.held.next(e + 1)) {
      hold(member, e);
    }
    for (Report.Delivery flight : membership.inFlight()) {
      Member source = members.get(flight.source());
      for (int e : flight.extents()) {
        if (source != null && source != member && member.missing.has(e)) {
          await(member, e, source, nowNanos);
          landmarks.add(Landmark.IN_FLIGHT_BECAME_LEASE);
        }
      }
    }
    uploadRoomChanged(link);
    queue(member);
    if (!member.held.isEmpty()) {
      hungry.askAllAgain();
    }
  }

  /// Forgets a node; returns those that were waiting for it, whose extents are free again.
  public List<NodeId> leave(NodeId node) {
    Member member = members.remove(node);
    if (member == null) {
      return List.of();
    }
    member.link.takesPartNoMore(this);
    hungry.remove(member);
    forgetAll(member);
    List<NodeId> waiting = new ArrayList<>();
    for (Member receiver : List.copyOf(member.receivers)) {
      forget(receiver, member);
      waiting.add(receiver.link.id());
      queue(receiver);
    }
    roomChanged(member);
    seats.leave(member);
    return waiting;
  }

  private void forgetAll(Member member) {
    for (int extent : List.copyOf(member.pending.keySet())) {
      release(member, extent);
    }
    for (int e = member.held.next(0); e >= 0; e = member.held.next(e + 1)) {
      drop(member, e);
    }
  }

  public void report(NodeId node, Report report, long nowNanos) {
    Member member = members.get(node);
    if (member == null) {
      return;
    }
    member.credits = report.credits();
    for (Report.Delivery delivery : report.delivered()) {
      for (int extent : delivery.extents()) {
        deliver(member, extent, delivery.source(), nowNanos);
      }
    }
    for (int extent : report.withdrawn()) {
      if (member.held.remove(extent)) {
        drop(member, extent);
        landmarks.add(Landmark.HAVES_WITHDRAWN);
      }
    }
    for (Report.Refusal refusal : report.refused()) {
      member.avoidance.failed(refusal.source(), refusal.failure(), nowNanos);
    }
    for (int extent : report.returned()) {
      if (member.pending.containsKey(extent)) {
        release(member, extent);
        member.missing.add(extent);
      }
    }
    queue(member);
  }

  /// Ends leases that were not confirmed in time and gives the last extents of receivers a second
  /// source.
  public void tick(long nowNanos) {
    lookAround();
    for (Member member : members.values()) {
      if (!member.pending.isEmpty()) {
        expire(member, nowNanos);
        duplicate(member, nowNanos);
        markLate(member, nowNanos);
      }
      queue(member);
    }
  }

  /// How many partners more than others a receiver may have, because it has less of the release:
  /// where uplinks are uneven, some happen to have slower partners for long.
  private int behind(Member member) {
    double step = Math.max(2.0 * partnersMax, (double) sizes.count() / BEHIND_STEPS);
    double behind = (member.missing.cardinality() - usualMissing) / step;
    return (int) Math.clamp(behind, -BEHIND_MAX, BEHIND_MAX);
  }

  /// Looks at how receivers fare on average.
  private void lookAround() {
    double rates = 0;
    double missing = 0;
    int receivers = 0;
    for (Member member : members.values()) {
      if (!member.pending.isEmpty()) {
        rates += member.link.downRate();
        receivers++;
        missing += member.missing.cardinality();
      }
    }
    usualMissing = receivers == 0 ? 0 : missing / receivers;
    usualDownRate = receivers == 0 ? 0 : rates / receivers;
  }

  /// Plans as much as windows allow, for receivers in turn.
  public List<Plan> plan(long nowNanos) {
    int failures = 0;
    while (roomySources > 0) {
      Member member = hungry.poll();
      if (member == null) {
        break;
      }
      if (member.missing.isEmpty() || !hasRoom(member)) {
        continue;
      }
      Chooser.Choice choice = chooser.next(member, nowNanos);
      if (choice != null) {
        await(member, choice.extent(), choice.source(), nowNanos);
        planned++;
        drafts.add(member, choice.extent(), choice.source());
        queue(member);
        failures = 0;
      } else {
        hungry.addInVain(member);
        if (++failures == PROBES_MAX) {
          break;
        }
      }
    }
    return drafts.take(nowNanos);
  }

  public List<Landmark> takeLandmarks() {
    List<Landmark> taken = List.copyOf(landmarks);
    landmarks.clear();
    return taken;
  }

  void uploadRoomChanged(NodeLink link) {
    Member member = members.get(link.id());
    if (member != null) {
      roomChanged(member);
    }
  }

  /// A seed may send more to a partner that it has; to get more from a peer, one must be its
  /// partner already or become one.
  private void roomChanged(Member member) {
    boolean roomy = members.containsKey(member.link.id()) && hasUploadRoom(member);
    if (roomy != member.roomy) {
      member.roomy = roomy;
      roomySources += roomy ? 1 : -1;
    }
    boolean opens = member.seed || member.opensUpload(partnersMax);
    seats.room(member, opens && roomy);
  }

  private boolean hasUploadRoom(Member member) {
    return member.hasUploadRoom(sizes.mean(), partnersMax);
  }

  private boolean hasRoom(Member member) {
    return member.hasRoom(sizes.mean(), partnersMax);
  }

  private void queue(Member member) {
    if (!member.missing.isEmpty()) {
      member.behind = behind(member);
      if (hasRoom(member)) {
        hungry.add(member);
      }
    }
  }

  private void await(Member receiver, int extent, Member source, long nowNanos) {
    receiver.missing.remove(extent);
    receiver.pending.put(extent, new Pending(source, nowNanos, nowNanos + Drafts.lease(source)));
    receiver.link.downloadPlanned(sizes.bytes(extent));
    receiver.expects(source, sizes.bytes(extent));
    roomChanged(source);
    comes(extent);
    unsent.sendingAt(extent, nowNanos);
  }

  /// Ends the lease on an extent; the caller says what becomes of the extent.
  private void release(Member receiver, int extent) {
    Pending pending = receiver.pending.remove(extent);
    if (pending == null) {
      return;
    }
    receiver.over(pending, sizes.bytes(extent));
    giveUp(receiver, extent, pending, pending.source);
    if (pending.duplicated()) {
      giveUp(receiver, extent, pending, pending.duplicate);
    }
    if (!pending.isBlamedOn(receiver)) {
      comesNoMore(extent);
    }
  }

  /// Somebody will hold the extent soon.
  private void comes(int extent) {
    if (awaited[extent]++ == 0 && rarity.holders(extent) == 0) {
      unsent.remove(extent);
    }
  }

  private void comesNoMore(int extent) {
    if (--awaited[extent] == 0 && rarity.holders(extent) == 0) {
      unsent.add(extent);
    }
  }

  private void giveUp(Member receiver, int extent, Pending pending, Member source) {
    receiver.expectsNoMore(pending, source, sizes.bytes(extent));
    roomChanged(source);
  }

  private void deliver(Member receiver, int extent, NodeId from, long nowNanos) {
    Pending pending = receiver.pending.get(extent);
    if (pending != null) {
      typicalNanos += (nowNanos - pending.sinceNanos - typicalNanos) / TYPICAL_OVER;
    }
    release(receiver, extent);
    receiver.missing.remove(extent);
    receiver.link.received(sizes.bytes(extent), nowNanos);
    Member source = members.get(from);
    if (source != null) {
      source.link.sent(sizes.bytes(extent), nowNanos);
      receiver.avoidance.delivered(from);
      receiver.lateSources.remove(source);
      source.lateReceivers.remove(receiver);
      roomChanged(source);
    }
    if (!receiver.partial.has(extent) && receiver.held.add(extent)) {
      hold(receiver, extent);
    }
  }

  private void hold(Member member, int extent) {
    seats.hold(member, extent);
    if (!member.seed) {
      if (rarity.holders(extent) == 0 && awaited[extent] == 0) {
        unsent.remove(extent);
      }
      rarity.increment(extent);
    }
  }

  private void drop(Member member, int extent) {
    seats.drop(member, extent);
    if (!member.seed) {
      rarity.decrement(extent);
      if (rarity.holders(extent) == 0 && awaited[extent] == 0) {
        unsent.add(extent);
      }
    }
  }

  /// Frees what the receiver awaited from a source that is gone, unless it comes from a second one
  /// as well.
  private void forget(Member receiver, Member source) {
    for (int extent : List.copyOf(receiver.pending.keySet())) {
      Pending pending = receiver.pending.get(extent);
      if (pending != null && (pending.source == source || pending.duplicate == source)) {
        if (pending.duplicated()) {
          giveUp(receiver, extent, pending, source);
          boolean counted = !pending.isBlamedOn(receiver);
          receiver.keepOther(pending, source, sizes.bytes(extent));
          if (!counted && !pending.isBlamedOn(receiver)) {
            comes(extent);
          }
        } else {
          release(receiver, extent);
          receiver.missing.add(extent);
        }
      }
    }
  }

  private void expire(Member member, long nowNanos) {
    List<Integer> expired = new ArrayList<>();
    member.pending.forEach(
        (extent, pending) -> {
          if (nowNanos - pending.untilNanos >= 0) {
            expired.add(extent);
          }
        });
    for (int extent : expired) {
      Pending pending = member.pending.get(extent);
      if (pending != null) {
        member.avoidance.failed(pending.source.link.id(), Failure.STALLED, nowNanos);
        release(member, extent);
        member.missing.add(extent);
        landmarks.add(Landmark.LEASE_EXPIRED);
      }
    }
  }

  /// Finds what takes long. What only a slow receiver awaits counts as unsent again: the others
  /// shall not wait until it can pass that on.
  private void markLate(Member receiver, long nowNanos) {
    long late = Math.max(LATE_NANOS_MIN, (long) (LATE_TIMES * typicalNanos));
    receiver.pending.forEach(
        (extent, pending) -> {
          if (typicalNanos > 0
              && pending.late == null
              && nowNanos - pending.sinceNanos > late
              && receiver.markLate(pending, sizes.bytes(extent), usualDownRate)) {
            comesNoMore(extent);
            roomChanged(pending.source);
          }
        });
  }

  private void duplicate(Member member, long nowNanos) {
    if (!member.missing.isEmpty()) {
      return;
    }
    List<Map.Entry<Integer, Pending>> late = new ArrayList<>();
    for (Map.Entry<Integer, Pending> entry : member.pending.entrySet()) {
      Pending pending = entry.getValue();
      if (!pending.duplicated() && nowNanos - pending.sinceNanos > DUPLICATE_AFTER_NANOS) {
        late.add(entry);
      }
    }
    late.sort(Comparator.comparingLong(entry -> entry.getValue().sinceNanos));
    for (Map.Entry<Integer, Pending> entry : late) {
      Pending pending = entry.getValue();
      int extent = entry.getKey();
      Member other = chooser.another(member, extent, pending.source, nowNanos);
      if (other != null && other.load() < pending.source.load() / 2) {
        pending.duplicate = other;
        member.expects(other, sizes.bytes(extent));
        roomChanged(other);
        planned++;
        drafts.addAlone(member, extent, other);
        landmarks.add(Landmark.TRACKER_DUPLICATED_AN_EXTENT);
      }
    }
  }

  /// Nothing is both missing and pending or held, counts agree with sets, links and partners agree
  /// with leases.
  public boolean invariantsHold() {
    int[] ways = new int[sizes.count()];
    int[] peers = new int[sizes.count()];
    for (Member member : members.values()) {
      member.pending.forEach(
          (extent, pending) -> ways[extent] += pending.isBlamedOn(member) ? 0 : 1);
      if (!member.invariantsHold()) {
        return false;
      }
      for (int e = member.held.next(0); e >= 0; e = member.held.next(e + 1)) {
        peers[e] += member.seed ? 0 : 1;
      }
    }
    for (int e = 0; e < sizes.count(); e++) {
      if (rarity.holders(e) != peers[e] || unsent.has(e) != (ways[e] == 0 && peers[e] == 0)) {
        return false;
      }
    }
    return Arrays.equals(ways, awaited) && rarity.invariantsHold();
  }
}
