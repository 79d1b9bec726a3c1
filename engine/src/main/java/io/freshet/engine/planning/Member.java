package io.freshet.engine.planning;

import io.freshet.engine.ExtentSet;
import io.freshet.engine.Failure;
import io.freshet.engine.Membership;
import io.freshet.engine.NodeId;
import io.freshet.engine.Priority;
import io.freshet.engine.planning.Drafts.Draft;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// One node as one swarm's planner sees it: what it holds, still needs, and is planned to receive.
///
/// Every extent that the node wants is in exactly one of `missing` and `pending`; what it holds is
/// in neither.
final class Member {

  /// Receivers that a source sends to at once while many have nothing: one gets its extent three
  /// times as soon as three would, to pass it on. A seed sends to two, for one may be slow, or have
  /// a thinner link than the seed has.
  private static final int PEERS_WHILE_YOUNG = 1;

  private static final int SEEDS_WHILE_YOUNG = 2;

  /// A smaller one is sent in less than 30 ms at 1 Gbit/s: then what takes time is to ask.
  private static final int DOUBLING_BYTES_MIN = 4 << 20;

  /// What a source sends to other places of what only its own has, though its neighbours have all
  /// of its slots: more would take its uplink from them.
  private static final int EXPORTS_MAX = 2;

  /// Late ones are not without limit: twice as many partners in all.
  private static final int PARTNERS_AND_LATE = 2;

  /// Who is served by nobody faster than it was is tried once in so long.
  private static final long PROBE_AFTER_NANOS = 2_000_000_000L;

  /// Who sends as much as it can counts as so many times slower where others could do as well: what
  /// it sends twice it does not send to others, and where uplinks are short all wait for that.
  private static final double BUSY_TIMES = 4;

  /// Nobody is kept waiting by less, whatever was expected.
  private static final double KEPT_WAITING_SECONDS = 1;

  /// A rate is believed to be at least this: 64 KiB/s.
  private static final double RATE_MIN = 65_536;

  /// Its node's, for [MemberTable].
  final long id;

  /// The same, to tell others.
  final NodeId node;

  final NodeLink link;
  final Place place;

  /// Its column in the planner's bitmaps.
  final int seat;

  /// The same set as long as it is here: [Seats] has it, too.
  final ExtentSet held;

  ExtentSet missing;

  /// What it holds a part of; null where there is nothing, as nearly everywhere.
  private @Nullable ExtentSet partial;

  /// What is on its way to it, oldest first, and how much that is: who looks at a dozen members
  /// need not wait for their lists as well.
  final List<Pending> pending = new ArrayList<>();

  private int awaited;

  /// Held everything when it joined: an origin, whose copies do not count as spread.
  final boolean seed;

  int credits;

  /// Its place in [NeediestFirst], and in the [Roster] of each kind.
  int level = -1;

  /// Whether it is among the offers of its place.
  boolean offered;

  int roomyAt = Roster.NOWHERE;

  int waitingAt = Roster.NOWHERE;
  int sourceAt = Roster.NOWHERE;

  /// How far it is behind the others; negative when it is ahead.
  private int behind;

  /// What [Shortage] knows of it: apart, for that is asked for at looks only.
  final Shortage.Past past = new Shortage.Past();

  /// When something came that was not extra.
  long fedNanos;

  /// How often a third took the place of a first since something came.
  int replaced;

  /// When something late was last given a second source.
  long probedNanos;

  /// How much of its link is in use.
  final LinkUse use = new LinkUse(this);

  /// From whom something is on its way to it, and to whom from it, oldest first. Arrays, for the
  /// head of a list is one more wait for memory.
  private @Nullable Partnership[] sources = new @Nullable Partnership[4];

  private @Nullable Partnership[] receivers = new @Nullable Partnership[4];

  /// The same sources, at the same places: they are looked through for each that might be one.
  private @Nullable Member[] sourceMembers = new @Nullable Member[4];

  private int sourceCount;
  private int receiverCount;

