package io.freshet.engine.planning;

import io.freshet.engine.ExtentSet;
import io.freshet.engine.ExtentSizes;
import io.freshet.engine.Landmark;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Chooses one extent and one source for a receiver: the order of preference that [Planner]
/// describes.
///
/// A receiver fetches from few partners at once, and a source sends to as few: when all have
/// equally many, every link is shared alike and none is left out, whatever TCP does. So a source is
/// sought first among those that are no partners yet; only who has as many partners as it may gets
/// more from one that it has.
///
/// What a source can give a receiver is an AND of two bitmaps, 64 extents a word. Sources are
/// sampled, not searched: of those that have room there are few while links are full, and while
/// they are not, anyone will do.
final class Chooser {

  /// Sources looked at for one receiver. The rarest of what a dozen have is nearly as rare as what
  /// all have, and of a dozen one is hardly loaded [1]. [1] Mitzenmacher, "The power of two choices
  /// in randomized load balancing", 2001.
  private static final int SOURCES_MAX = 12;

  /// Extents compared for one source.
  private static final int COMPARED_MAX = 16;

  /// Extents looked at one by one, and holders of each, where a sample of sources found nothing.
  private static final int SEARCHED_MAX = 16;

  /// An origin with uneven receivers sends what it has in about this order: a few words of bitmap.
  private static final int SENT_AHEAD_MAX = 512;

  /// Receivers that wait are looked at for one source that comes to have room.
  private static final int WAITING_MAX = 12;

  /// A source that needs so many times longer than another one is asked only for want of others,
  /// however rare what it has.
  private static final double MUCH_SLOWER = 3;

  /// An extent that was sent once and has not arrived for so long may be sent by the seed again.
  private static final long SENT_AGAIN_AFTER_NANOS = 2_000_000_000L;

  private final ExtentSizes sizes;
  private final RandomGenerator random;
  private final Leases leases;
  private final Lateness lateness;
  private final Seats seats;
  private final Imports imports;
  private final Partners partners;
  private final List<Landmark> landmarks;

  /// Of whom one is being chosen, and what of each counts: how little it has on its way, what it
  /// holds, when it would be through with something, and with what.
  private final Member[] candidates = new Member[Math.max(SOURCES_MAX, WAITING_MAX)];

  private final int[] needs = new int[WAITING_MAX];
  private final ExtentSet[] held = new ExtentSet[SOURCES_MAX];
  private final double[] delays = new double[SOURCES_MAX];
  private final int[] extents = new int[SOURCES_MAX];

  Chooser(
      ExtentSizes sizes,
      RandomGenerator random,
      Leases leases,
      Lateness lateness,
      Seats seats,
      Imports imports,
      Partners partners,
      List<Landmark> landmarks) {
    this.sizes = sizes;
    this.random = random;
    this.leases = leases;
    this.lateness = lateness;
    this.seats = seats;
    this.imports = imports;
    this.partners = partners;
    this.landmarks = landmarks;
  }

  /// What to fetch from whom, and through what if that stands elsewhere.
  ///
  /// @param extra whether that is beyond what it gets in the ordinary way
  record Choice(
      Member receiver, Member source, int extent, @Nullable Passage passage, boolean extra) {
    static Choice near(Member receiver, Member source, int extent) {
      return new Choice(receiver, source, extent, null, false);
    }
  }

  /// The next thing for a receiver with room; null when nobody has anything for it now.
  @Nullable Choice next(Member receiver, long nowNanos) {
    boolean passesOn = !lateness.sendsSlowly(receiver);
    Choice choice = passesOn ? unsentFromSeed(receiver, nowNanos) : null;
    if (choice == null) {
      choice = imports.next(receiver, nowNanos);
    }
    if (choice == null && receiver.opensDownload()) {
      choice = fromNewPartner(receiver, nowNanos);
    }
    if (choice == null) {
      choice = moreFromPartner(receiver, nowNanos);
    }
    if (choice == null) {
      choice = againFromSeed(receiver, nowNanos);
    }
    if (choice == null && !passesOn && receiver.pending.isEmpty()) {
      choice = unsentFromSeed(receiver, nowNanos);
    }
    return choice;
  }

