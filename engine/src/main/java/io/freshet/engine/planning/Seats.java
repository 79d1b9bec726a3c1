package io.freshet.engine.planning;

import io.freshet.engine.ExtentSet;
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

  /// Rows of holders grow by so small a part: they are a quarter of all memory.
  private static final int WIDER_BY = 8;

  /// Extents of all sets that share an array: 64 KiB.
  private static final int ROW_EXTENTS = 1 << 19;

  private @Nullable Member[] members = new @Nullable Member[64];

  /// Their links, to ask for without a look at them.
  private @Nullable NodeLink[] links = new @Nullable NodeLink[64];

  private final BitSet taken = new BitSet();

  /// What members hold, some of them side by side: a dozen are looked through for one receiver.
  private final List<ExtentSet> held = new ArrayList<>();

  private int count;

  private final int extents;

  /// Bits of who holds the first extent, then of the second, and so on: so many words for each. One
  /// array, for each of thousands would be another wait for memory, for its length.
  private long[] holders;

  private int words = 1;

  /// For each extent a bit for each of its words that is not empty: few of thousands hold what is
  /// new, and all the words between them are not to be looked through.
  private long[] filled;

  private int heads = 1;

  /// A member's place here, and room for what it holds.
  record Seat(int number, ExtentSet held) {}

  Seats(int extents) {
    this.extents = extents;
    holders = new long[extents];
    filled = new long[extents];
  }

  /// Members that are seated.
  int count() {
    return count;
  }

  int capacity() {
    return members.length;
  }

  /// A free seat, taken from now on.
  Seat take() {
    int seat = taken.nextClearBit(0);
    if (seat == members.length) {
      members = Arrays.copyOf(members, seat * 2);
      links = Arrays.copyOf(links, seat * 2);
    }
    if (seat >>> 6 == words) {
      int more = words + words / WIDER_BY + 1;
      holders = widened(holders, words, more);
      filled = widened(filled, heads, (more + 63) >>> 6);
      words = more;
      heads = (more + 63) >>> 6;
    }
    if (seat == held.size()) {
      held.addAll(
          ExtentSet.row(Math.clamp(ROW_EXTENTS / Math.max(1, extents), 1, Long.SIZE), extents));
    }
    taken.set(seat);
    count++;
    return new Seat(seat, held.get(seat));
  }

  private long[] widened(long[] rows, int from, int to) {
    long[] wider = new long[Math.multiplyExact(extents, to)];
    for (int e = 0; e < extents; e++) {
      System.arraycopy(rows, e * from, wider, e * to, from);
    }
    return wider;
  }

  void seat(Member member) {
    members[member.seat] = member;
    links[member.seat] = member.link;
  }

  void leave(Member member) {
    members[member.seat] = null;
    links[member.seat] = null;
    taken.clear(member.seat);
    count--;
  }

  /// What the member at a seat holds.
  ExtentSet held(int seat) {
    return held.get(seat);
  }

  Member at(int seat) {
    return taken(members, seat);
  }

  /// The link of the member at a seat.
  NodeLink link(int seat) {
    return taken(links, seat);
  }

  private static <T> T taken(@Nullable T[] seats, int seat) {
    T taken = seats[seat];
    if (taken == null) {
      throw new IllegalStateException("nobody has seat " + seat);
    }
    return taken;
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
    int at = member.seat >>> 6;
    if (holders[extent * words + at] == 0) {
      filled[extent * heads + (at >>> 6)] |= 1L << at;
    }
    holders[extent * words + at] |= 1L << member.seat;
  }

  void drop(Member member, int extent) {
    int at = member.seat >>> 6;
    holders[extent * words + at] &= ~(1L << member.seat);
    if (holders[extent * words + at] == 0) {
      filled[extent * heads + (at >>> 6)] &= ~(1L << at);
    }
  }

  /// The first seat at or after `from`, going round, whose member holds the extent; -1 when there
  /// is none.
  int holder(int extent, int from) {
    int seat = from & (members.length - 1);
    int at = seat >>> 6;
    long word = at < words ? holders[extent * words + at] & (-1L << seat) : 0;
    if (word == 0) {
      at = nextFilled(extent, at + 1);
      at = at < 0 ? nextFilled(extent, 0) : at;
      if (at < 0) {
        return -1;
      }
      word = holders[extent * words + at];
    }
    return (at << 6) + Long.numberOfTrailingZeros(word);
  }

  /// The holder after one, on a walk that began at `first` and goes round once; -1 when that is
  /// over.
  int next(int extent, int seat, int first) {
    int next = holder(extent, seat + 1);
    return next == first ? -1 : next;
  }

  /// The first word at or after `from` in which there is a holder; -1 when there is none.
  private int nextFilled(int extent, int from) {
    for (int i = from >>> 6; i < heads; i++) {
      long word = filled[extent * heads + i] & (i == from >>> 6 ? -1L << from : -1L);
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
      if (source.place.serving.get(seat) && seat != source.seat && seat != receiver.seat) {
        return at(seat);
      }
      seat = next(extent, seat, first);
    }
    return null;
  }
}
