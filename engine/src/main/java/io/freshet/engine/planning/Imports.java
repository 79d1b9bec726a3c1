package io.freshet.engine.planning;

import io.freshet.engine.ExtentSet;
import io.freshet.engine.ExtentSizes;
import io.freshet.engine.planning.Chooser.Choice;
import io.freshet.engine.planning.Place.Supply;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Chooses what comes into a place from another one: what nobody there holds or awaits, once, and
/// as soon as the passage has room.
///
/// Any receiver may be the one that gets it: whoever has room is asked in turn, and passes it on
/// inside. Of what can come in, what the fewest places have comes first: so two places that can
/// supply each other get different things from a third, and each link carries a part. Where links
/// carry no more than receivers take, all of them must be busy all the time, with different things:
/// - What only one place has is asked of whoever has it, busy or not: it is new, so few have it,
///   and their neighbours ask them for it. Else the link is filled with what others have, too.
/// - What another place has as well, or awaits, is left to that one while the link from there has
///   room: what comes from the origin's place twice is missed by both links between the other two.
///
/// Locality is a preference, not a rule: who is short may have anything from anywhere ([Shortage]).
final class Imports {

  /// Ways in, sources at the other end, and extents of one source that are looked at for one
  /// receiver.
  private static final int SUPPLIES_MAX = 8;

  private static final int SOURCES_MAX = 4;
  private static final int COMPARED_MAX = 32;

  /// In a place of so few receivers each may import as much as its window holds; where there are
  /// more, each imports half of its window at most and has the rest from its neighbours.
  private static final int FEW = 4;

  /// Holders looked at for one extent that only one place has.
  private static final int HOLDERS_MAX = 8;

  /// What was planned for nobody for so long is not passed on any more: it is not waited for.
  private static final long LEFT_TO_OTHERS_NANOS = 2_000_000_000L;

  private final ExtentSizes sizes;
  private final RandomGenerator random;
  private final Leases leases;
  private final Seats seats;
  private final Places places;

  Imports(ExtentSizes sizes, RandomGenerator random, Leases leases, Seats seats, Places places) {
    this.sizes = sizes;
    this.random = random;
    this.leases = leases;
    this.seats = seats;
    this.places = places;
  }

  /// What this receiver shall bring in from a source in another place that has room; null for
  /// nothing.
  @Nullable Choice from(Member source, Member receiver, long nowNanos) {
    if (!mayImport(receiver) || receiver.avoids(source, nowNanos)) {
      return null;
    }
    for (Supply supply : receiver.place.supplies) {
      if (supply.from() == source.place
          && supply.straight()
          && supply.passage().hasRoom(sizes.mean(), nowNanos)) {
        int extent = leastSpread(receiver, source, supply, nowNanos);
        return extent < 0 ? null : new Choice(receiver, source, extent, supply.passage(), false);
      }
    }
    return null;
  }

  private static boolean mayImport(Member receiver) {
    Place here = receiver.place;
    return !here.isAlone()
        && !here.reached.unreached().isEmpty()
        && !here.hasServingSeed()
        && (here.receivers <= FEW || 2 * receiver.importing < receiver.window());
  }

  /// The next extent that this receiver shall bring in; null when none can come in now.
  @Nullable Choice next(Member receiver, long nowNanos) {
    Place here = receiver.place;
    if (!mayImport(receiver)) {
      return null;
    }
    int start = random.nextInt(here.supplies.size());
    for (int i = 0; i < Math.min(here.supplies.size(), SUPPLIES_MAX); i++) {
      Supply supply = here.supplies.get((start + i) % here.supplies.size());
      if (supply.straight() && supply.passage().hasRoom(sizes.mean(), nowNanos)) {
        Choice choice = onlyThere(receiver, supply, nowNanos);
        if (choice == null) {
          choice = fromPeers(receiver, supply, nowNanos);
        }
        if (choice == null && seedsMaySend(supply)) {
          choice = fromSeeds(receiver, supply, nowNanos);
        }
        if (choice != null) {
          return choice;
        }
      }
    }
    return null;
  }

  /// A seed serves its own place, whose peers pass on what they get; others it serves when there is
  /// nobody else in its place, or while a passage would be idle.
  private static boolean seedsMaySend(Supply supply) {
    return supply.from().receivers == 0 || supply.passage().isIdle();
  }

