package io.freshet.engine.planning;

import io.freshet.engine.ExtentSizes;
import io.freshet.engine.Failure;
import io.freshet.engine.Landmark;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is on its way to whom and until when, and who holds what: keeps all counts of it.
///
/// A lease ends when the extent is delivered, given back, or not confirmed in time; when its source
/// leaves; or when the receiver does.
final class Leases {

  /// Longer ago than any time is.
  private static final long NEVER_NANOS = Long.MIN_VALUE / 2;

  private final ExtentSizes sizes;
  private final MemberTable members;
  private final Seats seats;
  private final Lateness lateness;
  private final LastStretch lastStretch;
  private final Partners partners;
  private final List<Landmark> landmarks;

  /// How many peers hold each extent.
  private final int[] holders;

  /// What peers of the whole swarm hold or await.
  private final Reached reached;

  /// When each extent was last planned from a seed, wherever.
  private final long[] seededNanos;

  /// When each extent was last planned from anybody.
  private final long[] plannedNanos;

  Leases(
      ExtentSizes sizes,
      MemberTable members,
      Seats seats,
      Lateness lateness,
      LastStretch lastStretch,
      Partners partners,
      List<Landmark> landmarks) {
    this.sizes = sizes;
    this.members = members;
    this.seats = seats;
    this.lateness = lateness;
    this.lastStretch = lastStretch;
    this.partners = partners;
    this.landmarks = landmarks;
    holders = new int[sizes.count()];
    reached = new Reached(sizes.count());
    seededNanos = new long[sizes.count()];
    Arrays.fill(seededNanos, NEVER_NANOS);
    plannedNanos = new long[sizes.count()];
    Arrays.fill(plannedNanos, NEVER_NANOS);
  }

  int holders(int extent) {
    return holders[extent];
  }

  Reached reached() {
    return reached;
  }

  long seededNanos(int extent) {
    return seededNanos[extent];
  }

  long plannedNanos(int extent) {
    return plannedNanos[extent];
  }

  Pending await(
      Member receiver, int extent, Member source, @Nullable Passage passage, long nowNanos) {
    long leaseNanos = Drafts.lease(source, passage, nowNanos);
    int bytes = sizes.bytes(extent);
    Pending way = new Pending(receiver, extent, source, passage, nowNanos, nowNanos + leaseNanos);
    if (source.seed && !source.sends()) {
      partners.seedBegins(nowNanos);
    }
    receiver.missing.remove(extent);
    receiver.expect(way, bytes);
    way.queuedBytes = source.link.uploading();
    way.comingBytes = receiver.link.downloading();
    lastStretch.begin(way);
    if (passage != null) {
      passage.planned(bytes);
    }
    comes(receiver, extent);
    comesFrom(source, extent, nowNanos);
    return way;
  }

  private void comesFrom(Member source, int extent, long nowNanos) {
    plannedNanos[extent] = nowNanos;
    if (source.seed) {
      seededNanos[extent] = nowNanos;
    }
  }

  /// A second source for what is on its way.
  void awaitAlso(
      Member receiver, Pending way, Member other, @Nullable Passage passage, long nowNanos) {
    comesFrom(other, way.extent, nowNanos);
    lastStretch.weighAgain(way);
    leaveOtherPassage(way, sizes.bytes(way.extent));
    way.duplicate = other;
    way.otherPassage = passage;
    if (passage != null) {
      passage.planned(sizes.bytes(way.extent));
    }
    receiver.expectFrom(other, sizes.bytes(way.extent));
    way.duplicateSinceNanos = nowNanos;
    way.duplicateQueuedBytes = other.link.uploading();
  }

  /// A third source for what two are late with. Whom the receiver asked first it asks no more when
  /// it is told of a third.
  void awaitInstead(
      Member receiver, Pending way, Member third, @Nullable Passage passage, long nowNanos) {
    Member first = way.source;
    receiver.replaced++;
    if (!way.isBlamedOn(receiver)) {
      first.link.showedPace(way.queuedBytes, nowNanos - way.sinceNanos);
    }
    keepOther(receiver, way, first);
    way.sinceNanos = way.duplicateSinceNanos;
    way.queuedBytes = way.duplicateQueuedBytes;
    way.fallbacks = List.of();
    way.comesThrough(receiver.place.passageFrom(way.source.place));
    List<Member> calledOff = new ArrayList<>(way.calledOff);
    calledOff.add(first);
    way.calledOff = calledOff;
    awaitAlso(receiver, way, third, passage, nowNanos);
  }