  /// Who of those that were asked in vain gets something from a source that has room now: the
  /// neediest; null when it has nothing for any of them. Of most of them nothing is asked but that:
  /// each further question is a wait for memory.
  @Nullable Choice forWaiting(Member source, long nowNanos) {
    Roster waiting = source.place.waiting;
    int count = 0;
    int start = waiting.count() == 0 ? 0 : random.nextInt(waiting.count());
    for (int i = 0; i < Math.min(waiting.count(), WAITING_MAX); i++) {
      if (!source.place.full.get(waiting.seatAt(start + i))) {
        candidates[count] = waiting.at(start + i);
        needs[count] = candidates[count].need();
        count++;
      }
    }
    int best = -1;
    int extent = -1;
    for (int i = 0; i < count; i++) {
      Member receiver = candidates[i];
      if ((best < 0 || needs[i] < needs[best])
          && receiver.hasRoom()
          && mayBePartners(receiver, source, source.to(receiver), nowNanos)) {
        int rarest = rarest(receiver, source);
        best = rarest < 0 ? best : i;
        extent = rarest < 0 ? extent : rarest;
      }
    }
    return best < 0 ? null : Choice.near(candidates[best], source, extent);
  }

  /// What a source that has room brings to one of those who wait in another place; null for
  /// nothing.
  @Nullable Choice abroad(Member source, Place to, long nowNanos) {
    Member receiver = to.waiting.at(random.nextInt(to.waiting.count()));
    return receiver.hasRoom() ? imports.from(source, receiver, nowNanos) : null;
  }

  /// Who could send an extent, too, that is on its way from somebody; null when nobody with room.
  @Nullable Member second(Member receiver, Pending way, long nowNanos) {
    Member best = null;
    int first = seats.holder(way.extent, random.nextInt(seats.capacity()));
    int seat = first;
    for (int i = 0; i < SEARCHED_MAX && seat >= 0; i++) {
      Member source = seats.at(seat);
      if (source != way.source
          && source.place == receiver.place
          && source.hasUploadRoom()
          && mayBePartners(receiver, source, nowNanos)
          && (best == null || source.load() < best.load())) {
        best = source;
      }
      seat = seats.next(way.extent, seat, first);
    }
    return best;
  }

  /// Which node, and for want of a neighbour which one elsewhere, would be the first to have sent
  /// an extent that is on its way from somebody else, with no regard to how many partners both
  /// have; null when none can.
  @Nullable Member another(Member receiver, Pending way, long nowNanos) {
    Member best = null;
    int first = seats.holder(way.extent, random.nextInt(seats.capacity()));
    int seat = first;
    for (int i = 0; i < SEARCHED_MAX && seat >= 0; i++) {
      Member source = seats.at(seat);
      if (source != receiver
          && !way.isFrom(source)
          && (best == null || isSooner(way, source, best))
          && hasWay(source, receiver, nowNanos)
          && !receiver.avoids(source, nowNanos)
          && !receiver.isKeptWaitingBy(source, nowNanos)
          && maySend(receiver, way.extent, source, nowNanos)
          && mayDespitePartners(receiver, source, nowNanos)) {
        best = source;
      }
      seat = seats.next(way.extent, seat, first);
    }
    return best;
  }

  private static boolean isSooner(Pending way, Member source, Member than) {
    boolean near = source.place == way.receiver.place;
    return near == (than.place == way.receiver.place)
        ? way.doubt(source) * source.delayForNew() < way.doubt(than) * than.delayForNew()
        : near;
  }

  private boolean hasWay(Member source, Member receiver, long nowNanos) {
    Passage passage = receiver.place.passageFrom(source.place);
    return passage == null || passage.isUnderused(sizes.mean(), nowNanos);
  }

  private boolean mayDespitePartners(Member receiver, Member source, long nowNanos) {
    return (source.link.pace() > 0 && receiver.mayStretchDownload() && source.mayStretchUpload())
        || (source.hasUploadRoom() && mayBePartners(receiver, source, nowNanos));
  }

  /// A seed sends again what others have when it has nothing new. Before that, only what at most
  /// one has, and what it sent so long ago that it should have been passed on long since: what it
  /// gives two of those who wait for a slow third, one can give the other.
  private boolean maySend(Member receiver, int extent, Member source, long nowNanos) {
    boolean longSince = isSeededLongSince(extent, nowNanos);
    return !source.seed
        || (receiver.place.reached.unreached().isEmpty()
            ? longSince || leases.holders(extent) > 0
            : longSince && leases.holders(extent) <= 1);
  }

  private boolean isSeededLongSince(int extent, long nowNanos) {
    return nowNanos - leases.seededNanos(extent) > SENT_AGAIN_AFTER_NANOS;
  }

  private @Nullable Choice unsentFromSeed(Member receiver, long nowNanos) {
    Roster seeds = receiver.place.roomySeeds;
    ExtentSet unreached = receiver.place.reached.unreached();
    if (seeds.count() == 0 || unreached.isEmpty()) {
      return null;
    }
    int start = random.nextInt(seeds.count());
    for (int i = 0; i < Math.min(seeds.count(), SOURCES_MAX); i++) {
      Member seed = seeds.at(start + i);
      if (mayBePartners(receiver, seed, nowNanos)) {
        int extent = unsent(receiver, seed);
        if (extent >= 0) {
          return Choice.near(receiver, seed, extent);
        }
      }
    }
    return null;
  }

