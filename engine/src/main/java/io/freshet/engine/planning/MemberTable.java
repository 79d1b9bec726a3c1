package io.freshet.engine.planning;

import io.freshet.engine.NodeId;
import org.jspecify.annotations.Nullable;

/// Members by the names of their nodes, in a table of nothing but references: to find one among
/// thousands is a wait for memory, or two, where a map of entries and keys is four.
final class MemberTable {

  /// Of so many slots one is filled at most, so that there is seldom another member in the way.
  private static final int SPARSENESS = 4;

  /// Fibonacci hashing: the golden ratio of 2^64.
  private static final long SPREAD = 0x9e3779b97f4a7c15L;

  private @Nullable Member[] slots = new @Nullable Member[64];
  private int count;

  @Nullable Member at(NodeId id) {
    return slots[slot(id.value())];
  }

  /// Only for who is not here.
  void add(Member member) {
    if (++count * SPARSENESS > slots.length) {
      @Nullable Member[] old = slots;
      slots = new @Nullable Member[2 * old.length];
      for (Member one : old) {
        if (one != null) {
          slots[slot(one.id)] = one;
        }
      }
    }
    slots[slot(member.id)] = member;
  }

  /// Only for who is here. Those after it that were put there because of it move up [1]. [1] Knuth,
  /// "The Art of Computer Programming", volume 3, algorithm 6.4R.
  void remove(Member member) {
    count--;
    int free = slot(member.id);
    slots[free] = null;
    int at = after(free);
    for (Member one = slots[at]; one != null; one = slots[at]) {
      slots[at] = null;
      slots[slot(one.id)] = one;
      at = after(at);
    }
  }

  /// Where it is, or would be.
  private int slot(long id) {
    int hash = (int) ((id * SPREAD) >>> 32);
    int at = hash & (slots.length - 1);
    for (Member one = slots[at]; one != null && one.id != id; one = slots[at]) {
      at = after(at);
    }
    return at;
  }

  private int after(int at) {
    return (at + 1) & (slots.length - 1);
  }
}