  /// Ends the lease on an extent; the caller says what becomes of the extent.
  void release(Member receiver, Pending way, long nowNanos) {
    int bytes = sizes.bytes(way.extent);
    lastStretch.weighAgain(way);
    way.over = true;
    receiver.over(way, bytes, nowNanos);
    leavePassage(way, bytes);
    leaveOtherPassage(way, bytes);
    receiver.expectNoMore(way, way.source, bytes);
    if (way.duplicated()) {
      receiver.expectNoMore(way, way.duplicate, bytes);
    }
    if (!way.isBlamedOn(receiver)) {
      comesNoMore(receiver, way.extent);
    }
  }

  /// What is late is not what fills the passage.
  private static void leavePassage(Pending way, int bytes) {
    Passage passage = way.passage;
    if (passage != null && way.fillsPassage) {
      way.fillsPassage = false;
      passage.over(bytes);
    }
  }

  private static void leaveOtherPassage(Pending way, int bytes) {
    Passage passage = way.otherPassage;
    if (passage != null) {
      way.otherPassage = null;
      passage.over(bytes);
    }
  }

  /// Ends the lease, and the receiver lacks the extent again.
  void giveBack(Member receiver, Pending way, long nowNanos) {
    release(receiver, way, nowNanos);
    receiver.missing.add(way.extent);
  }

  /// The receiver has the extent.
  void deliver(Member receiver, int extent, @Nullable Member source, long nowNanos) {
    int bytes = sizes.bytes(extent);
    Pending way = receiver.awaits(extent);
    if (way != null) {
      lateness.delivered(way, bytes, nowNanos);
      if (way.source == source) {
        receiver.link.showedDownPace(way.comingBytes, nowNanos - way.sinceNanos);
      }
      if (way.source == source && bytes >= sizes.mean()) {
        partners.turned(nowNanos - way.sinceNanos);
        source.link.turned(nowNanos - way.sinceNanos);
        receiver.link.turned(nowNanos - way.sinceNanos);
        source.link.sentTo(receiver.link);
      }
      if (way.source == source && !way.isBlamedOn(receiver)) {
        source.link.showedPace(way.queuedBytes, nowNanos - way.sinceNanos);
      }
      release(receiver, way, nowNanos);
    } else {
      receiver.missing.remove(extent);
    }
    receiver.replaced = 0;
    receiver.link.received(bytes, nowNanos);
    if (source != null) {
      source.link.sent(bytes, nowNanos);
      if (source.seed && way != null) {
        partners.seedSent(bytes, way.sinceNanos);
      }
      receiver.deliveredBy(source.link.id());
      Partnership partnership = receiver.with(source);
      if (partnership != null) {
        partnership.forgive();
      }
    }
    if (!receiver.isPartial(extent) && receiver.held.add(extent)) {
      hold(receiver, extent);
    }
  }

  /// A source has failed to give an extent: the receiver goes on with a second source if it has
  /// one, else with the next of those that it was named.
  void refused(Member receiver, int extent, Member source) {
    Pending way = receiver.awaits(extent);
    if (way == null) {
      return;
    }
    if (way.duplicated() && way.duplicate == source) {
      receiver.expectNoMore(way, source, sizes.bytes(extent));
      leaveOtherPassage(way, sizes.bytes(extent));
      way.duplicate = way.source;
    } else if (way.source == source) {
      List<Member> left = way.fallbacks.stream().map(this::now).filter(Member::isPresent).toList();
      Member next = left.isEmpty() ? way.duplicate : left.getFirst();
      way.fallbacks = left.isEmpty() ? left : left.subList(1, left.size());
      if (next == way.duplicate && way.duplicated()) {
        keepOther(receiver, way, source);
      } else if (next != source) {
        way.fellThrough = way.duplicated();
        goOnWith(next, receiver, way);
      }
    }
  }

  /// Who left and came back since is another member under the same name, which is what a receiver
  /// asks.
  private Member now(Member named) {
    Member now = members.at(named.link.id());
    return now == null ? named : now;
  }

  private void goOnWith(Member next, Member receiver, Pending way) {
    int bytes = sizes.bytes(way.extent);
    lastStretch.weighAgain(way);
    receiver.expectNoMore(way, way.source, bytes);
    receiver.expectFrom(next, bytes);
    if (way.isBlamedOn(receiver)) {
      comes(receiver, way.extent);
    }
    way.replaceSource(next, bytes);
  }

