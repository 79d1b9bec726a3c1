package io.freshet.engine.planning;

import io.freshet.engine.Zone;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One place of a swarm: the members that stand there, and from where extents can come in.
final class Place {

  /// As long as one in so many has nothing, and so many in all, what matters most is that extents
  /// spread.
  private static final int YOUNG_SHARE = 4;

  private static final int YOUNG_MIN = 4;

  final Zone zone;
  final Reached reached;

  /// Peers and seeds that could send more.
  final Roster roomyPeers = new Roster(Roster.Kind.ROOMY);

  final Roster roomySeeds = new Roster(Roster.Kind.ROOMY);

  /// Receivers that were asked in vain.
  final Roster waiting = new Roster(Roster.Kind.WAITING);

  /// Seats of receivers that may have no partner more: those who wait are asked for that first, and
  /// to ask a bit is no wait for memory.
  final BitSet full = new BitSet();

  /// Seats of peers that can be asked at all.
  final BitSet serving = new BitSet();

  /// Members that have come to have room or something new to send, and whom nobody has been offered
  /// yet.
  final ArrayDeque<Member> offers = new ArrayDeque<>();

  final List<Member> seeds = new ArrayList<>();

  /// Members, and those of them that lack or await something.
  int members;

  int receivers;

  /// Those of them that hold nothing, whatever they await.
  int emptyHanded;

  /// From where extents come in, nearest first.
  List<Supply> supplies = List.of();

  Place(Zone zone, int extents) {
    this.zone = zone;
    reached = new Reached(extents);
  }

  /// What comes through from another place; null when that is this one.
  @Nullable Passage passageFrom(Place other) {
    for (Supply supply : supplies) {
      if (supply.from == other) {
        return supply.passage;
      }
    }
    return null;
  }

  /// Whether extents come straight from another place, or this is the same.
  boolean isStraightFrom(Place other) {
    for (Supply supply : supplies) {
      if (supply.from == other) {
        return supply.straight;
      }
    }
    return true;
  }

  /// The way in from another place.
  ///
  /// @param nearer places that are nearer to this one than that: what these have or get comes from
  ///   them
  /// @param straight whether this is the way for what can be had there; else it comes by way of
  ///   other places, and this is for want of others
  record Supply(Place from, Passage passage, List<Place> nearer, boolean straight) {
    Supply {
      nearer = List.copyOf(nearer);
    }
  }

  /// Whether nothing can come in from elsewhere.
  boolean isAlone() {
    return supplies.isEmpty();
  }

  /// Whether many have nothing yet.
  boolean isYoung() {
    return emptyHanded >= YOUNG_MIN && YOUNG_SHARE * emptyHanded > receivers;
  }

  /// Whether a seed in this place can be asked: then nothing need come in from elsewhere.
  boolean hasServingSeed() {
    for (Member seed : seeds) {
      if (seed.link.serves()) {
        return true;
      }
    }
    return false;
  }
}
