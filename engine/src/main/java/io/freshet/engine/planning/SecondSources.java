package io.freshet.engine.planning;

import io.freshet.engine.Landmark;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whom else to ask for what comes late or slowly: a second source beside the first, and in the end
/// a third instead of it.
final class SecondSources {

  /// How old the wait for an extent must be before a second source is asked when all that is
  /// missing is on its way, at least.
  private static final double DUPLICATE_AFTER_SECONDS = 0.5;

  private final Chooser chooser;
  private final Leases leases;
  private final Lateness lateness;
  private final Drafts drafts;
  private final List<Landmark> landmarks;

  SecondSources(
      Chooser chooser, Leases leases, Lateness lateness, Drafts drafts, List<Landmark> landmarks) {
    this.chooser = chooser;
    this.leases = leases;
    this.lateness = lateness;
    this.drafts = drafts;
    this.landmarks = landmarks;
  }

  /// Gives what is late a second source, or, when both are late, a third instead of the first.
  void look(Member member, long nowNanos) {
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
}
