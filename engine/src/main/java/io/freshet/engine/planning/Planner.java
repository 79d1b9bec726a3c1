package io.freshet.engine.planning;

import io.freshet.engine.ExtentSizes;
import io.freshet.engine.Failure;
import io.freshet.engine.Landmark;
import io.freshet.engine.Membership;
import io.freshet.engine.NodeId;
import io.freshet.engine.Priority;
import io.freshet.engine.Report;
import io.freshet.engine.planning.Chooser.Choice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
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
/// - What nobody in a place has or awaits comes in from another place, once ([Imports]).
/// - Receivers get the rarest extent that a peer with room holds ([Chooser]).
/// - A seed sends an extent again only after all were sent once and only when no peer with room
///   holds it.
/// - What is late gets a second source, if one should have sent it long before the first, and in
///   the end a third instead of the first.
///
/// Nodes have few partners at once, as many each way, and who has the least on its way comes first
/// ([NeediestFirst]): links are full when flows are spread evenly over them. What is late counts no
/// more ([Lateness]), so that slow nodes keep nobody waiting.
///
/// Planning is incremental, from both sides. A receiver that comes to have room looks for a source;
/// if none has anything for it, it waits, and a source that comes to have room or something new
/// looks among those who wait. An event costs a few such looks, whatever the size of the swarm.
/// Everybody is looked at anew in rounds, a slice at each event.
///
/// [1] Kumar & Ross, "Peer-Assisted File Distribution: The Minimum Distribution Time", 2006. [2]
/// Mundinger, Weber & Weiss, "Optimal scheduling of peer-to-peer file dissemination", 2008.
public final class Planner {

  /// How old the wait for an extent must be before a second source is asked when all that is
  /// missing is on its way, at least.
  private static final double DUPLICATE_AFTER_SECONDS = 0.5;

  /// Partners of a node at once, each way, in one swarm. More make links fuller where single flows
  /// are uneven; fewer let an extent arrive sooner, to be passed on. What counts is the time that a
  /// round of them takes: 16 MiB are a seventh of a second at 1 Gbit/s.
  private static final int PARTNERS_MAX = 8;

  private static final int PARTNERS_MIN = 3;
  private static final int PARTNER_BYTES = 16 << 20;

  /// Assignments and vain looks that one event may cost: half a millisecond at 1 µs each. The rest
  /// is done at the next.
  private static final int LOOKS_MAX = 512;

  /// Members looked at anew at a tick: a fifth of a millisecond, so a round of 10,000 takes two
  /// seconds while nothing else happens. Each other event takes a few.
  private static final int SLICE_AT_TICK = 512;

  private static final int SLICE_AT_EVENT = 8;

  /// A round begins at a tick, but not before so much has passed for each member since the last one
  /// began: to look at one takes 1 to 3 µs, so rounds take a twentieth of a core at most. Up to
  /// 2,000 members are looked at ten times a second, 10,000 twice.
  private static final long LOOK_EVERY_NANOS = 50_000;

  /// Offers that nobody waits for are dropped; so many sources are offered to those who wait in one
  /// event.
  private static final int OFFERS_MAX = 64;

  /// Receivers of those who wait that are asked again when a seed has room.
  private static final int ASKED_AGAIN_MAX = 16;

  private final Map<NodeId, Member> members = new LinkedHashMap<>();

  /// The same, to look up by.
  private final MemberTable table = new MemberTable();

  private final List<Landmark> landmarks = new ArrayList<>();
  private final Priority priority;
  private final Member.Shape shape;
  private final Seats seats;
  private final Places places;
  private final Lateness lateness;
  private final LastStretch lastStretch;
  private final Leases leases;
  private final Chooser chooser;
  private final Drafts drafts;
  private final Shortage shortage;
  private final ExtentSizes sizes;
  private final NeediestFirst hungry = new NeediestFirst();

  /// Whom the round that is under way has still to look at.
  private final ArrayDeque<Member> round = new ArrayDeque<>();

  private boolean ticked;
  private long roundNanos = Long.MIN_VALUE / 2;
  private long planned;