  /// Those of them that count: near ones that are not late.
  int partnersIn;

  int partnersOut;

  /// Extents that come from other places.
  int importing;

  /// Those on their way that are late, their sources to blame.
  int latePending;

  /// Of what is on its way, what should be here in a moment.
  int almostHere;

  private long downloading;
  private long uploading;
  private boolean receives;
  private boolean emptyHanded;

  /// Null as long as nobody has failed it, as nearly everywhere.
  private @Nullable Avoidance avoidance;

  /// What it is to be told next, from [Drafts].
  @Nullable Draft firstDraft;

  @Nullable Draft lastDraft;

  /// The next member of the same link.
  @Nullable Member nextOnLink;

  private final Shape shape;
  private boolean present;

  /// What of a swarm a member's windows are counted by.
  ///
  /// @param extentBytes what an extent weighs on average
  /// @param partners how many a node has at once, each way
  /// @param priority by which nodes' links are shared with other swarms
  record Shape(int extentBytes, Partners partners, Priority priority) {}

  Member(NodeLink link, Place place, Seats.Seat seat, Membership membership, Shape shape) {
    node = link.id();
    id = node.value();
    this.link = link;
    this.place = place;
    this.seat = seat.number();
    held = seat.held();
    this.shape = shape;
    seed = membership.held().isAll();
    standAt(membership);
  }

  /// Believes what the node says it holds and wants now; a seed stays one.
  void standAt(Membership membership) {
    held.become(membership.held());
    missing = membership.wanted().copy();
    partial = membership.partial().isEmpty() ? null : membership.partial();
    credits = membership.credits();
  }

  /// Whether it passes an extent on only when all of its pieces are there.
  boolean isPartial(int extent) {
    return partial != null && partial.has(extent);
  }

  /// Whether it lacks or awaits something.
  boolean receives() {
    return !missing.isEmpty() || awaited > 0;
  }

  /// It takes part from now on, or no more.
  void present(boolean nowPresent) {
    if (nowPresent && !present) {
      link.takesPart(this);
    } else if (!nowPresent) {
      link.takesPartNoMore(this);
      place.waiting.set(this, false);
    }
    present = nowPresent;
    countReceiver();
    servingChanged();
  }

  boolean isPresent() {
    return present;
  }

  /// To be called when [#receives] may have changed, or whether it has anything: its place and its
  /// link count who does.
  void countReceiver() {
    boolean now = present && receives();
    if (now != receives) {
      receives = now;
      place.receivers += now ? 1 : -1;
      link.receivesBy(now ? weight() : -weight());
    }
    boolean empty = now && held.isEmpty();
    if (empty != emptyHanded) {
      emptyHanded = empty;
      place.emptyHanded += empty ? 1 : -1;
    }
  }

  /// To be called when it can be asked for uploads from now on, or no more.
  void servingChanged() {
    place.serving.set(seat, present && link.serves() && !seed);
    roomChanged();
  }

  /// To be called when it may have more or less room for uploads. A seed may send more to a partner
  /// that it has; to get more from a peer, one must be its partner already or become one.
  void roomChanged() {
    boolean roomy = present && hasUploadRoom() && (seed || opensUpload());
    if (seed) {
      place.roomySeeds.set(this, roomy);
    } else {
      place.roomyPeers.set(this, roomy);
    }
    if (roomy) {
      offer();
    }
  }

  /// It has room, or something new to send: those who wait shall hear of it. Who has nothing is not
  /// offered: while a swarm is young that is nearly everybody, and the few who have something would
  /// stand in line behind them.
  void offer() {
    if (!offered && !held.isEmpty()) {
      offered = true;
      place.offers.add(this);
    }
  }

  /// Whether its node is willing to have one more extent on its way.
  boolean hasCredit() {
    return awaited < credits;
  }

  /// Whether it may be given one more extent now. Each swarm may have one on its way whatever
  /// others have planned: large extents of one must not shut out the small ones of another.
  boolean hasRoom() {
    return hasCredit()
        && (onTheirWay() == 0
            || link.hasDownloadRoom(
                downloading, shape.extentBytes, partnersMost(), aheadMax(), weight()));
  }

