package io.freshet.engine.planning;

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
/// While links are full nobody is idle for long, and this does nothing. Who is idle is seen from
/// what is planned, not from rates: a source that sends little may have a slow uplink or slow
/// receivers, and to find out costs the others' even shares more than it brings.
final class Shortage {

  /// How long a source must have been idle. What is between two plans is shorter.
  private static final long IDLE_NANOS = 1_000_000_000L;

  /// For how long in all a receiver must have been short: the time for which it was not counts
  /// against that for which it was.
  private static final long PATIENCE_NANOS = 1_500_000_000L;

  /// Who has had nothing in the ordinary way for so long may have something from elsewhere.
  private static final long UNFED_NANOS = 500_000_000L;

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
  private final Roster sources = new Roster(Roster.SOURCE);

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

  /// Looks at one member of the round, as a source and as a receiver.
  void look(Member member, long nowNanos) {
    sources.set(member, member.link.serves() && !member.held.isEmpty());
    long passedNanos = member.lookedNanos == 0 ? 0 : nowNanos - member.lookedNanos;
    member.lookedNanos = nowNanos;
    boolean isShort = offer(member, nowNanos) != null;
    member.shortNanos =
        Math.clamp(
            member.shortNanos + (isShort ? passedNanos : -passedNanos), 0, 2 * PATIENCE_NANOS);
    member.given = 0;
  }

  void leave(Member member) {
    sources.set(member, false);
  }

  /// One extent more for a receiver that has been short for long; null when there is none for it.
  @Nullable Choice next(Member receiver, long nowNanos) {
    Choice choice =
        receiver.shortNanos < PATIENCE_NANOS || receiver.given == GIVEN_MAX
            ? null
            : offer(receiver, nowNanos);
    if (choice != null) {
      receiver.given++;
      landmarks.add(
          choice.passage() == null
              ? Landmark.SHORT_NODE_SERVED_IN_SPITE_OF_PARTNERS
              : Landmark.SHORT_NODE_SERVED_FROM_AFAR);
    }
    return choice;
  }

  private @Nullable Choice offer(Member receiver, long nowNanos) {
    if (receiver.missing.isEmpty() || !receiver.hasRoom() || !receiver.mayStretchDownload()) {
      return null;
    }
    boolean starves = receiver.onTheirWay() == 0;
    Choice best = null;
    int start = sources.count() == 0 ? 0 : random.nextInt(sources.count());
    for (int i = 0; i < Math.min(sources.count(), SOURCES_MAX); i++) {
      Member source = sources.at(start + i);
      Passage passage = receiver.place.passageFrom(source.place);
      if (source != receiver
          && (best == null || isBetter(source, passage, best))
          && !receiver.avoidance.avoids(source.link.id(), nowNanos)
          && (passage == null || mayComeFromAfar(receiver, source, starves, nowNanos))
          && maySend(source, passage, starves, nowNanos)) {
        int extent =
            passage == null ? chooser.rarest(receiver, source) : fromAfar(receiver, source);
        best = extent < 0 ? best : new Choice(receiver, source, extent, passage, true);
      }
    }
    return best;
  }

  /// Who stands elsewhere need not be idle: nobody there may want what it could send.
  private boolean maySend(
      Member source, @Nullable Passage passage, boolean starves, long nowNanos) {
    NodeLink link = source.link;
    return source.mayStretchUpload()
        && (starves || isIdle(source, nowNanos) || (passage != null && source.hasUploadRoom()))
        && (passage == null || passage.isUnderused(sizes.mean(), nowNanos))
        && link.extra() + sizes.mean()
            <= Math.max(AHEAD_EXTENTS * (double) sizes.mean(), AHEAD_SECONDS * link.upRate());
  }

  /// Not while its neighbours give it something now and then, and by no short cut while they are to
  /// give it anything at all.
  private static boolean mayComeFromAfar(
      Member receiver, Member source, boolean starves, long nowNanos) {
    return nowNanos - receiver.fedNanos >= UNFED_NANOS
        && (starves || receiver.place.isStraightFrom(source.place));
  }

  /// What nobody here has or awaits, or what a neighbour has and does not give; not what is on its
  /// way to a neighbour, for that would come in twice. -1 when there is nothing.
  private int fromAfar(Member receiver, Member source) {
    int extent = receiver.missing.nextCommon(source.held, random.nextInt(sizes.count()));
    for (int i = 0; i < COMPARED_MAX; i++) {
      extent = extent < 0 ? receiver.missing.nextCommon(source.held, 0) : extent;
      if (extent < 0 || !receiver.place.reached.has(extent) || isHeldBeside(receiver, extent)) {
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
      seat = seats.holder(extent, seat + 1);
      if (seat == first) {
        break;
      }
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