  void expire(Member receiver, long nowNanos) {
    for (Pending way : List.copyOf(receiver.pending)) {
      if (nowNanos - way.untilNanos >= 0) {
        receiver.failedBy(way.source.link.id(), Failure.STALLED, nowNanos);
        giveBack(receiver, way, nowNanos);
        landmarks.add(Landmark.LEASE_EXPIRED);
      }
    }
  }

  /// Frees what awaited a source that is gone, unless it comes from a second one as well; returns
  /// who did.
  List<Member> forgetSource(Member source, long nowNanos) {
    List<Member> waiting = new ArrayList<>();
    for (Partnership partnership : List.copyOf(source.receivers())) {
      Member receiver = partnership.receiver;
      waiting.add(receiver);
      for (Pending way : List.copyOf(receiver.pending)) {
        if (way.source == source || way.duplicate == source) {
          forget(receiver, way, source, nowNanos);
        }
      }
    }
    return waiting;
  }

  private void forget(Member receiver, Pending way, Member source, long nowNanos) {
    if (!way.duplicated()) {
      giveBack(receiver, way, nowNanos);
      return;
    }
    keepOther(receiver, way, source);
  }

  private void keepOther(Member receiver, Pending way, Member gone) {
    int bytes = sizes.bytes(way.extent);
    boolean counted = !way.isBlamedOn(receiver);
    receiver.expectNoMore(way, gone, bytes);
    if (gone == way.source) {
      leavePassage(way, bytes);
    } else {
      leaveOtherPassage(way, bytes);
    }
    way.keepOther(gone, bytes);
    if (!counted && !way.isBlamedOn(receiver)) {
      comes(receiver, way.extent);
    }
  }

  /// Forgets what a member holds and awaits.
  void forgetAll(Member member, long nowNanos) {
    for (Pending way : List.copyOf(member.pending)) {
      release(member, way, nowNanos);
    }
    for (int e = member.held.next(0); e >= 0; e = member.held.next(e + 1)) {
      drop(member, e);
    }
  }

  void hold(Member member, int extent) {
    seats.hold(member, extent);
    if (!member.seed) {
      holders[extent]++;
      comes(member, extent);
    }
  }

  void drop(Member member, int extent) {
    seats.drop(member, extent);
    if (!member.seed) {
      holders[extent]--;
      comesNoMore(member, extent);
    }
  }

  /// Finds what takes long. What only a slow receiver awaits counts as unreached again: the others
  /// shall not wait until it can pass that on.
  void markLate(Member receiver, long nowNanos) {
    for (Pending way : receiver.pending) {
      if (way.late != null) {
        leaveOtherPassage(way, sizes.bytes(way.extent));
      }
      if (lateness.isLate(way, nowNanos)) {
        lastStretch.weighAgain(way);
        boolean blamed = lateness.blames(receiver, way);
        way.markLate(sizes.bytes(way.extent), blamed);
        leavePassage(way, sizes.bytes(way.extent));
        if (blamed) {
          comesNoMore(receiver, way.extent);
        } else {
          way.source.link.showedPace(way.queuedBytes, nowNanos - way.sinceNanos);
        }
      }
    }
  }

  private void comes(Member member, int extent) {
    reached.more(extent);
    member.place.reached.more(extent);
  }

  private void comesNoMore(Member member, int extent) {
    reached.less(extent);
    member.place.reached.less(extent);
  }

  /// Whether the counts are those of what these members hold and await.
  boolean agreeWith(Collection<Member> members, Collection<Place> places) {
    int[] held = new int[sizes.count()];
    int[] all = new int[sizes.count()];
    for (Place place : places) {
      int[] here = new int[sizes.count()];
      for (Member member : members) {
        if (member.place == place) {
          count(member, held, here);
        }
      }
      if (!place.reached.agreesWith(here)) {
        return false;
      }
      Arrays.setAll(all, extent -> all[extent] + here[extent]);
    }
    return Arrays.equals(holders, held) && reached.agreesWith(all);
  }

  private static void count(Member member, int[] held, int[] reached) {
    for (Pending way : member.pending) {
      reached[way.extent] += way.isBlamedOn(member) ? 0 : 1;
    }
    for (int e = member.held.next(0); e >= 0 && !member.seed; e = member.held.next(e + 1)) {
      held[e]++;
      reached[e]++;
    }
  }
}