  /// Whether it may be asked for one more extent now: at least one of each swarm.
  boolean hasUploadRoom() {
    return hasUploadRoom(seed ? firsts() : shape.partners.most());
  }

  /// Whether a seed may be asked for what it has sent before: that is not to fill what its window
  /// has beyond that of others.
  boolean hasRoomToRepeat() {
    return hasUploadRoom(shape.partners.most());
  }

  private boolean hasUploadRoom(int extents) {
    return link.serves()
        && (receiverCount == 0
            || link.hasUploadRoom(uploading, shape.extentBytes, extents, aheadMax(), weight()));
  }

  /// Whether it may be asked for what only its place has, in spite of what its neighbours get from
  /// it: one extent beyond its window.
  boolean mayExport() {
    int exports = 0;
    for (Partnership partnership : receivers()) {
      exports += partnership.far ? partnership.coming : 0;
    }
    return exports < EXPORTS_MAX && mayStretchUpload() && hasUploadRoom(shape.partners.most() + 1);
  }

  /// Extents that a seed's window holds: as many for each partner as the window of others leaves
  /// for any. While one has nothing on its way from the seed, its share of the seed's uplink is
  /// idle, and what a seed does not send nobody can make good.
  private int firsts() {
    int partners = shape.partners.most();
    return Math.ceilDiv(link.uploadExtents(shape.extentBytes, partners, aheadMax()), partners)
        * partners;
  }

  int extentBytes() {
    return shape.extentBytes;
  }

  private int weight() {
    return shape.priority.weight();
  }

  private int aheadMax() {
    return shape.partners.aheadMax();
  }

  private int partnersMost() {
    return shape.partners.most() + Math.max(0, behind);
  }

  void behind(int extents) {
    if (behind != extents) {
      behind = extents;
      partnersChanged();
    }
  }

  /// To be called when it may receive from more partners or fewer than it was allowed to, or does.
  void partnersChanged() {
    place.full.set(seat, !opensDownload());
  }

  boolean opensDownload() {
    return partnersIn < partnersMost() && sourceCount < PARTNERS_AND_LATE * shape.partners.most();
  }

  /// Whether it may have one source more in spite of those that it has.
  boolean mayStretchDownload() {
    return sourceCount < PARTNERS_AND_LATE * shape.partners.mostByBytes();
  }

  boolean mayStretchUpload() {
    return link.serves() && receiverCount < PARTNERS_AND_LATE * shape.partners.mostByBytes();
  }

  /// Whether extents spread one by one: many have nothing yet, and what takes time is to send.
  boolean spreadsInDoublings() {
    return shape.extentBytes >= DOUBLING_BYTES_MIN
        && place.isYoung()
        && !link.isFarFor(shape.extentBytes);
  }

  boolean opensUpload() {
    int first = seed ? SEEDS_WHILE_YOUNG : PEERS_WHILE_YOUNG;
    return partnersOut < (spreadsInDoublings() ? first : shape.partners.most())
        && receiverCount < PARTNERS_AND_LATE * shape.partners.most();
  }

  /// Extents that its window holds.
  int window() {
    int partners = shape.partners.most();
    return (int) (link.downloadWindow(shape.extentBytes, partners, aheadMax()) / shape.extentBytes);
  }

  /// How little it has on its way, the more urgent the further it is behind.
  int need() {
    return onTheirWay() - behind;
  }

  boolean isRoomy() {
    return roomyAt != Roster.NOWHERE;
  }

  @Nullable Partnership with(Member source) {
    for (int i = 0; i < sourceCount; i++) {
      if (sourceMembers[i] == source) {
        return sources[i];
      }
    }
    return null;
  }

  /// The same, looked for among those it sends to.
  @Nullable Partnership to(Member receiver) {
    for (int i = 0; i < receiverCount; i++) {
      Partnership partnership = receivers[i];
      if (partnership != null && partnership.receiver == receiver) {
        return partnership;
      }
    }
    return null;
  }

