package io.freshet.engine.planning;

import io.freshet.engine.ExtentSet;
import io.freshet.engine.ExtentSizes;
import io.freshet.engine.Landmark;
import io.freshet.engine.planning.Chooser.Choice;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Gives receivers that have room more than they get in the ordinary way, when somebody idle holds
/// what they lack, or somebody elsewhere who has room: in spite of zones and partners, which are
/// preferences and no rules. Who has nothing on its way but what is late may have something from
/// anybody, lest those who came before it keep it out.
///
/// While links are full nobody is idle for long, and this does nothing. Who is not idle may still
/// have an uplink to spare, when those that it sends to are slow and fill its window: a receiver
/// with a downlink to spare gets one extent more from such a one, if nothing else comes from there.
/// What links can carry is guessed from the best that they were seen to do, which is not much when
/// a receiver has only had slow sources so far: so one is tried every few seconds whatever is
/// guessed of its downlink. To try the same with uplinks costs the others' even shares more than it
/// brings.
final class Shortage {

  /// How long a source must have been idle. What is between two plans is shorter.
  private static final long IDLE_NANOS = 1_000_000_000L;

  /// For how long in all a receiver must have been short: the time for which it was not counts
  /// against that for which it was.
  private static final long PATIENCE_NANOS = 1_500_000_000L;

  /// Who has had nothing in the ordinary way for so long may have something from elsewhere.
  private static final long UNFED_NANOS = 500_000_000L;

  /// How long a receiver waits for what a source with an uplink to spare could send it: where all
  /// links are fast, some are little used for a moment now and then.
  private static final long COULD_HAVE_NANOS = 1_000_000_000L;

  /// How long that is remembered.
  private static final long COULD_HAVE_NANOS_MAX = 2_500_000_000L;

  /// A receiver whose downlink is believed to be in use may have that, too, once in so long.
  private static final long TRIED_AFTER_NANOS = 3_000_000_000L;

  /// Receivers of a place that may each do for themselves what in a larger one they do in turn.
  private static final int FEW = 4;

  /// Sources looked at for one receiver.
  private static final int SOURCES_MAX = 12;

  /// Extents of one source looked at for a receiver that stands elsewhere, and holders of each.
  private static final int COMPARED_MAX = 32;

  /// Extents given at one look, of which there are ten a second.
  private static final int GIVEN_MAX = 8;

  /// On its way from one source in this manner: so many extents, for the first may go to somebody
  /// slow, or what the source sends in so long.
  private static final int AHEAD_EXTENTS = 2;

  private static final double AHEAD_SECONDS = 0.25;

  private final ExtentSizes sizes;
  private final RandomGenerator random;
  private final Chooser chooser;
  private final Seats seats;
  private final List<Landmark> landmarks;

  /// Who serves and holds something.
  private final Roster sources = new Roster(Roster.Kind.SOURCE);

  Shortage(
      ExtentSizes sizes,
      RandomGenerator random,
      Chooser chooser,
      Seats seats,
      List<Landmark> landmarks) {
    this.sizes = sizes;
    this.random = random;
    this.chooser = chooser;
    this.seats = seats;
    this.landmarks = landmarks;
  }

  /// Looks at one member of the round, as a source and as a receiver; returns one extent more for
  /// it if it has been short for long, or null.
  @Nullable Choice look(Member member, long nowNanos) {
    Past past = member.past;
    sources.set(member, member.link.serves() && !member.held.isEmpty());
    long passedNanos = past.lookedNanos == 0 ? 0 : nowNanos - past.lookedNanos;
    past.lookedNanos = nowNanos;
    Offer offer = offer(member, nowNanos);
    long otherwiseNanos = livesOnExtras(member) ? 0 : -passedNanos;
    long shorter = offer.ofIdle == null ? otherwiseNanos : passedNanos;
    long couldHaveMore = offer.ofAny == null ? otherwiseNanos : passedNanos;
    past.shortNanos = Math.clamp(past.shortNanos + shorter, 0, 2 * PATIENCE_NANOS);
    past.couldHaveNanos = Math.clamp(past.couldHaveNanos + couldHaveMore, 0, COULD_HAVE_NANOS_MAX);
    past.given = 0;
    return choose(member, offer, nowNanos);
  }

