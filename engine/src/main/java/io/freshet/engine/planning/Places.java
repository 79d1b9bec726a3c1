package io.freshet.engine.planning;

import io.freshet.engine.Zone;
import io.freshet.engine.planning.Place.Supply;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The places where a swarm's members stand, and which of them supply which.
final class Places {

  /// Places told apart in one swarm: each counts its copies of every extent. Who stands in still
  /// another one counts as standing nowhere in particular.
  private static final int PLACES_MAX = 64;

  private final Topology topology;
  private final int extents;
  private final Map<Zone, Place> places = new LinkedHashMap<>();

  /// Whether some place has been part of a wider one: else all are equally far from each other.
  private boolean nested;

  Places(Topology topology, int extents) {
    this.topology = topology;
    this.extents = extents;
  }

  Collection<Place> all() {
    return places.values();
  }

  Place enter(Zone zone) {
    Zone where = topology.place(zone);
    Place known = places.get(where);
    if (known == null && places.size() >= PLACES_MAX) {
      where = Zone.UNKNOWN;
      known = places.get(where);
    }
    if (known != null) {
      known.members++;
      return known;
    }
    Place place = new Place(where, extents);
    place.members = 1;
    nested |= where.path().contains("/");
    places.put(where, place);
    joinUp();
    return place;
  }

  void leave(Place place) {
    if (--place.members == 0) {
      places.remove(place.zone);
      joinUp();
    }
  }

  private void joinUp() {
    Set<Zone> inhabited = places.keySet();
    for (Place to : places.values()) {
      List<Supply> supplies = new ArrayList<>();
      for (Place from : places.values()) {
        if (from != to) {
          supplies.add(
              new Supply(
                  from,
                  topology.passage(from.zone, to.zone),
                  nearer(from, to, inhabited),
                  topology.isStraight(from.zone, to.zone, inhabited)));
        }
      }
      supplies.sort(Comparator.comparingInt(supply -> supply.nearer().size()));
      to.supplies = List.copyOf(supplies);
    }
  }

  /// Places that are nearer than another, and from which things come straight: what comes by way of
  /// that other one is not to be waited for there.
  private List<Place> nearer(Place from, Place to, Set<Zone> inhabited) {
    int nearness = Topology.nearness(from.zone, to.zone);
    List<Place> nearer = new ArrayList<>();
    for (Place other : nested ? places.values() : List.<Place>of()) {
      if (other != to
          && Topology.nearness(other.zone, to.zone) > nearness
          && topology.isStraight(other.zone, to.zone, inhabited)) {
        nearer.add(other);
      }
    }
    return nearer;
  }
}