  /// From whom something is on its way to it.
  List<Partnership> sources() {
    return first(sources, sourceCount);
  }

  int sourceCount() {
    return sourceCount;
  }

  @SuppressWarnings("NullAway") // only past these is nothing
  Partnership source(int at) {
    return sources[at];
  }

  /// To whom something is on its way from it.
  List<Partnership> receivers() {
    return first(receivers, receiverCount);
  }

  boolean sends() {
    return receiverCount > 0;
  }

  /// A view: those that there are.
  @SuppressWarnings("NullAway") // only past these is nothing
  private static List<Partnership> first(@Nullable Partnership[] partnerships, int count) {
    return Arrays.asList(partnerships).subList(0, count);
  }

  /// Something comes from one more.
  void comesFrom(Partnership partnership) {
    if (sourceCount == sources.length) {
      sources = Arrays.copyOf(sources, 2 * sourceCount);
      sourceMembers = Arrays.copyOf(sourceMembers, 2 * sourceCount);
    }
    sources[sourceCount] = partnership;
    sourceMembers[sourceCount++] = partnership.source;
    partnersChanged();
  }

  void comesNoMoreFrom(Partnership partnership) {
    int at = remove(partnership, sources, sourceCount);
    System.arraycopy(sourceMembers, at + 1, sourceMembers, at, --sourceCount - at);
    sourceMembers[sourceCount] = null;
    partnersChanged();
  }

  /// Something goes to one more.
  void goesTo(Partnership partnership) {
    if (receiverCount == receivers.length) {
      receivers = Arrays.copyOf(receivers, 2 * receiverCount);
    }
    receivers[receiverCount++] = partnership;
  }

  void goesNoMoreTo(Partnership partnership) {
    remove(partnership, receivers, receiverCount--);
  }

  /// Removes one of the first so many, and returns where it was.
  private static int remove(Partnership partnership, @Nullable Partnership[] from, int count) {
    int at = 0;
    while (from[at] != partnership) {
      at++;
    }
    System.arraycopy(from, at + 1, from, at, count - 1 - at);
    from[count - 1] = null;
    return at;
  }

  @Nullable Pending awaits(int extent) {
    for (int i = 0; i < awaited; i++) {
      if (pending.get(i).extent == extent) {
        return pending.get(i);
      }
    }
    return null;
  }

  /// Whether it is not to be given anything by this source now.
  boolean avoids(Member source, long nowNanos) {
    return avoidance != null && avoidance.avoids(source.link.id(), nowNanos);
  }

  /// The sources avoided now, with the reason.
  SortedMap<NodeId, Failure> avoided(long nowNanos) {
    return avoidance == null ? Collections.emptySortedMap() : avoidance.current(nowNanos);
  }

  void failedBy(NodeId source, Failure failure, long nowNanos) {
    avoidance = avoidance == null ? new Avoidance() : avoidance;
    avoidance.failed(source, failure, nowNanos);
  }

  /// The source has just delivered proven bytes.
  void deliveredBy(NodeId source) {
    if (avoidance != null) {
      avoidance.delivered(source);
    }
  }

  /// Seconds until it is through with what is planned from it, as far as is known.
  double load() {
    return link.uploading() / Math.max(link.upRate(), RATE_MIN);
  }

  /// Seconds in which it would be through with one extent more; zero while nobody knows.
  double delay() {
    return link.delay(shape.extentBytes);
  }

  /// The same for somebody new, who is to come in spite of its partners: of what they await, only
  /// one extent each need go before. Who has enough to send had better send that, so it counts as
  /// slower.
  double delayForNew() {
    long before = Math.min(link.uploading(), (long) receiverCount * shape.extentBytes);
    double delay = link.pace() == 0 ? 0 : (before + shape.extentBytes) / link.bestPace();
    return use.isUnderused() ? delay : BUSY_TIMES * delay;
  }

