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
import java.util.LinkedHashMap;
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
/// - Receivers with room in their window get, in turn, the rarest extent that a source with room
///   holds; ties are broken at random, which spreads; of several sources the least loaded gives.
/// - A seed sends an extent again only after all were sent once and only when no peer with room
///   holds it.
/// - When all that a receiver lacks is on its way and it has room, extents that wait longest get a
///   second source.
///
/// Receivers wait in one queue and are served round robin, one extent a turn; an event that changes
/// nothing for the first few of the queue costs those few probes and no more.
///
/// [1] Kumar & Ross, "Peer-Assisted File Distribution: The Minimum Distribution Time", 2006. [2]
/// Mundinger, Weber & Weiss, "Optimal scheduling of peer-to-peer file dissemination", 2008.
public final class Planner {

  /// Receivers probed in vain before the rest of the queue waits for the next event.
  private static final int PROBES_MAX = 8;

  /// A lease lasts eight times as long as the source's queue should take, within these.
  private static final long LEASE_NANOS_MIN = 10_000_000_000L;

  private static final long LEASE_NANOS_MAX = 300_000_000_000L;

  /// How old the wait for an extent must be before a second source is asked, at least.
  private static final long DUPLICATE_AFTER_NANOS = 500_000_000L;

  /// Partners of a node at once, each way, in one swarm. More make links fuller where single flows
  /// are uneven; fewer let an extent arrive sooner, to be passed on. What counts is the time that a
  /// round of them takes: 16 MiB are a seventh of a second at 1 Gbit/s.
  private static final int PARTNERS_MAX = 8;

  private static final int PARTNERS_MIN = 2;
  private static final int PARTNER_BYTES = 16 << 20;

  private final ExtentSizes sizes;
  private final RarityIndex rarity;
  private final SortedMap<NodeId, Member> members = new TreeMap<>();
  private final NeediestFirst hungry = new NeediestFirst();
  private final Seats seats;
  private final Unsent unsent;
  private final Chooser chooser;
  private final int partnersMax;

  /// On how many ways each extent is.
  private final int[] awaited;

  private final Map<Member, List<Draft>> drafts = new LinkedHashMap<>();
  private final List<Landmark> landmarks = new ArrayList<>();
  private long planned;

  public Planner(ExtentSizes sizes, RandomGenerator random) {
    this.sizes = sizes;
    int count = sizes.count();
    rarity = new RarityIndex(count, random);
    seats = new Seats(count);
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
    for (Member member : members.values()) {
      if (!member.pending.isEmpty()) {
        expire(member, nowNanos);
        duplicate(member, nowNanos);
      }
      queue(member);
    }
  }

  /// Plans as much as windows allow, for receivers in turn.
  public List<Plan> plan(long nowNanos) {
    int failures = 0;
    for (Member member = hungry.poll(); member != null; member = hungry.poll()) {
      if (member.missing.isEmpty() || !hasRoom(member)) {
        continue;
      }
      Chooser.Choice choice = chooser.next(member, nowNanos);
      if (choice != null) {
        await(member, choice.extent(), choice.source(), nowNanos);
        write(member, choice.extent(), choice.source());
        queue(member);
        failures = 0;
      } else {
        hungry.addInVain(member);
        if (++failures == PROBES_MAX) {
          break;
        }
      }
    }
    List<Plan> plans = new ArrayList<>();
    drafts.forEach(
        (member, list) -> plans.add(new Plan(member.link.id(), close(member, list, nowNanos))));
    drafts.clear();
    return plans;
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
    boolean opens = member.seed || member.opensUpload(partnersMax);
    seats.room(member, opens && member.hasUploadRoom(sizes.mean(), partnersMax));
  }

  private boolean hasRoom(Member member) {
    return member.hasRoom(sizes.mean(), partnersMax);
  }

  private void queue(Member member) {
    if (!member.missing.isEmpty() && hasRoom(member)) {
      hungry.add(member);
    }
  }

  private long lease(Member source) {
    double nanos = 8e9 * source.load();
    return (long) Math.max(LEASE_NANOS_MIN, Math.min(LEASE_NANOS_MAX, nanos));
  }

