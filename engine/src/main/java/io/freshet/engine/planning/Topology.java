package io.freshet.engine.planning;

import io.freshet.engine.Zone;
import io.freshet.engine.ZoneLink;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Where nodes stand and what joins these places: shared by all swarms, for they share the links.
///
/// A node stands in the narrowest zone that a link names, else in its own zone: `eu/hall-2/rack-7`
/// in `eu/hall-2` if there is a link to that, in `eu` if only that is named. Between two places
/// that are not joined directly, extents go from place to place over those that are and that have
/// nodes; where there is no such way, everything may go directly, and nobody knows how fast.
public final class Topology {

  /// Passages that are remembered: 64 places of a swarm have 4,032 between them, and nodes may say
  /// new zones for months. What was asked for longest ago is forgotten, and what it had carried.
  private static final int PASSAGES_MAX = 1 << 14;

  /// What leads where, and how much it carries.
  private final Map<Zone, Map<Zone, Long>> links = new LinkedHashMap<>();

  private final Set<Zone> named = new HashSet<>(); // looked up, never iterated

  /// In the order in which they were asked for last.
  private final LinkedHashMap<Way, Passage> passages = new LinkedHashMap<>(16, 0.75F, true);

  private record Way(Zone from, Zone to) {}

  public Topology(List<ZoneLink> links) {
    for (ZoneLink link : links) {
      named.add(link.from());
      named.add(link.to());
      leadingFrom(link.from()).put(link.to(), link.bytesPerSecond());
    }
  }

  private Map<Zone, Long> leadingFrom(Zone zone) {
    return links.computeIfAbsent(zone, _ -> new LinkedHashMap<>());
  }

  /// The place of a node that says where it stands.
  Zone place(Zone zone) {
    Zone place = zone;
    while (!place.path().isEmpty() && !named.contains(place)) {
      place = new Zone(place.path().substring(0, Math.max(0, place.path().lastIndexOf('/'))));
    }
    return place.path().isEmpty() ? zone : place;
  }

  /// What an extent takes that goes from one place straight to another: the link between them, or
  /// the fewest links that lead there, of equally few those that were named first.
  Passage passage(Zone from, Zone to) {
    Passage known = passages.get(new Way(from, to));
    if (known == null) {
      known = newPassage(from, to);
      passages.put(new Way(from, to), known);
      if (passages.size() > PASSAGES_MAX) {
        passages.pollFirstEntry();
      }
    }
    return known;
  }

  private Passage newPassage(Zone from, Zone to) {
    Long capacity = links.getOrDefault(from, Map.of()).get(to);
    if (capacity != null) {
      return new Passage(capacity);
    }
    List<Passage> way = new ArrayList<>();
    Map<Zone, Zone> before = stepsFrom(from);
    for (Zone at = to; before.containsKey(at); at = before.get(at)) {
      way.add(passage(before.get(at), at));
    }
    return way.isEmpty() ? new Passage(Passage.UNKNOWN) : new Passage(way);
  }

  /// From where each zone is reached that links lead to.
  private Map<Zone, Zone> stepsFrom(Zone start) {
    Map<Zone, Zone> before = new HashMap<>(); // looked up, never iterated
    ArrayDeque<Zone> ahead = new ArrayDeque<>(List.of(start));
    while (!ahead.isEmpty()) {
      Zone at = ahead.remove();
      for (Zone next : links.getOrDefault(at, Map.of()).keySet()) {
        if (!next.equals(start) && before.putIfAbsent(next, at) == null) {
          ahead.add(next);
        }
      }
    }
    return before;
  }

  /// Whether extents go straight from one place to another, and not by way of others where there
  /// are nodes.
  boolean isStraight(Zone from, Zone to, Set<Zone> inhabited) {
    return reaches(from, to, inhabited) || !reaches(from, to, Set.of());
  }

  /// Whether links lead from one place to another without a stop at any of these between.
  private boolean reaches(Zone from, Zone to, Set<Zone> stops) {
    Set<Zone> seen = new HashSet<>();
    ArrayDeque<Zone> ahead = new ArrayDeque<>(List.of(from));
    while (!ahead.isEmpty()) {
      Set<Zone> next = links.getOrDefault(ahead.remove(), Map.of()).keySet();
      if (next.contains(to)) {
        return true;
      }
      for (Zone zone : next) {
        if (!stops.contains(zone) && seen.add(zone)) {
          ahead.add(zone);
        }
      }
    }
    return false;
  }

  /// Places that two have in common, from the widest on: `eu/hall-2` and `eu/hall-3` one.
  static int nearness(Zone one, Zone other) {
    String[] a = one.path().split("/", -1);
    String[] b = other.path().split("/", -1);
    int common = 0;
    while (common < Math.min(a.length, b.length) && a[common].equals(b[common])) {
      common++;
    }
    return common;
  }
}