  /// Whether it awaits something from a source that should have been here long since.
  boolean isKeptWaitingBy(Member source, long nowNanos) {
    double late = KEPT_WAITING_SECONDS + 2 * source.delayForNew();
    for (Pending way : pending) {
      if (way.source == source && (nowNanos - way.sinceNanos) / 1e9 > late) {
        return true;
      }
    }
    return false;
  }

  /// Seconds in which its own link would bring an extent from each of its partners, as far as is
  /// known.
  double ownDelay() {
    int coming = Math.min(awaited, shape.partners.most());
    return link.downPace() == 0 ? 0 : (double) coming * shape.extentBytes / link.downPace();
  }

  /// Whether it is time to try again whether its link brings more than it has brought so far.
  boolean mayProbe(long nowNanos) {
    return nowNanos - probedNanos > PROBE_AFTER_NANOS;
  }

  void expect(Pending way, int bytes) {
    pending.add(way);
    awaited++;
    downloads(bytes);
    expectFrom(way.source, bytes);
    importing += way.passage == null ? 0 : 1;
  }

  /// Something awaited is here, or is not awaited any more.
  void over(Pending way, int bytes, long nowNanos) {
    fedNanos = way.extra ? fedNanos : nowNanos;
    pending.remove(way);
    awaited--;
    importing -= way.passage == null ? 0 : 1;
    if (way.late == null || way.isBlamedOn(this)) {
      downloads(-bytes);
    } else {
      latePending--;
    }
  }

  /// Whether something is on its way to it, and nothing in the ordinary way.
  boolean hasOnlyExtras() {
    for (Pending way : pending) {
      if (!way.extra) {
        return false;
      }
    }
    return !pending.isEmpty();
  }

  /// Extents on their way to it that are not late, and not here in a moment.
  int onTheirWay() {
    return awaited - latePending - almostHere;
  }

  /// How many times as long it is to be waited as at first before a third takes the place of a
  /// first: twice for each time that all that it awaits was begun anew and nothing came, so that
  /// something does in the end, whatever was wrongly expected.
  double timesReplaced() {
    return Math.pow(2, (double) replaced / Math.max(1, awaited));
  }

  void expectFrom(Member source, int bytes) {
    Partnership partnership = with(source);
    if (partnership == null) {
      partnership = new Partnership(this, source);
      partnership.begin();
    }
    partnership.comes(1, 0);
    source.uploads(bytes);
  }

  void expectNoMore(Pending way, Member source, int bytes) {
    Partnership partnership = partnership(source);
    partnership.comes(-1, 0);
    if (partnership.coming == 0) {
      partnership.end();
    }
    if (source == way.source) {
      way.weighsExtraNoMore(bytes);
    }
    if (!way.isBlamedOn(this) || source != way.source) {
      source.uploads(-bytes);
    }
  }

  Partnership partnership(Member source) {
    Partnership partnership = with(source);
    if (partnership == null) {
      throw new IllegalStateException("nothing is on its way from " + source.link.id());
    }
    return partnership;
  }

  void uploads(int bytes) {
    long before = uploading;
    uploading += bytes;
    if (before == 0 || uploading == 0) {
      link.sendsBy(before == 0 ? weight() : -weight());
    }
    link.uploads(bytes);
  }

  void downloads(int bytes) {
    downloading += bytes;
    link.downloads(bytes);
  }

  /// What it holds, lacks and awaits are apart; its partners are those that something is awaited
  /// from, and know it.
  boolean invariantsHold() {
    return pending.stream().noneMatch(way -> missing.has(way.extent) || held.has(way.extent))
        && pending.stream().filter(way -> way.almostHere).count() == almostHere
        && pending.size() == awaited
        && Partnership.agree(this)
        && place.full.get(seat) != opensDownload()
        && place.serving.get(seat) == (present && link.serves() && !seed)
        && (seed || !isRoomy() || spreadsInDoublings() || opensUpload())
        && !missing.intersects(held)
        && receives == receives()
        && downloading >= 0
        && uploading >= 0;
  }
}