  void leave(Member member) {
    sources.set(member, false);
  }

  /// While all that comes to a receiver is what it was given here, it does not wait again for each
  /// extent; unless that comes into a place where many do so, and much would come in twice.
  private static boolean livesOnExtras(Member member) {
    return member.hasOnlyExtras() && (member.importing == 0 || member.place.receivers <= FEW);
  }

  /// Still one more for a receiver that was just given one; null when there is none for it.
  @Nullable Choice next(Member receiver, long nowNanos) {
    return receiver.past.shortNanos < PATIENCE_NANOS || receiver.past.given == GIVEN_MAX
        ? null
        : choose(receiver, offer(receiver, nowNanos), nowNanos);
  }

  private @Nullable Choice choose(Member receiver, Offer offer, long nowNanos) {
    Choice choice = receiver.past.shortNanos < PATIENCE_NANOS ? null : offer.ofIdle;
    if (choice == null
        && receiver.past.given == 0
        && receiver.past.couldHaveNanos > COULD_HAVE_NANOS) {
      Choice any = offer.ofAny;
      choice = any != null && hasWaited(receiver, any.passage()) ? any : null;
      receiver.past.stretchedNanos = choice == null ? receiver.past.stretchedNanos : nowNanos;
    }
    if (choice != null) {
      receiver.past.given++;
      landmarks.add(
          choice.passage() == null
              ? Landmark.SHORT_NODE_SERVED_IN_SPITE_OF_PARTNERS
              : Landmark.SHORT_NODE_SERVED_FROM_AFAR);
    }
    return choice;
  }

  /// How a receiver has fared.
  static final class Past {

    /// When it was last looked at, for how long it has been short, and how much it was given since.
    private long lookedNanos;

    private long shortNanos;
    private int given;

    /// For how long somebody with an uplink to spare could have sent it something, and when it was
    /// last given that.
    private long couldHaveNanos;

    private long stretchedNanos;
  }

  /// What the best of some sources could give a receiver.
  ///
  /// @param ofIdle by sources that are idle, or have room elsewhere
  /// @param ofAny by those, or by any that is not idle while both have much of their links to spare
  private record Offer(@Nullable Choice ofIdle, @Nullable Choice ofAny) {
    static final Offer NONE = new Offer(null, null);
  }

  private Offer offer(Member receiver, long nowNanos) {
    boolean stretches = mayStretch(receiver, nowNanos);
    boolean room = receiver.hasRoom();
    if (receiver.missing.isEmpty()
        || !(stretches || room)
        || !receiver.mayStretchDownload()
        || sources.count() == 0) {
      return Offer.NONE;
    }
    Choice idle = null;
    Choice any = null;
    int start = random.nextInt(sources.count());
    for (int i = 0; i < Math.min(sources.count(), SOURCES_MAX); i++) {
      Member source = sources.at(start + i);
      Passage passage = receiver.place.passageFrom(source.place);
      boolean better = any == null || isBetter(source, passage, any);
      boolean betterIdle = room && (idle == null || isBetter(source, passage, idle));
      if ((better || betterIdle) && mayGive(receiver, source, passage, nowNanos)) {
        betterIdle &= maySend(receiver, source, passage, nowNanos);
        better &= betterIdle || (stretches && hasToSpareFor(receiver, source));
        int extent = better || betterIdle ? extent(receiver, source, passage, nowNanos) : -1;
        if (extent >= 0) {
          Choice choice = new Choice(receiver, source, extent, passage, true);
          idle = betterIdle ? choice : idle;
          any = better ? choice : any;
        }
      }
    }
    return new Offer(idle, any);
  }

  private boolean mayGive(
      Member receiver, Member source, @Nullable Passage passage, long nowNanos) {
    return source != receiver
        && !receiver.avoids(source, nowNanos)
        && source.mayStretchUpload()
        && (passage == null || passage.isUnderused(sizes.mean(), nowNanos));
  }

