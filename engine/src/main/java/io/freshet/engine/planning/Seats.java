package io.freshet.engine.planning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The transposed haves: for each extent a bitmap of the members that hold it, one seat a member.
///
/// Seats of members that left are reused.
final class Seats {

  /// Holders looked at for each kind of fallback: it is for the rare case that the source fails.
  private static final int OTHERS_LOOKED_AT_MAX = 64;

  private @Nullable Member[] members = new @Nullable Member[64];
  private final BitSet taken = new BitSet();
  private int count;
  private final long[][] holders;

  Seats(int extents) {
    holders = new long[extents][1];
  }

  /// Members that are seated.
  int count() {
    return count;
  }

  int capacity() {
    return members.length;
  }

  /// A free seat, taken from now on.
  int take() {
    int seat = taken.nextClearBit(0);
    if (seat == members.length) {
      members = Arrays.copyOf(members, seat * 2);
      int words = members.length >>> 6;
      for (int e = 0; e < holders.length; e++) {
        holders[e] = Arrays.copyOf(holders[e], words);
      }
    }
    taken.set(seat);
    count++;
    return seat;
  }

  void seat(Member member) {
    members[member.seat] = member;
  }

  void leave(Member member) {
    members[member.seat] = null;
    taken.clear(member.seat);
    count--;
  }

  Member at(int seat) {
    Member member = members[seat];
    if (member == null) {
      throw new IllegalStateException("nobody has seat " + seat);
    }
    return member;
  }

  /// Some members, each at most once, by chance; all when there are no more.
  List<Member> some(int most, RandomGenerator random) {
    List<Member> all = new ArrayList<>();
    if (count <= 2 * most) {
      taken.stream().forEach(seat -> all.add(at(seat)));
      Collections.shuffle(all, random);
      return all.subList(0, Math.min(most, all.size()));
    }
    BitSet drawn = new BitSet();
    while (drawn.cardinality() < most) {
      int seat = random.nextInt(members.length);
      if (taken.get(seat)) {
        drawn.set(seat);
      }
    }
    drawn.stream().forEach(seat -> all.add(at(seat)));
    return all;
  }

  void hold(Member member, int extent) {
    holders[extent][member.seat >>> 6] |= 1L << member.seat;
  }

  void drop(Member member, int extent) {
    holders[extent][member.seat >>> 6] &= ~(1L << member.seat);
  }

  /// The first seat at or after `from`, going round, whose member holds the extent; -1 when there
  /// is none.
  int holder(int extent, int from) {
    long[] held = holders[extent];
    int start = (from & (members.length - 1)) >>> 6;
    long word = held[start] & (-1L << from);
    for (int i = 0; i <= held.length; i++) {
      if (word != 0) {
        return (((start + i) & (held.length - 1)) << 6) + Long.numberOfTrailingZeros(word);
      }
      word = held[(start + i + 1) & (held.length - 1)];
    }
    return -1;
  }

  /// Up to two other holders to fall back on, beside the source: a peer, then a seed, whether or
  /// not they have room now.
  List<Member> others(int extent, Member source, Member receiver) {
    List<Member> others = new ArrayList<>(2);
    Member peer = otherPeer(extent, source, receiver);
    if (peer != null) {
      others.add(peer);
    }
    List<Member> seeds = source.place.seeds;
    for (int i = 0; i < Math.min(seeds.size(), OTHERS_LOOKED_AT_MAX); i++) {
      Member seed = seeds.get((source.seat + i) % seeds.size());
      if (seed != source && seed.link.serves() && seed.held.has(extent)) {
        others.add(seed);
        break;
      }
    }
    return others;
  }

  private @Nullable Member otherPeer(int extent, Member source, Member receiver) {
    long[] held = holders[extent];
    int looks = 0;
    for (int i = 0; i < held.length; i++) {
      int at = ((source.seat >>> 6) + i) & (held.length - 1);
      for (long word = held[at]; word != 0; word &= word - 1) {
        Member member = at((at << 6) + Long.numberOfTrailingZeros(word));
        if (!member.seed
            && member != source
            && member != receiver
            && member.place == source.place
            && member.link.serves()) {
          return member;
        }
        if (++looks == OTHERS_LOOKED_AT_MAX) {
          return null;
        }
      }
    }
    return null;
  }
}
