package io.freshet.engine.planning;

import io.freshet.engine.ExtentSizes;
import io.freshet.engine.Failure;
import io.freshet.engine.Landmark;
import io.freshet.engine.Membership;
import io.freshet.engine.NodeId;
import io.freshet.engine.Report;
import io.freshet.engine.picking.RarityIndex;
import io.freshet.engine.planning.Member.Pending;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

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

  /// Extents looked at for one receiver: with one in four useful this fails once in 10^15 times
  /// while much is missing.
  private static final int CHECKS_MAX = 256;

  /// Holders looked at for one extent: the least loaded of four random ones is near the least
  /// loaded of all [3]. [3] Mitzenmacher, "The power of two choices in randomized load balancing",
  /// 2001.
  private static final int CHOICES = 4;

  /// A lease lasts eight times as long as the source's queue should take, within these.
  private static final long LEASE_NANOS_MIN = 10_000_000_000L;

  private static final long LEASE_NANOS_MAX = 300_000_000_000L;

  /// A rate is believed to be at least this when a lease is computed: 64 KiB/s.
  private static final double LEASE_RATE_MIN = 65_536;

  /// How old the wait for an extent must be before a second source is asked, at least.
  private static final long DUPLICATE_AFTER_NANOS = 500_000_000L;

  /// An extent that was sent once and has not arrived for so long may be sent by the seed again.
  private static final long SENT_AGAIN_AFTER_NANOS = 2_000_000_000L;

  private final ExtentSizes sizes;
  private final RandomGenerator random;
  private final RarityIndex rarity;
  private final SortedMap<NodeId, Member> members = new TreeMap<>();
  private final ArrayDeque<Member> hungry = new ArrayDeque<>();
  private final Seats seats;

  /// On how many ways each extent is, and since when the last one.
  private final int[] awaited;

  private final long[] sentAt;

  /// Extents that no peer holds or awaits: only a seed can send them. In random order; `unsentAt`
  /// inverts it.
  private final int[] unsent;

  private final int[] unsentAt;
  private int unsentCount;

  private final Map<Member, List<Draft>> drafts = new LinkedHashMap<>();
  private final List<Landmark> landmarks = new ArrayList<>();
  private long planned;

  public Planner(ExtentSizes sizes, RandomGenerator random) {
    this.sizes = sizes;
    this.random = random;
    int count = sizes.count();
    rarity = new RarityIndex(count, random);
    seats = new Seats(count);
    awaited = new int[count];
    sentAt = new long[count];
    unsent = new int[count];
    unsentAt = new int[count];
    for (int rank = 0; rank < count; rank++) {
      unsent[rank] = rarity.at(rank);
      unsentAt[unsent[rank]] = rank;
    }
    unsentCount = count;
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
    seats.leave(member);
    List<NodeId> waiting = new ArrayList<>();
    for (Member receiver : members.values()) {
      if (forget(receiver, member)) {
        waiting.add(receiver.link.id());
        queue(receiver);
      }
    }
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
    while (failures < PROBES_MAX && failures < hungry.size()) {
      Member member = hungry.removeFirst();
      if (member.missing.isEmpty() || !member.hasReservedRoom(sizes.mean())) {
        member.queued = false;
      } else {
        failures = assignOne(member, nowNanos) ? 0 : failures + 1;
        hungry.addLast(member);
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
      seats.room(member, member.hasUploadRoom(sizes.mean()));
    }
  }

  private void queue(Member member) {
    if (!member.queued && !member.missing.isEmpty() && member.hasReservedRoom(sizes.mean())) {
      member.queued = true;
      hungry.addLast(member);
    }
  }

  private boolean assignOne(Member receiver, long nowNanos) {
    return assignUnsent(receiver, nowNanos)
        || (receiver.hasRoom(sizes.mean())
            && (assignRarest(receiver, nowNanos)
                || assignAny(receiver, nowNanos)
                || assignAgain(receiver, nowNanos)));
  }

  /// From a seed, what nobody has yet.
  private boolean assignUnsent(Member receiver, long nowNanos) {
    if (unsentCount == 0 || !seats.seedHasRoom()) {
      return false;
    }
    int start = random.nextInt(unsentCount);
    int checks = Math.min(unsentCount, CHECKS_MAX);
    for (int i = 0; i < checks; i++) {
      int extent = unsent[(start + i) % unsentCount];
      if (receiver.missing.has(extent) && assignFrom(receiver, extent, Giver.SEED, nowNanos)) {
        return true;
      }
    }
    return false;
  }

  /// From a peer, the rarest: starting where extents have one holder besides the seeds.
  private boolean assignRarest(Member receiver, long nowNanos) {
    if (!seats.peerHasRoom()) {
      return false;
    }
    int checks = 0;
    int size = rarity.size();
    for (int count = 1; rarity.begin(count) < size && checks < CHECKS_MAX; count++) {
      int begin = rarity.begin(count);
      int length = rarity.begin(count + 1) - begin;
      int start = length == 0 ? 0 : random.nextInt(length);
      for (int i = 0; i < length && checks < CHECKS_MAX; i++) {
        checks++;
        int extent = rarity.at(begin + (start + i) % length);
        if (receiver.missing.has(extent) && assignFrom(receiver, extent, Giver.PEER, nowNanos)) {
          return true;
        }
      }
    }
    return false;
  }

  /// From a peer, whatever is missing: near the end the rarest are mostly here already, and looking
  /// there is in vain.
  private boolean assignAny(Member receiver, long nowNanos) {
    if (!seats.peerHasRoom() || receiver.missing.isEmpty()) {
      return false;
    }
    int extent = receiver.missing.next(random.nextInt(sizes.count()));
    for (int checks = Math.min(receiver.missing.cardinality(), CHECKS_MAX); checks > 0; checks--) {
      extent = extent < 0 ? receiver.missing.next(0) : extent;
      if (rarity.holders(extent) > 0 && assignFrom(receiver, extent, Giver.PEER, nowNanos)) {
        return true;
      }
      extent = receiver.missing.next(extent + 1);
    }
    return false;
  }

  /// From a seed once more, when everything was sent once and no peer with room can help.
  private boolean assignAgain(Member receiver, long nowNanos) {
    if (!seats.seedHasRoom() || seedHasNews(receiver)) {
      return false;
    }
    int checks = CHECKS_MAX;
    for (int e = receiver.missing.next(0); e >= 0 && checks > 0; e = receiver.missing.next(e + 1)) {
      checks--;
      boolean due = rarity.holders(e) > 0 || nowNanos - sentAt[e] > SENT_AGAIN_AFTER_NANOS;
      if (due && assignFrom(receiver, e, Giver.SEED, nowNanos)) {
        landmarks.add(Landmark.ORIGIN_SENT_AGAIN);
        return true;
      }
    }
    return false;
  }

  /// Whether a seed with room could send this receiver what nobody has yet. Unsent extents can be
  /// of no use, for a receiver that wants only some files, or be lost to all seeds.
  private boolean seedHasNews(Member receiver) {
    int checks = Math.min(unsentCount, CHECKS_MAX);
    for (int i = 0; i < checks; i++) {
      if (receiver.missing.has(unsent[i]) && seats.roomy(unsent[i], Giver.SEED, 0) >= 0) {
        return true;
      }
    }
    return false;
  }

  private boolean assignFrom(Member receiver, int extent, Giver giver, long nowNanos) {
    Member source = leastLoaded(receiver, extent, giver, nowNanos);
    if (source == null) {
      return false;
    }
    await(receiver, extent, source, nowNanos);
    write(receiver, extent, source);
    return true;
  }

  private @Nullable Member leastLoaded(Member receiver, int extent, Giver giver, long nowNanos) {
    Member best = null;
    int seat = seats.roomy(extent, giver, random.nextInt(seats.capacity()));
    int first = seat;
    for (int choice = 0; choice < CHOICES && seat >= 0; choice++) {
      Member source = seats.at(seat);
      if (source != receiver
          && source.hasUploadRoom(sizes.bytes(extent))
          && !receiver.avoidance.avoids(source.link.id(), nowNanos)
          && (best == null || load(source) < load(best))) {
        best = source;
      }
      seat = seats.roomy(extent, giver, seat + 1);
      if (seat == first) {
        break;
      }
    }
    return best;
  }

  /// Seconds until the source is through with what is planned from it, as far as is known.
  private static double load(Member source) {
    return source.link.uploading() / Math.max(source.link.upRate(), LEASE_RATE_MIN);
  }

  private long lease(Member source) {
    double nanos = 8e9 * load(source);
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
    source.uploadPlanned(sizes.bytes(extent));
    if (awaited[extent]++ == 0 && rarity.holders(extent) == 0) {
      sent(extent);
    }
    sentAt[extent] = nowNanos;
  }

  /// Ends the lease on an extent; the caller says what becomes of the extent.
  private void release(Member receiver, int extent) {
    Pending pending = receiver.pending.remove(extent);
    if (pending == null) {
      return;
    }
    receiver.link.downloadOver(sizes.bytes(extent));
    pending.source.uploadOver(sizes.bytes(extent));
    if (pending.duplicated()) {
      pending.duplicate.uploadOver(sizes.bytes(extent));
    }
    if (--awaited[extent] == 0 && rarity.holders(extent) == 0) {
      unsend(extent);
    }
  }

  private void deliver(Member receiver, int extent, NodeId from, long nowNanos) {
    release(receiver, extent);
    receiver.missing.remove(extent);
    receiver.link.received(sizes.bytes(extent), nowNanos);
    Member source = members.get(from);
    if (source != null) {
      source.link.sent(sizes.bytes(extent), nowNanos);
      receiver.avoidance.delivered(from);
      uploadRoomChanged(source.link);
    }
    if (!receiver.partial.has(extent) && receiver.held.add(extent)) {
      hold(receiver, extent);
    }
  }

  private void hold(Member member, int extent) {
    seats.hold(member, extent);
    if (!member.seed) {
      if (rarity.holders(extent) == 0 && awaited[extent] == 0) {
        sent(extent);
      }
      rarity.increment(extent);
    }
  }

  private void drop(Member member, int extent) {
    seats.drop(member, extent);
    if (!member.seed) {
      rarity.decrement(extent);
      if (rarity.holders(extent) == 0 && awaited[extent] == 0) {
        unsend(extent);
      }
    }
  }

  private void sent(int extent) {
    swapUnsent(unsentAt[extent], --unsentCount);
  }

  private void unsend(int extent) {
    swapUnsent(unsentAt[extent], unsentCount++);
  }

  private void swapUnsent(int a, int b) {
    int extent = unsent[a];
    unsent[a] = unsent[b];
    unsent[b] = extent;
    unsentAt[unsent[a]] = a;
    unsentAt[unsent[b]] = b;
  }

  /// Frees what the receiver awaited from a source that is gone, unless it comes from a second one
  /// as well; true when there was any.
  private boolean forget(Member receiver, Member source) {
    boolean any = false;
    for (int extent : List.copyOf(receiver.pending.keySet())) {
      Pending pending = receiver.pending.get(extent);
      if (pending != null && (pending.source == source || pending.duplicate == source)) {
        any = true;
        if (pending.duplicated()) {
          source.uploadOver(sizes.bytes(extent));
          pending.keepOther(source);
        } else {
          release(receiver, extent);
          receiver.missing.add(extent);
        }
      }
    }
    return any;
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
      Member other = leastLoaded(member, extent, Giver.PEER, nowNanos);
      if (other == null || other == pending.source) {
        other = leastLoaded(member, extent, Giver.SEED, nowNanos);
      }
      if (other != null && other != pending.source && load(other) < load(pending.source) / 2) {
        pending.duplicate = other;
        other.uploadPlanned(sizes.bytes(extent));
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

  /// Nothing is both missing and pending or held, counts agree with sets, links agree with leases.
  public boolean invariantsHold() {
    int[] ways = new int[sizes.count()];
    int[] peers = new int[sizes.count()];
    for (Member member : members.values()) {
      for (int extent : member.pending.keySet()) {
        ways[extent]++;
        if (member.missing.has(extent) || member.held.has(extent)) {
          return false;
        }
      }
      if (member.missing.intersects(member.held) || member.link.downloading() < 0) {
        return false;
      }
      for (int e = member.held.next(0); e >= 0; e = member.held.next(e + 1)) {
        peers[e] += member.seed ? 0 : 1;
      }
    }
    for (int e = 0; e < sizes.count(); e++) {
      boolean isUnsent = unsentAt[e] < unsentCount;
      if (rarity.holders(e) != peers[e] || isUnsent != (ways[e] == 0 && peers[e] == 0)) {
        return false;
      }
    }
    return Arrays.equals(ways, awaited) && rarity.invariantsHold();
  }

  /// Which kind of source is looked for.
  enum Giver {
    SEED,
    PEER
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
