package io.freshet.engine.planning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The transposed haves: for each extent a bitmap of the members that hold it, one seat a member.
///
/// "Who holds this extent and has room" is then one AND a word of 64 members. Seats of members that
/// left are reused.
final class Seats {

  private @Nullable Member[] members = new @Nullable Member[64];
  private final BitSet taken = new BitSet();
  private final long[][] holders;
  private long[] seedsWithRoom = new long[1];
  private long[] peersWithRoom = new long[1];

  Seats(int extents) {
    holders = new long[extents][1];
  }

  /// Which kind of source is looked for.
  enum Giver {
    SEED,
    PEER
  }

  /// Members that are seated.
  int count() {
    return taken.cardinality();
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
      seedsWithRoom = Arrays.copyOf(seedsWithRoom, words);
      peersWithRoom = Arrays.copyOf(peersWithRoom, words);
    }
    taken.set(seat);
    return seat;
  }

  void seat(Member member) {
    members[member.seat] = member;
  }

  void leave(Member member) {
    room(member, false);
    members[member.seat] = null;
    taken.clear(member.seat);
  }

  Member at(int seat) {
    Member member = members[seat];
    if (member == null) {
      throw new IllegalStateException("nobody has seat " + seat);
    }
    return member;
  }

  void hold(Member member, int extent) {
    holders[extent][member.seat >>> 6] |= 1L << member.seat;
  }

  void drop(Member member, int extent) {
    holders[extent][member.seat >>> 6] &= ~(1L << member.seat);
  }

  void room(Member member, boolean hasRoom) {
    long[] words = member.seed ? seedsWithRoom : peersWithRoom;
    if (hasRoom) {
      words[member.seat >>> 6] |= 1L << member.seat;
    } else {
      words[member.seat >>> 6] &= ~(1L << member.seat);
    }
  }

  boolean seedHasRoom() {
    return any(seedsWithRoom);
  }

  boolean peerHasRoom() {
    return any(peersWithRoom);
  }

  /// The first seat at or after `from`, going round, that holds the extent and has room; -1 when
  /// there is none.
  int roomy(int extent, Giver giver, int from) {
    long[] held = holders[extent];
    long[] room = giver == Giver.SEED ? seedsWithRoom : peersWithRoom;
    int start = (from & (members.length - 1)) >>> 6;
    long word = held[start] & room[start] & (-1L << from);
    for (int i = 0; i <= held.length; i++) {
      if (word != 0) {
        return (((start + i) & (held.length - 1)) << 6) + Long.numberOfTrailingZeros(word);
      }
      int next = (start + i + 1) & (held.length - 1);
      word = held[next] & room[next];
    }
    return -1;
  }

  /// Up to two other holders to fall back on: a peer, then a seed, whether or not they have room
  /// now.
  List<Member> others(int extent, Member source, Member receiver) {
    List<Member> others = new ArrayList<>(2);
    Member seed = null;
    long[] held = holders[extent];
    for (int i = 0; i < held.length; i++) {
      int at = ((source.seat >>> 6) + i) & (held.length - 1);
      for (long word = held[at]; word != 0; word &= word - 1) {
        Member member = at((at << 6) + Long.numberOfTrailingZeros(word));
        boolean usable = member != source && member != receiver && member.link.serves();
        if (usable && member.seed) {
          seed = member;
        } else if (usable && others.isEmpty()) {
          others.add(member);
        }
      }
      if (!others.isEmpty() && seed != null) {
        break;
      }
    }
    if (seed != null) {
      others.add(seed);
    }
    return others;
  }

  private static boolean any(long[] words) {
    for (long word : words) {
      if (word != 0) {
        return true;
      }
    }
    return false;
  }
}
