package io.freshet.engine.fetching;

import io.freshet.engine.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Which extents are on their way to a node, and from whom.
///
/// Found by extent: a tracker may name 65,536 extents in a message, and each is looked up.
final class Flights {

  private final Map<Integer, List<NodeId>> sources = new HashMap<>(); // looked up, never iterated
  private int total;

  /// This extent was asked of this source.
  void add(int extent, NodeId source) {
    sources.merge(extent, List.of(source), Flights::joined);
    total++;
  }

  private static List<NodeId> joined(List<NodeId> some, List<NodeId> more) {
    List<NodeId> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }

  /// This source is asked for it no more.
  void remove(int extent, NodeId source) {
    sources.computeIfPresent(
        extent,
        (_, from) -> {
          List<NodeId> rest = new ArrayList<>(from);
          total -= rest.remove(source) ? 1 : 0;
          return rest.isEmpty() ? null : rest;
        });
  }

  boolean has(int extent) {
    return sources.containsKey(extent);
  }

  /// How many sources were asked for it.
  int of(int extent) {
    return sources.getOrDefault(extent, List.of()).size();
  }

  boolean has(int extent, NodeId source) {
    return sources.getOrDefault(extent, List.of()).contains(source);
  }

  /// How many extents are on their way.
  int extents() {
    return sources.size();
  }

  /// The same, where one that comes from two sources counts twice.
  int total() {
    return total;
  }

  @Override
  public String toString() {
    return new TreeMap<>(sources).toString();
  }
}