  /// The first of what nobody has yet, so that what is rare lies close together: the sets of what
  /// one lacks and another holds have little in common elsewhere, and are looked through only
  /// there. Where uplinks are uneven some extent of the next ones, or extents of one age would be
  /// compared with each other only.
  private int unsent(Member receiver, Member seed) {
    ExtentSet unreached = receiver.place.reached.unreached();
    int first = unreached.nextCommon(receiver.missing, seed.held, 0);
    if (first < 0 || !lateness.isUneven()) {
      return first;
    }
    int ahead = random.nextInt(Math.min(SENT_AHEAD_MAX, sizes.count() - first));
    int extent = unreached.nextCommon(receiver.missing, seed.held, first + ahead);
    return extent < 0 ? first : extent;
  }

  /// Those who may be asked are looked at first, and then compared: a look at one of thousands is a
  /// wait for memory, and a processor waits for several at once where none depends on another.
  private @Nullable Choice fromNewPartner(Member receiver, long nowNanos) {
    Roster roomy = receiver.place.roomyPeers;
    int count = 0;
    int start = roomy.count() == 0 ? 0 : random.nextInt(roomy.count());
    for (int i = 0; i < Math.min(roomy.count(), SOURCES_MAX); i++) {
      Member source = roomy.at(start + i);
      if (mayBecomePartners(receiver, source, nowNanos)) {
        int seat = roomy.seatAt(start + i);
        int extent = receiver.missing.anyCommon(seats.held(seat), random);
        if (extent >= 0) {
          candidates[count] = source;
          held[count] = seats.held(seat);
          delays[count] = seats.link(seat).delay(sizes.mean());
          extents[count++] = extent;
        }
      }
    }
    int best = -1;
    for (int i = 0; i < count; i++) {
      extents[i] = rarest(receiver, held[i], extents[i]);
      best = best < 0 || isBetter(receiver, i, best) ? i : best;
    }
    if (best >= 0) {
      return Choice.near(receiver, candidates[best], extents[best]);
    }
    return roomy.count() > SOURCES_MAX ? fromAnyHolder(receiver, nowNanos) : null;
  }

  /// Which of two candidates gives a receiver more.
  private boolean isBetter(Member receiver, int candidate, int than) {
    double delay = delays[candidate];
    double other = delays[than];
    if (delay > MUCH_SLOWER * other || other > MUCH_SLOWER * delay) {
      return delay < other;
    }
    int fewer = spread(receiver, extents[candidate]) - spread(receiver, extents[than]);
    return fewer < 0 || (fewer == 0 && delay < other);
  }

  /// Near the end few hold what somebody still lacks: then who holds it is looked up.
  private @Nullable Choice fromAnyHolder(Member receiver, long nowNanos) {
    Roster roomy = receiver.place.roomyPeers;
    int extent = receiver.missing.next(random.nextInt(sizes.count()));
    int checks = Math.min(receiver.missing.cardinality(), SEARCHED_MAX);
    for (int i = 0; i < checks; i++) {
      extent = extent < 0 ? receiver.missing.next(0) : extent;
      int start = random.nextInt(seats.capacity());
      int peers = Math.min(leases.holders(extent), SEARCHED_MAX);
      int seat = peers == 0 ? -1 : seats.holder(extent, start);
      for (int j = 0; j < peers && seat >= 0; j++) {
        if (roomy.has(seat) && mayBecomePartners(receiver, seats.at(seat), nowNanos)) {
          return Choice.near(receiver, seats.at(seat), extent);
        }
        seat = seats.holder(extent, seat + 1);
      }
      extent = receiver.missing.next(extent + 1);
    }
    return null;
  }

  /// One more from the partner that would be through with it first.
  private @Nullable Choice moreFromPartner(Member receiver, long nowNanos) {
    int depth = depth(receiver);
    Choice best = null;
    for (int i = 0; i < receiver.sourceCount(); i++) {
      Partnership partnership = receiver.source(i);
      Member source = partnership.source;
      if (!partnership.far
          && partnership.comingLater() < depth
          && !partnership.isLate()
          && !source.seed
          && source.hasUploadRoom()
          && (best == null || source.delay() < best.source.delay())
          && !receiver.avoids(source, nowNanos)) {
        int extent = rarest(receiver, source);
        best = extent < 0 ? best : Choice.near(receiver, source, extent);
      }
    }
    return best;
  }

