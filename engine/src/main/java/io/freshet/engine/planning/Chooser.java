package io.freshet.engine.planning;

import io.freshet.engine.ExtentSizes;
import io.freshet.engine.Landmark;
import io.freshet.engine.picking.RarityIndex;
import io.freshet.engine.planning.Seats.Giver;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Chooses one extent and one source for a receiver: the order of preference that [Planner]
/// describes.
///
/// A receiver fetches from few partners at once, and a source sends to as few: when all have
/// equally many, every link is shared alike and none is left out, whatever TCP does. So a source is
/// sought first among those that are no partners yet; only who has as many partners as it may gets
/// more from one that it has.
final class Chooser {

  /// Extents looked at for one receiver: with one in four useful this fails once in 10^15 times
  /// while much is missing.
  private static final int CHECKS_MAX = 256;

  /// Extents compared for one partner: the rarest of 64 random ones is among the rarest hundredth.
  private static final int COMPARED_MAX = 64;

  /// Holders looked at for one extent: the least loaded of four random ones is near the least
  /// loaded of all [1]. [1] Mitzenmacher, "The power of two choices in randomized load balancing",
  /// 2001.
  private static final int CHOICES = 4;

  /// An extent that was sent once and has not arrived for so long may be sent by the seed again.
  private static final long SENT_AGAIN_AFTER_NANOS = 2_000_000_000L;

  private final ExtentSizes sizes;
  private final RandomGenerator random;
  private final RarityIndex rarity;
  private final Seats seats;
  private final Unsent unsent;
  private final int partnersMax;
  private final List<Landmark> landmarks;

  Chooser(
      ExtentSizes sizes,
      RandomGenerator random,
      RarityIndex rarity,
      Seats seats,
      Unsent unsent,
      int partnersMax,
      List<Landmark> landmarks) {
    this.sizes = sizes;
    this.random = random;
    this.rarity = rarity;
    this.seats = seats;
    this.unsent = unsent;
    this.partnersMax = partnersMax;
    this.landmarks = landmarks;
  }

  /// What to fetch from whom.
  record Choice(Member source, int extent) {}

  /// The next thing for a receiver with room; null when nobody has anything for it now.
  @Nullable Choice next(Member receiver, long nowNanos) {
    Choice choice = unsentFromSeed(receiver, nowNanos);
    if (choice == null && receiver.opensDownload(partnersMax) && seats.peerHasRoom()) {
      choice = rarestFromPeer(receiver, nowNanos);
      if (choice == null) {
        choice = anyFromPeer(receiver, nowNanos);
      }
    }
    if (choice == null) {
      choice = moreFromPartner(receiver, nowNanos);
    }
    return choice == null ? againFromSeed(receiver, nowNanos) : choice;
  }

  /// Who could send an extent, too, that is on its way from somebody; null when nobody with room.
  @Nullable Member another(Member receiver, int extent, Member than, long nowNanos) {
    Choice choice = from(receiver, extent, Giver.PEER, nowNanos);
    if (choice == null || choice.source == than) {
      choice = from(receiver, extent, Giver.SEED, nowNanos);
    }
    return choice == null || choice.source == than ? null : choice.source;
  }

  private @Nullable Choice unsentFromSeed(Member receiver, long nowNanos) {
    if (unsent.count() == 0 || !seats.seedHasRoom()) {
      return null;
    }
    int start = random.nextInt(unsent.count());
    int checks = Math.min(unsent.count(), CHECKS_MAX);
    Choice choice = null;
    for (int i = 0; i < checks && choice == null; i++) {
      int extent = unsent.at((start + i) % unsent.count());
      if (receiver.missing.has(extent)) {
        choice = from(receiver, extent, Giver.SEED, nowNanos);
      }
    }
    return choice;
  }

  /// The rarest: starting where extents have one holder besides the seeds.
  private @Nullable Choice rarestFromPeer(Member receiver, long nowNanos) {
    int checks = 0;
    int size = rarity.size();
    for (int count = 1; rarity.begin(count) < size && checks < CHECKS_MAX; count++) {
      int begin = rarity.begin(count);
      int length = rarity.begin(count + 1) - begin;
      int start = length == 0 ? 0 : random.nextInt(length);
      for (int i = 0; i < length && checks < CHECKS_MAX; i++) {
        checks++;
        int extent = rarity.at(begin + (start + i) % length);
        if (receiver.missing.has(extent)) {
          Choice choice = from(receiver, extent, Giver.PEER, nowNanos);
          if (choice != null) {
            return choice;
          }
        }
      }
    }
    return null;
  }

