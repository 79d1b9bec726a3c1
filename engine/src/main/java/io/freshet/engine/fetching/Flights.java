package io.freshet.engine.fetching;

import io.freshet.engine.NodeId;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which extents are on their way to a node, and from whom.
///
/// Found by extent: a tracker may name 65,536 extents in a message, and each is looked up. A hash
/// table of our own with open addressing, for 10,000 simulated nodes have one each, and a map of
/// boxed numbers was a tenth of what a run cost.
final class Flights {

  /// What a node has on its way while all is well fits: 3 to 8 extents.
  private static final int SLOTS_MIN = 16;

  /// Spreads neighbouring extents over the table: 2^32 over the golden ratio, odd.
  private static final int SPREAD = 0x9e3779b9;

  /// Extent and source of each slot; a slot is free where there is no source. What comes from two
  /// sources has two slots. From the slot that an extent's number leads to until its own there is
  /// no free one.
  private int[] extents = new int[SLOTS_MIN];

  private @Nullable NodeId[] sources = new @Nullable NodeId[SLOTS_MIN];
  private int total;
  private int distinct;

  /// This extent was asked of this source.
  void add(int extent, NodeId source) {
    if (2 * (total + 1) > sources.length) {
      grow();
    }
    distinct += has(extent) ? 0 : 1;
    put(extent, source);
    total++;
  }

  private void put(int extent, NodeId source) {
    int slot = slot(extent);
    while (sources[slot] != null) {
      slot = after(slot);
    }
    extents[slot] = extent;
    sources[slot] = source;
  }

  private void grow() {
    int[] oldExtents = extents;
    @Nullable NodeId[] oldSources = sources;
    extents = new int[2 * oldExtents.length];
    sources = new @Nullable NodeId[2 * oldSources.length];
    for (int slot = 0; slot < oldSources.length; slot++) {
      NodeId source = oldSources[slot];
      if (source != null) {
        put(oldExtents[slot], source);
      }
    }
  }

  /// This source is asked for it no more.
  void remove(int extent, NodeId source) {
    for (int slot = slot(extent); sources[slot] != null; slot = after(slot)) {
      if (extents[slot] == extent && source.equals(sources[slot])) {
        free(slot);
        total--;
        distinct -= has(extent) ? 0 : 1;
        return;
      }
    }
  }

  /// Whatever stands after a slot that comes to be free, and would not be found any more, moves up.
  private void free(int freed) {
    int gap = freed;
    for (int slot = after(gap); sources[slot] != null; slot = after(slot)) {
      if (distance(slot(extents[slot]), slot) >= distance(gap, slot)) {
        extents[gap] = extents[slot];
        sources[gap] = sources[slot];
        gap = slot;
      }
    }
    sources[gap] = null;
  }

  boolean has(int extent) {
    return of(extent) > 0;
  }

  /// How many sources were asked for it.
  int of(int extent) {
    int count = 0;
    for (int slot = slot(extent); sources[slot] != null; slot = after(slot)) {
      count += extents[slot] == extent ? 1 : 0;
    }
    return count;
  }

  boolean has(int extent, NodeId source) {
    for (int slot = slot(extent); sources[slot] != null; slot = after(slot)) {
      if (extents[slot] == extent && source.equals(sources[slot])) {
        return true;
      }
    }
    return false;
  }

  /// How many extents are on their way.
  int extents() {
    return distinct;
  }

  /// The same, where one that comes from two sources counts twice.
  int total() {
    return total;
  }

  private int slot(int extent) {
    return (extent * SPREAD) >>> Integer.numberOfLeadingZeros(sources.length - 1);
  }

  private int after(int slot) {
    return (slot + 1) & (sources.length - 1);
  }

  /// How many slots on from one to the other, going round.
  private int distance(int from, int to) {
    return (to - from) & (sources.length - 1);
  }

  @Override
  public String toString() {
    Map<Integer, StringJoiner> lines = new TreeMap<>();
    for (int slot = 0; slot < sources.length; slot++) {
      NodeId source = sources[slot];
      if (source != null) {
        lines
            .computeIfAbsent(extents[slot], _ -> new StringJoiner(", ", "[", "]"))
            .add(source.toString());
      }
    }
    return lines.toString();
  }
}