  public Planner(ExtentSizes sizes, Topology topology, Priority priority, RandomGenerator random) {
    this.priority = priority;
    this.sizes = sizes;
    int partnersMax = Math.clamp(PARTNER_BYTES / sizes.mean(), PARTNERS_MIN, PARTNERS_MAX);
    shape = new Member.Shape(sizes.mean(), partnersMax, priority);
    seats = new Seats(sizes.count());
    places = new Places(topology, sizes.count());
    lateness = new Lateness(sizes.count());
    lastStretch = new LastStretch(sizes, lateness);
    leases = new Leases(sizes, table, seats, lateness, lastStretch, landmarks);
    drafts = new Drafts(seats);
    var imports = new Imports(sizes, random, leases, seats, places);
    chooser = new Chooser(sizes, random, leases, lateness, seats, imports, partnersMax, landmarks);
    shortage = new Shortage(sizes, random, chooser, seats, landmarks);
  }

  /// What one receiver shall be told.
  public record Plan(NodeId to, List<Assignment> assignments) {}

  public Priority priority() {
    return priority;
  }

  public boolean has(NodeId node) {
    return table.at(node) != null;
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
              member.avoided(nowNanos)));
    }
    return standings;
  }

  /// How a member stands: extents held, not yet planned, on their way, and whom it avoids, why.
  public record Standing(
      NodeId node, int held, int missing, int pending, SortedMap<NodeId, Failure> troubles) {}

  /// Some members, each at most once, drawn by chance; all of them when there are no more.
  public List<NodeId> some(int count, RandomGenerator random) {
    List<NodeId> drawn = new ArrayList<>();
    seats.some(count, random).forEach(member -> drawn.add(member.link.id()));
    return drawn;
  }

  /// Takes a node in, or, when it is known, believes what it says now; what others await from it
  /// they go on awaiting.
  public void join(NodeLink link, Membership membership, long nowNanos) {
    Member known = table.at(link.id());
    Member member = known == null ? enter(link, membership) : known;
    if (known != null) {
      leases.forgetAll(member, nowNanos);
      member.standAt(membership);
    }
    for (int e = member.held.next(0); e >= 0; e = member.held.next(e + 1)) {
      leases.hold(member, e);
    }
    for (Report.Delivery flight : membership.inFlight()) {
      Member source = table.at(flight.source());
      for (int e : flight.extents()) {
        if (source != null && source != member) {
          honour(member, e, source, nowNanos);
        }
      }
    }
    member.fedNanos = known == null ? nowNanos : member.fedNanos;
    member.present(true);
    queue(member);
  }

  /// What is on its way already, from one source or from two.
  private void honour(Member member, int extent, Member source, long nowNanos) {
    Pending way = member.awaits(extent);
    if (member.missing.has(extent)) {
      leases.await(member, extent, source, null, nowNanos);
      landmarks.add(Landmark.IN_FLIGHT_BECAME_LEASE);
    } else if (way != null && !way.duplicated() && way.source != source) {
      leases.awaitAlso(member, way, source, null, nowNanos);
    }
  }

  private Member enter(NodeLink link, Membership membership) {
    Place place = places.enter(link.zone());
    Member member = new Member(link, place, seats.take(), membership, shape);
    seats.seat(member);
    members.put(link.id(), member);
    table.add(member);
    if (member.seed) {
      place.seeds.add(member);
    }
    return member;
  }

  /// Forgets a node; returns those that were waiting for it, whose extents are free again.
  public List<NodeId> leave(NodeId node, long nowNanos) {
    Member member = members.remove(node);
    if (member == null) {
      return List.of();
    }
    table.remove(member);
    hungry.remove(member);
    shortage.leave(member);
    leases.forgetAll(member, nowNanos);
    List<NodeId> waiting = new ArrayList<>();
    for (Member receiver : leases.forgetSource(member, nowNanos)) {
      waiting.add(receiver.link.id());
      queue(receiver);
    }
    member.present(false);
    member.place.seeds.remove(member);
    places.leave(member.place);
    seats.leave(member);
    return waiting;
  }

  public void report(NodeId node, Report report, long nowNanos) {
    Member member = table.at(node);
    if (member == null) {
      return;
    }
    member.credits = report.credits();
    for (Report.Delivery delivery : report.delivered()) {
      Member source = table.at(delivery.source());
      for (int extent : delivery.extents()) {
        leases.deliver(member, extent, source, nowNanos);
      }
    }
    for (int extent : report.withdrawn()) {
      if (member.held.remove(extent)) {
        leases.drop(member, extent);
        landmarks.add(Landmark.HAVES_WITHDRAWN);
      }
    }
    for (Report.Refusal refusal : report.refused()) {
      member.failedBy(refusal.source(), refusal.failure(), nowNanos);
      Member source = table.at(refusal.source());
      for (int extent : refusal.extents()) {
        if (source != null) {
          leases.refused(member, extent, source);
        }
      }
    }
    for (int extent : report.returned()) {
      Pending way = member.awaits(extent);
      if (way != null) {
        leases.giveBack(member, way, nowNanos);
      }
    }
    if (!report.delivered().isEmpty()) {
      member.offer();
    }
    queue(member);
  }

  /// Begins to look at everybody anew, unless that is still under way or was done just now.
  public void tick() {
    ticked = true;
  }

  /// Ends leases that were not confirmed in time and gives the last extents of receivers a second
  /// source, for a slice of the members.
  private void lookAnew(long nowNanos) {
    if (ticked && round.isEmpty() && nowNanos - roundNanos >= LOOK_EVERY_NANOS * members.size()) {
      roundNanos = nowNanos;
      lateness.roundOver();
      members.values().forEach(member -> member.use.roundOver());
      round.addAll(members.values());
    }
    int slice = ticked ? SLICE_AT_TICK : SLICE_AT_EVENT;
    ticked = false;
    for (int i = 0; i < slice && !round.isEmpty(); i++) {
      Member member = round.remove();
      // Who has left since the round began has no seat any more, and is not to be planned for.
      if (member.isPresent()) {
        lookAnew(member, nowNanos);
      }
    }
  }

  private void lookAnew(Member member, long nowNanos) {
    lateness.look(member);
    member.use.count(nowNanos);
    member.link.tick(nowNanos);
    if (!member.pending.isEmpty()) {
      leases.expire(member, nowNanos);
      duplicate(member, nowNanos);
      leases.markLate(member, nowNanos);
    }
    Choice more = shortage.look(member, nowNanos);
    while (more != null) {
      take(more, nowNanos);
      more = shortage.next(member, nowNanos);
    }
    queue(member);
  }

  /// Plans as much as windows allow. A source with room is offered to those who wait before the
  /// receiver that has just got something from it asks for more: else the two would go on with each
  /// other, and where uplinks are what is short, who has no source would never have one.
  public List<Plan> plan(long nowNanos) {
    lookAnew(nowNanos);
    for (Member receiver : lastStretch.look(nowNanos)) {
      queue(receiver);
    }
    offer(nowNanos);
    feed(nowNanos);
    offer(nowNanos);
    feed(nowNanos);
    return drafts.take(nowNanos);
  }

  private void feed(long nowNanos) {
    for (int looks = 0; looks < LOOKS_MAX; looks++) {
      Member member = hungry.poll();
      if (member == null) {
        break;
      }
      if (!member.missing.isEmpty() && member.hasRoom()) {
        Choice choice = chooser.next(member, nowNanos);
        if (choice == null) {
          member.place.waiting.set(member, true);
        } else {
          take(choice, nowNanos);
        }
      }
    }
  }

  /// Offers sources that have come to have room to those who wait.
  private void offer(long nowNanos) {
    for (Place place : places.all()) {
      offer(place, nowNanos);
    }
  }

  private void offer(Place place, long nowNanos) {
    for (int i = 0; i < OFFERS_MAX && !place.offers.isEmpty(); i++) {
      Member source = place.offers.remove();
      source.offered = false;
      offerAbroad(source, nowNanos);
      if (place.waiting.count() == 0) {
        continue;
      }
      if (source.seed) {
        for (int left = Math.min(place.waiting.count(), ASKED_AGAIN_MAX); left > 0; left--) {
          queue(place.waiting.at(0));
        }
        continue;
      }
      while (source.isRoomy()) {
        Choice choice = chooser.forWaiting(source, nowNanos);
        if (choice == null) {
          break;
        }
        take(choice, nowNanos);
      }
    }
  }

  /// What comes into another place is passed on there, so it goes before what only one gets.
  private void offerAbroad(Member source, long nowNanos) {
    for (Place to : places.all()) {
      if (to != source.place && to.waiting.count() > 0 && !source.seed && source.isRoomy()) {
        Choice choice = chooser.abroad(source, to, nowNanos);
        if (choice != null) {
          take(choice, nowNanos);
        }
      }
    }
  }

  private void take(Choice choice, long nowNanos) {
    Member receiver = choice.receiver();
    Pending way =
        leases.await(receiver, choice.extent(), choice.source(), choice.passage(), nowNanos);
    if (choice.extra()) {
      receiver.isExtra(way, sizes.bytes(choice.extent()));
      receiver.use.count(way, nowNanos);
    }
    planned++;
    drafts.add(way);
    queue(receiver);
  }

  /// Whoever lacks something and has room is looked at; who has not, when something has arrived.
  private void queue(Member member) {
    member.countReceiver();
    member.place.waiting.set(member, false);
    if (!member.missing.isEmpty()) {
      member.behind(lateness.behind(member));
      if (member.hasRoom()) {
        hungry.add(member);
      }
    }
  }

  /// Gives what is late a second source, or, when both are late, a third instead of the first.
  private void duplicate(Member member, long nowNanos) {
    for (Pending way : List.copyOf(member.pending)) {
      Member other =
          way.duplicated() ? third(member, way, nowNanos) : another(member, way, nowNanos);
      if (other != null) {
        Passage passage = member.place.passageFrom(other.place);
        boolean instead = way.duplicated();
        if (instead) {
          leases.awaitInstead(member, way, other, passage, nowNanos);
          landmarks.add(Landmark.TRACKER_ASKED_A_THIRD);
        } else {
          leases.awaitAlso(member, way, other, passage, nowNanos);
        }
        planned++;
        drafts.addAlone(way, other, instead);
        landmarks.add(Landmark.TRACKER_DUPLICATED_AN_EXTENT);
      }
    }
  }

  /// Who should have sent an extent long before the one that was asked for it. The receiver's own
  /// link may explain that they take long; one is tried from time to time all the same, for it may
  /// only have had slow sources so far.
  private @Nullable Member another(Member member, Pending way, long nowNanos) {
    if (member.missing.isEmpty()) {
      double waited = (nowNanos - way.sinceNanos) / 1e9;
      Member other =
          waited > DUPLICATE_AFTER_SECONDS ? chooser.second(member, way, nowNanos) : null;
      if (other != null && other.load() < waited) {
        return other;
      }
    }
    return sooner(member, way, way.secondsLeft(nowNanos), nowNanos);
  }

  /// Who should have sent an extent long before both that were asked for it, if it is known that
  /// the receiver's own link is not what they are slow by. The second has its time first: what one
  /// has sent in vain is lost.
  private @Nullable Member third(Member member, Pending way, long nowNanos) {
    double left = Math.min(way.secondsLeft(nowNanos), way.secondsLeftOfDuplicate(nowNanos));
    double waited = (nowNanos - way.duplicateSinceNanos) / 1e9;
    double seconds = Math.min(left, waited) / member.timesReplaced();
    if (way.fellThrough
        || member.link.downPace() == 0
        || !lateness.isWorthAnother(seconds, member.ownDelay())) {
      return null;
    }
    Member third = sooner(member, way, seconds, nowNanos);
    return third == null || wastesPassage(member, way, third) ? null : third;
  }

  /// What came through a passage in vain need not come through one again that others wait for.
  private static boolean wastesPassage(Member member, Pending way, Member third) {
    Passage passage = member.place.passageFrom(third.place);
    return way.passage != null && passage != null && !passage.isIdle();
  }

  /// While the receiver lacks anything else, only who has an uplink to spare sends a second time
  /// what comes slowly: what others send twice they do not send to those who wait. Inside one
  /// place: where there are several it costs 1 to 2 %.
  private static boolean spares(Member receiver, Member other) {
    return receiver.missing.isEmpty() || !receiver.place.isAlone() || other.use.hasUplinkToSpare();
  }

  private @Nullable Member sooner(Member member, Pending way, double seconds, long nowNanos) {
    boolean explained = !lateness.isWorthAnother(seconds, member.ownDelay());
    if (!lateness.isWorthAnother(seconds, 0) || (explained && !member.mayProbe(nowNanos))) {
      return null;
    }
    Member other = chooser.another(member, way, nowNanos);
    if (other == null
        || !spares(member, other)
        || !lateness.isWorthAnother(seconds / way.doubt(other), other.delayForNew())) {
      return null;
    }
    member.probedNanos = nowNanos;
    return other;
  }

  public List<Landmark> takeLandmarks() {
    List<Landmark> taken = List.copyOf(landmarks);
    landmarks.clear();
    return taken;
  }

  /// Nothing is both missing and pending or held, counts agree with sets, links and partners agree
  /// with leases.
  public boolean invariantsHold() {
    return members.values().stream().allMatch(Member::invariantsHold)
        && leases.agreeWith(members.values(), places.all());
  }
}