  /// Whatever is missing: near the end the rarest are mostly here already, and looking there is in
  /// vain.
  private @Nullable Choice anyFromPeer(Member receiver, long nowNanos) {
    int extent = receiver.missing.next(random.nextInt(sizes.count()));
    for (int checks = Math.min(receiver.missing.cardinality(), CHECKS_MAX); checks > 0; checks--) {
      extent = extent < 0 ? receiver.missing.next(0) : extent;
      if (rarity.holders(extent) > 0) {
        Choice choice = from(receiver, extent, Giver.PEER, nowNanos);
        if (choice != null) {
          return choice;
        }
      }
      extent = receiver.missing.next(extent + 1);
    }
    return null;
  }

  /// One more from the partner of which least is on its way.
  private @Nullable Choice moreFromPartner(Member receiver, long nowNanos) {
    int depth = depth(receiver);
    Member best = null;
    int bestExtents = depth;
    for (Map.Entry<Member, Integer> entry : receiver.sources.entrySet()) {
      Member source = entry.getKey();
      if (!source.seed
          && entry.getValue() < bestExtents
          && source.hasUploadRoom(sizes.mean(), partnersMax)
          && !receiver.avoidance.avoids(source.link.id(), nowNanos)
          && receiver.missing.intersects(source.held)) {
        best = source;
        bestExtents = entry.getValue();
      }
    }
    return best == null ? null : new Choice(best, rarestOf(receiver, best));
  }

  private int rarestOf(Member receiver, Member source) {
    int best = receiver.missing.nextCommon(source.held, 0);
    int extent = receiver.missing.nextCommon(source.held, random.nextInt(sizes.count()));
    for (int i = 0; i < COMPARED_MAX && extent >= 0; i++) {
      if (rarity.holders(extent) < rarity.holders(best)) {
        best = extent;
      }
      extent = receiver.missing.nextCommon(source.held, extent + 1);
    }
    return best;
  }

  /// Once more, when everything was sent once and no peer with room can help.
  private @Nullable Choice againFromSeed(Member receiver, long nowNanos) {
    if (!seats.seedHasRoom() || seedHasNews(receiver)) {
      return null;
    }
    int checks = CHECKS_MAX;
    for (int e = receiver.missing.next(0); e >= 0 && checks > 0; e = receiver.missing.next(e + 1)) {
      checks--;
      if (rarity.holders(e) > 0 || nowNanos - unsent.sentAt(e) > SENT_AGAIN_AFTER_NANOS) {
        Choice choice = from(receiver, e, Giver.SEED, nowNanos);
        if (choice != null) {
          landmarks.add(Landmark.ORIGIN_SENT_AGAIN);
          return choice;
        }
      }
    }
    return null;
  }

  /// Whether a seed with room could send this receiver what nobody has yet. Unsent extents can be
  /// of no use, for a receiver that wants only some files, or be lost to all seeds.
  private boolean seedHasNews(Member receiver) {
    int checks = Math.min(unsent.count(), CHECKS_MAX);
    for (int i = 0; i < checks; i++) {
      if (receiver.missing.has(unsent.at(i)) && seats.roomy(unsent.at(i), Giver.SEED, 0) >= 0) {
        return true;
      }
    }
    return false;
  }

  /// The least loaded of some holders that may send this to that receiver now.
  private @Nullable Choice from(Member receiver, int extent, Giver giver, long nowNanos) {
    Member best = null;
    int seat = seats.roomy(extent, giver, random.nextInt(seats.capacity()));
    int first = seat;
    for (int choice = 0; choice < CHOICES && seat >= 0; choice++) {
      Member source = seats.at(seat);
      if (source != receiver
          && source.hasUploadRoom(sizes.bytes(extent), partnersMax)
          && mayBePartners(receiver, source)
          && !receiver.avoidance.avoids(source.link.id(), nowNanos)
          && (best == null || source.load() < best.load())) {
        best = source;
      }
      seat = seats.roomy(extent, giver, seat + 1);
      if (seat == first) {
        break;
      }
    }
    return best == null ? null : new Choice(best, extent);
  }

  private boolean mayBePartners(Member receiver, Member source) {
    // Asked of every source in turn, and mostly in vain: what costs no look-up comes first.
    if (!source.seed && !(source.opensUpload(partnersMax) && receiver.opensDownload(partnersMax))) {
      return false;
    }
    int coming = receiver.sources.getOrDefault(source, 0);
    return coming == 0
        ? receiver.opensDownload(partnersMax) && source.opensUpload(partnersMax)
        : source.seed && coming < depth(receiver);
  }

  /// Extents that may be on their way from one partner: the receiver's window, shared by its
  /// partners.
  private int depth(Member receiver) {
    int partners = Math.max(1, Math.min(partnersMax, seats.count() - 1));
    long extents = receiver.link.downloadWindow(sizes.mean(), partnersMax) / sizes.mean();
    return (int) ((extents + partners - 1) / partners);
  }
}
