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

  /// For each extent first a bit for each word that holds one: few of thousands hold what is new,
  /// and all the words between them are not to be looked through. Then the words.
  private final long[][] holders;

  /// Where the words begin.
  private int head = 1;

  Seats(int extents) {
    holders = new long[extents][head + 1];
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
      int newHead = (words + 63) >>> 6;
      for (int e = 0; e < holders.length; e++) {
        long[] row = new long[newHead + words];
        System.arraycopy(holders[e], 0, row, 0, head);
        System.arraycopy(holders[e], head, row, newHead, words / 2);
        holders[e] = row;
      }
      head = newHead;
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
    long[] row = holders[extent];
    int word = member.seat >>> 6;
    if (row[head + word] == 0) {
      row[word >>> 6] |= 1L << word;
    }
    row[head + word] |= 1L << member.seat;
  }

  void drop(Member member, int extent) {
    long[] row = holders[extent];
    int word = member.seat >>> 6;
    row[head + word] &= ~(1L << member.seat);
    if (row[head + word] == 0) {
      row[word >>> 6] &= ~(1L << word);
    }
  }

  /// The first seat at or after `from`, going round, whose member holds the extent; -1 when there
  /// is none.
  int holder(int extent, int from) {
    long[] row = holders[extent];
    int seat = from & (members.length - 1);
    int at = seat >>> 6;
    long word = row[head + at] & (-1L << seat);
    if (word == 0) {
      at = filled(row, at + 1);
      at = at < 0 ? filled(row, 0) : at;
      if (at < 0) {
        return -1;
      }
      word = row[head + at];
    }
    return (at << 6) + Long.numberOfTrailingZeros(word);
  }

  /// The first word at or after `from` in which there is a holder; -1 when there is none.
  private int filled(long[] row, int from) {
    for (int i = from >>> 6; i < head; i++) {
      long word = i == from >>> 6 ? row[i] & (-1L << from) : row[i];
      if (word != 0) {
        return (i << 6) + Long.numberOfTrailingZeros(word);
      }
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
    int first = holder(extent, source.seat & -Long.SIZE);
    int seat = first;
    for (int i = 0; i < OTHERS_LOOKED_AT_MAX && seat >= 0; i++) {
      Member member = at(seat);
      if (!member.seed
          && member != source
          && member != receiver
          && member.place == source.place
          && member.link.serves()) {
        return member;
      }
      seat = holder(extent, seat + 1);
      if (seat == first) {
        break;
      }
    }
    return null;
  }
}