  /// How many have an extent, or will soon: it is not rare if it is on its way to many. Where there
  /// are several places only what is there counts, for that is what can come in.
  private int spread(Member receiver, int extent) {
    return receiver.place.isAlone() ? receiver.place.reached.peers(extent) : leases.holders(extent);
  }

  /// The rarest of some extents that a source can give a receiver; -1 when there is none.
  int rarest(Member receiver, Member source) {
    return rarest(receiver, source.held, receiver.missing.anyCommon(source.held, random));
  }

  /// The rarest of this one and some that come after it.
  private int rarest(Member receiver, ExtentSet held, int first) {
    int best = -1;
    int extent = first;
    for (int i = 0; i < COMPARED_MAX && extent >= 0; i++) {
      if (best < 0 || spread(receiver, extent) < spread(receiver, best)) {
        best = extent;
      }
      extent = receiver.missing.nextCommon(held, extent + 1);
    }
    return best;
  }

  /// Once more, when everything was sent once and no peer with room can help.
  private @Nullable Choice againFromSeed(Member receiver, long nowNanos) {
    Roster seeds = receiver.place.roomySeeds;
    if (seeds.count() == 0) {
      return null;
    }
    Member seed = seeds.at(random.nextInt(seeds.count()));
    Reached reached = receiver.place.reached;
    if (receiver.missing.nextCommon(reached.unreached(), seed.held, 0) >= 0
        || !seed.hasRoomToRepeat()
        || !mayBePartners(receiver, seed, nowNanos)) {
      return null;
    }
    int best = toSendAgain(receiver, seed, nowNanos);
    if (best >= 0) {
      landmarks.add(Landmark.ORIGIN_SENT_AGAIN);
    }
    return best < 0 ? null : Choice.near(receiver, seed, best);
  }

  /// What a source could give a receiver that is short: a seed what it has not sent before, if
  /// there is any of that; -1 when there is nothing.
  int forShort(Member receiver, Member source, long nowNanos) {
    if (!source.seed) {
      return rarest(receiver, source);
    }
    int unsent = unsent(receiver, source);
    return unsent >= 0 ? unsent : toSendAgain(receiver, source, nowNanos);
  }

  /// What the fewest have, or should have by now; -1 when there is nothing.
  private int toSendAgain(Member receiver, Member seed, long nowNanos) {
    Reached reached = receiver.place.reached;
    int best = -1;
    int extent = receiver.missing.anyCommon(seed.held, random);
    for (int i = 0; i < COMPARED_MAX && extent >= 0; i++) {
      if ((isSeededLongSince(extent, nowNanos) || leases.holders(extent) > 0)
          && (best < 0 || reached.peers(extent) < reached.peers(best))) {
        best = extent;
      }
      extent = receiver.missing.nextCommon(seed.held, extent + 1);
    }
    return best;
  }

  /// Whether it was planned last so long ago that whoever awaits it should have it.
  boolean isOverdue(int extent, long nowNanos) {
    return nowNanos - leases.plannedNanos(extent) > SENT_AGAIN_AFTER_NANOS;
  }

  private boolean mayBePartners(Member receiver, Member source, long nowNanos) {
    return mayBePartners(receiver, source, receiver.with(source), nowNanos);
  }

  /// @param partnership theirs, if they have one
  private boolean mayBePartners(
      Member receiver, Member source, @Nullable Partnership partnership, long nowNanos) {
    if (source == receiver || receiver.avoids(source, nowNanos)) {
      return false;
    }
    if (partnership == null || (partnership.isEnding() && !source.seed)) {
      return receiver.opensDownload() && source.opensUpload();
    }
    return source.seed && !partnership.isLate() && partnership.comingLater() < depth(receiver);
  }

  /// The same for a peer that has room, whom a receiver asks that may have a partner more. Who has
  /// room may have one more, too, unless so few are allowed only now: so it need not be looked at.
  private static boolean mayBecomePartners(Member receiver, Member peer, long nowNanos) {
    Partnership partnership = receiver.with(peer);
    return peer != receiver
        && (partnership == null || partnership.isEnding())
        && !receiver.avoids(peer, nowNanos)
        && (!receiver.spreadsInDoublings() || peer.opensUpload());
  }

  /// Extents that may be on their way from one partner: the receiver's window, shared by its
  /// partners; one while many have nothing.
  private int depth(Member receiver) {
    if (receiver.spreadsInDoublings()) {
      return 1;
    }
    int most = Math.clamp(seats.count() - 1L, 1, partners.most());
    return (receiver.window() + most - 1) / most;
  }
}