  private void write(Member receiver, int extent, Member source) {
    planned++;
    List<Draft> list = drafts.computeIfAbsent(receiver, _ -> new ArrayList<>());
    Draft last = list.isEmpty() ? null : list.getLast();
    if (last != null && last.source == source && last.othersHold(extent)) {
      last.extents.add(extent);
    } else {
      Draft draft = new Draft(source, seats.others(extent, source, receiver));
      draft.extents.add(extent);
      list.add(draft);
    }
  }

  /// Makes assignments of drafts. What a receiver is promised in one of them is kept for each of
  /// its extents: a source's queue has grown while the draft was written.
  private List<Assignment> close(Member receiver, List<Draft> drafts, long nowNanos) {
    List<Assignment> assignments = new ArrayList<>();
    for (Draft draft : drafts) {
      List<NodeId> sources = new ArrayList<>();
      sources.add(draft.source.link.id());
      draft.others.forEach(other -> sources.add(other.link.id()));
      int[] extents = draft.extents.stream().mapToInt(Integer::intValue).toArray();
      long leaseNanos = lease(draft.source);
      for (int extent : extents) {
        Pending pending = receiver.pending.get(extent);
        if (pending != null) {
          pending.untilNanos = Math.max(pending.untilNanos, nowNanos + leaseNanos);
        }
      }
      assignments.add(new Assignment(extents, sources, leaseNanos));
    }
    return assignments;
  }

  private void await(Member receiver, int extent, Member source, long nowNanos) {
    receiver.missing.remove(extent);
    receiver.pending.put(extent, new Pending(source, nowNanos, nowNanos + lease(source)));
    receiver.link.downloadPlanned(sizes.bytes(extent));
    receiver.expects(source, sizes.bytes(extent));
    roomChanged(source);
    if (awaited[extent]++ == 0 && rarity.holders(extent) == 0) {
      unsent.remove(extent);
    }
    unsent.sendingAt(extent, nowNanos);
  }

  /// Ends the lease on an extent; the caller says what becomes of the extent.
  private void release(Member receiver, int extent) {
    Pending pending = receiver.pending.remove(extent);
    if (pending == null) {
      return;
    }
    receiver.link.downloadOver(sizes.bytes(extent));
    giveUp(receiver, extent, pending.source);
    if (pending.duplicated()) {
      giveUp(receiver, extent, pending.duplicate);
    }
    if (--awaited[extent] == 0 && rarity.holders(extent) == 0) {
      unsent.add(extent);
    }
  }

  private void giveUp(Member receiver, int extent, Member source) {
    receiver.expectsNoMore(source, sizes.bytes(extent));
    roomChanged(source);
  }

  private void deliver(Member receiver, int extent, NodeId from, long nowNanos) {
    release(receiver, extent);
    receiver.missing.remove(extent);
    receiver.link.received(sizes.bytes(extent), nowNanos);
    Member source = members.get(from);
    if (source != null) {
      source.link.sent(sizes.bytes(extent), nowNanos);
      receiver.avoidance.delivered(from);
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
          giveUp(receiver, extent, source);
          pending.keepOther(source);
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
        drafts.computeIfAbsent(member, _ -> new ArrayList<>()).add(alone(extent, other));
        landmarks.add(Landmark.TRACKER_DUPLICATED_AN_EXTENT);
      }
    }
  }

  private Draft alone(int extent, Member source) {
    Draft draft = new Draft(source, List.of());
    draft.extents.add(extent);
    planned++;
    return draft;
  }

  /// Nothing is both missing and pending or held, counts agree with sets, links and partners agree
  /// with leases.
  public boolean invariantsHold() {
    int[] ways = new int[sizes.count()];
    int[] peers = new int[sizes.count()];
    for (Member member : members.values()) {
      member.pending.keySet().forEach(extent -> ways[extent]++);
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

  /// An assignment in the making.
  private static final class Draft {
    final Member source;
    final List<Member> others;
    final List<Integer> extents = new ArrayList<>();

    Draft(Member source, List<Member> others) {
      this.source = source;
      this.others = others;
    }

    boolean othersHold(int extent) {
      for (Member other : others) {
        if (!other.held.has(extent)) {
          return false;
        }
      }
      return true;
    }
  }
}
