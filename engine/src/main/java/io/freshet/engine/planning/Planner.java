package io.freshet.engine.planning;

import io.freshet.engine.ExtentSizes;
import io.freshet.engine.Failure;
import io.freshet.engine.Landmark;
import io.freshet.engine.Membership;
import io.freshet.engine.NodeId;
import io.freshet.engine.Priority;
import io.freshet.engine.Report;
import io.freshet.engine.planning.Chooser.Choice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.random.RandomGenerator;

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
///   the end a third instead of the first ([SecondSources]).
///
/// Nodes have few partners at once, as many each way, and who has the least on its way comes first
/// ([NeediestFirst]): links are full when flows are spread evenly over them. What is late counts no
/// more ([Lateness]), so that slow nodes keep nobody waiting.
///
/// Planning is incremental, from both sides. A receiver that comes to have room looks for a source;
/// if none has anything for it, it waits, and a source that comes to have room or something new
/// looks among those who wait. An event costs a few such looks, whatever the size of the swarm.
/// Everybody is looked at anew in [Rounds], a slice at each event.
///
/// [1] Kumar & Ross, "Peer-Assisted File Distribution: The Minimum Distribution Time", 2006. [2]
/// Mundinger, Weber & Weiss, "Optimal scheduling of peer-to-peer file dissemination", 2008.
public final class Planner {

  /// Assignments and vain looks that one event may cost: half a millisecond at 1 µs each. The rest
  /// is done at the next.
  private static final int LOOKS_MAX = 512;

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
  private final Partners partners;
  private final Member.Shape shape;
  private final Seats seats;
  private final Places places;
  private final Lateness lateness;
  private final LastStretch lastStretch;
  private final Leases leases;
  private final Chooser chooser;
  private final Drafts drafts;
  private final SecondSources secondSources;
  private final Shortage shortage;
  private final ExtentSizes sizes;
  private final NeediestFirst hungry = new NeediestFirst();
  private final Rounds rounds = new Rounds();

  public Planner(ExtentSizes sizes, Topology topology, Priority priority, RandomGenerator random) {
    this.priority = priority;
    this.sizes = sizes;
    partners = new Partners(sizes);
    shape = new Member.Shape(sizes.mean(), partners, priority);
    seats = new Seats(sizes.count());
    places = new Places(topology, sizes.count());
    lateness = new Lateness(sizes.count());
    lastStretch = new LastStretch(sizes, lateness);
    leases = new Leases(sizes, table, seats, lateness, lastStretch, partners, landmarks);
    drafts = new Drafts(seats);
    var imports = new Imports(sizes, random, leases, seats, places);
    chooser = new Chooser(sizes, random, leases, lateness, seats, imports, partners, landmarks);
    shortage = new Shortage(sizes, random, chooser, seats, landmarks);
    secondSources = new SecondSources(chooser, leases, lateness, drafts, landmarks);
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
    return drafts.planned();
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
    choosePartners(nowNanos);
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
    rounds.tick();
  }

  /// Ends leases that were not confirmed in time and gives the last extents of receivers a second
  /// source, for a slice of the members.
  private void lookAnew(long nowNanos) {
    if (rounds.begins(members.values(), nowNanos)) {
      lateness.roundOver();
      choosePartners(nowNanos);
      members.values().forEach(member -> member.use.roundOver());
    }
    for (int left = rounds.slice(); left > 0; left--) {
      Member member = rounds.next();
      // Who has left since the round began has no seat any more, and is not to be planned for.
      if (member.isPresent()) {
        lookAnew(member, nowNanos);
      }
    }
  }

  private void choosePartners(long nowNanos) {
    boolean changed =
        places.all().size() == 1
            ? partners.choose(members.size(), seeds(), lateness.usualDownRate(), nowNanos)
            : partners.chooseByBytes();
    if (changed) {
      members.values().forEach(Member::roomChanged);
      members.values().forEach(Member::partnersChanged);
    }
  }

  private int seeds() {
    return places.all().iterator().next().seeds.size();
  }

  private void lookAnew(Member member, long nowNanos) {
    lateness.look(member);
    member.use.count(nowNanos);
    member.link.tick(nowNanos);
    if (!member.pending.isEmpty()) {
      leases.expire(member, nowNanos);
      secondSources.look(member, nowNanos);
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
      way.isExtra(sizes.bytes(choice.extent()));
      receiver.use.count(way, nowNanos);
    }
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