  /// What peers of one place have and nobody else has or awaits, from any of them.
  private @Nullable Choice onlyThere(Member receiver, Supply supply, long nowNanos) {
    ExtentSet unreached = receiver.place.reached.unreached();
    ExtentSet there = supply.from().reached.reached();
    int extent = unreached.nextCommon(receiver.missing, there, 0);
    for (int i = 0; i < COMPARED_MAX && extent >= 0; i++) {
      Member source = having(extent, 2) == 1 ? exporter(receiver, extent, nowNanos) : null;
      if (source != null) {
        return new Choice(receiver, source, extent, supply.passage(), false);
      }
      extent = unreached.nextCommon(receiver.missing, there, extent + 1);
    }
    return null;
  }

  /// Who has the least to send of those peers that hold an extent; null when none may.
  private @Nullable Member exporter(Member receiver, int extent, long nowNanos) {
    Member best = null;
    int first =
        leases.holders(extent) == 0 ? -1 : seats.holder(extent, random.nextInt(seats.capacity()));
    int seat = first;
    for (int i = 0; i < HOLDERS_MAX && seat >= 0; i++) {
      Member source = seats.at(seat);
      if (!source.seed
          && (best == null || source.load() < best.load())
          && source.mayExport()
          && !receiver.avoids(source, nowNanos)) {
        best = source;
      }
      seat = seats.next(extent, seat, first);
    }
    return best;
  }

  private @Nullable Choice fromPeers(Member receiver, Supply supply, long nowNanos) {
    Roster roomy = supply.from().roomyPeers;
    Choice best = null;
    int start = roomy.count() == 0 ? 0 : random.nextInt(roomy.count());
    for (int i = 0; i < Math.min(roomy.count(), SOURCES_MAX); i++) {
      Member source = roomy.at(start + i);
      if ((best == null || source.load() < best.source().load())
          && !receiver.avoids(source, nowNanos)) {
        int extent = leastSpread(receiver, source, supply, nowNanos);
        best = extent < 0 ? best : new Choice(receiver, source, extent, supply.passage(), false);
      }
    }
    return best;
  }

  /// What nobody has at all; else what none of the places has that this one could have it from.
  private @Nullable Choice fromSeeds(Member receiver, Supply supply, long nowNanos) {
    Roster roomy = supply.from().roomySeeds;
    if (roomy.count() == 0) {
      return null;
    }
    Member seed = roomy.at(random.nextInt(roomy.count()));
    if (receiver.avoids(seed, nowNanos)) {
      return null;
    }
    ExtentSet nowhere = leases.reached().unreached();
    int extent = nowhere.anyCommon(receiver.missing, seed.held, random);
    if (extent < 0) {
      ExtentSet unsupplied = receiver.place.reached.unreached().copy();
      for (Supply other : receiver.place.supplies) {
        if (other.straight()) {
          unsupplied.retainAll(other.from().reached.unreached());
        }
      }
      extent = unsupplied.anyCommon(receiver.missing, seed.held, random);
    }
    return extent < 0 ? null : new Choice(receiver, seed, extent, supply.passage(), false);
  }

  /// Of some extents that a source could send in, the one that the fewest places have.
  private int leastSpread(Member receiver, Member source, Supply supply, long nowNanos) {
    ExtentSet unreached = receiver.place.reached.unreached();
    int best = -1;
    int bestPlaces = Integer.MAX_VALUE;
    int extent =
        unreached.nextCommon(
            receiver.missing, source.held, unreached.anywhere(source.held, random));
    if (extent < 0) {
      extent = unreached.nextCommon(receiver.missing, source.held, 0);
    }
    for (int i = 0; i < COMPARED_MAX && extent >= 0; i++) {
      int having = having(extent, bestPlaces);
      if (having < bestPlaces
          && !isNearer(extent, supply)
          && (having == 1 || !isLeftToOthers(extent, receiver.place, supply, nowNanos))) {
        best = extent;
        bestPlaces = having;
      }
      extent = unreached.nextCommon(receiver.missing, source.held, extent + 1);
    }
    return best;
  }

  private int having(int extent, int most) {
    int having = 0;
    for (Place place : places.all()) {
      having += place.reached.has(extent) ? 1 : 0;
      if (having >= most) {
        break;
      }
    }
    return having;
  }

  /// Whether what the origin's place could send will come from another one, to which it went
  /// before.
  private boolean isLeftToOthers(int extent, Place to, Supply supply, long nowNanos) {
    if (!supply.from().hasServingSeed()
        || nowNanos - leases.plannedNanos(extent) > LEFT_TO_OTHERS_NANOS) {
      return false;
    }
    for (Supply other : to.supplies) {
      if (other.straight()
          && other.from().reached.has(extent)
          && !other.from().hasServingSeed()
          && other.passage().isKnownToHaveRoom(sizes.mean(), nowNanos)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isNearer(int extent, Supply supply) {
    for (Place place : supply.nearer()) {
      if (place.reached.has(extent)) {
        return true;
      }
    }
    return false;
  }
}