  private static boolean hasToSpareFor(Member receiver, Member source) {
    return source.use.hasUplinkToSpare() && receiver.with(source) == null;
  }

  private int extent(Member receiver, Member source, @Nullable Passage passage, long nowNanos) {
    return passage == null
        ? chooser.forShort(receiver, source, nowNanos)
        : fromAfar(receiver, source, nowNanos);
  }

  /// What comes in from elsewhere may come in twice, so that waits longer.
  private static boolean hasWaited(Member receiver, @Nullable Passage passage) {
    return passage == null || receiver.past.couldHaveNanos >= PATIENCE_NANOS;
  }

  private static boolean mayStretch(Member receiver, long nowNanos) {
    return !receiver.spreadsInDoublings()
        && receiver.hasCredit()
        && (receiver.use.hasDownlinkToSpare()
            || nowNanos - receiver.past.stretchedNanos > TRIED_AFTER_NANOS);
  }

  /// Whether a source is idle, or the receiver has nothing. Who stands elsewhere need not be idle:
  /// nobody there may want what it could send.
  private boolean maySend(
      Member receiver, Member source, @Nullable Passage passage, long nowNanos) {
    boolean starves = receiver.onTheirWay() == 0;
    Partnership pair = receiver.with(source);
    NodeLink link = source.link;
    return (passage == null || isUnfed(receiver, nowNanos))
        && (pair == null || !pair.isLate())
        && (starves || isIdle(source, nowNanos) || (passage != null && source.hasUploadRoom()))
        && link.extra() + sizes.mean()
            <= Math.max(AHEAD_EXTENTS * (double) sizes.mean(), AHEAD_SECONDS * link.upRate());
  }

  /// Whether its neighbours have given it nothing for some time.
  private static boolean isUnfed(Member receiver, long nowNanos) {
    return nowNanos - receiver.fedNanos >= UNFED_NANOS;
  }

  /// What a source elsewhere could bring in: what nobody here has or awaits, however little of that
  /// there is among what neighbours have; -1 when there is nothing.
  private int fromAfar(Member receiver, Member source, long nowNanos) {
    ExtentSet unreached = receiver.place.reached.unreached();
    int news = unreached.anyCommon(receiver.missing, source.held, random);
    return news >= 0 ? news : onceMore(receiver, source, nowNanos);
  }

  /// What a neighbour has, if neighbours have long given this one nothing, and what nobody was
  /// given for so long that it should have been passed on since: it comes in twice then, but keeps
  /// nothing out that is new.
  private int onceMore(Member receiver, Member source, long nowNanos) {
    boolean unfed = isUnfed(receiver, nowNanos);
    int extent =
        receiver.missing.nextCommon(source.held, receiver.missing.anywhere(source.held, random));
    for (int i = 0; i < COMPARED_MAX; i++) {
      extent = extent < 0 ? receiver.missing.nextCommon(source.held, 0) : extent;
      if (extent < 0
          || chooser.isOverdue(extent, nowNanos)
          || (unfed && isHeldBeside(receiver, extent))) {
        return extent;
      }
      extent = receiver.missing.nextCommon(source.held, extent + 1);
    }
    return -1;
  }

  private boolean isHeldBeside(Member receiver, int extent) {
    int first = seats.holder(extent, random.nextInt(seats.capacity()));
    int seat = first;
    for (int i = 0; i < COMPARED_MAX && seat >= 0; i++) {
      if (seats.at(seat).place == receiver.place) {
        return true;
      }
      seat = seats.next(extent, seat, first);
    }
    return false;
  }

  private static boolean isIdle(Member source, long nowNanos) {
    return source.link.isIdleFor(IDLE_NANOS, nowNanos);
  }

  /// A neighbour before who stands elsewhere, who would be through with it first before others.
  private static boolean isBetter(Member source, @Nullable Passage passage, Choice than) {
    boolean near = passage == null;
    return near == (than.passage() == null) ? source.delay() < than.source().delay() : near;
  }
}
