package io.freshet.sim.world;

import io.freshet.engine.Zone;
import io.freshet.engine.ZoneLink;
import io.freshet.sim.network.Link;
import io.freshet.sim.network.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The links between zones: what flows from one zone to another shares one of them, or, where no
/// link joins the two, those of the shortest way by other zones.
final class Zones {

  private record Pair(Zone from, Zone to) {}

  private final Map<Pair, Link> links = new LinkedHashMap<>();
  private final Map<Pair, List<Link>> ways = new HashMap<>(); // looked up, never iterated

  Zones(List<ZoneLink> specs) {
    for (ZoneLink spec : specs) {
      Link earlier = links.put(new Pair(spec.from(), spec.to()), new Link(spec.bytesPerSecond()));
      if (earlier != null) {
        throw new IllegalArgumentException("two links from " + spec.from() + " to " + spec.to());
      }
    }
  }

  Path path(Machine source, Machine target) {
    return new Path(source.up, between(source.spec.zone(), target.spec.zone()), target.down);
  }

  /// What all that goes from one zone to another shares; nothing when that is without limit.
  List<Link> between(Zone from, Zone to) {
    return links.isEmpty() || from.equals(to)
        ? List.of()
        : ways.computeIfAbsent(new Pair(from, to), this::way);
  }

  /// The fewest links that lead there, of equally few those that were named first.
  private List<Link> way(Pair wanted) {
    Map<Zone, Pair> reachedBy = new HashMap<>(); // looked up, never iterated
    ArrayDeque<Zone> ahead = new ArrayDeque<>(List.of(wanted.from()));
    while (!ahead.isEmpty() && !reachedBy.containsKey(wanted.to())) {
      Zone at = ahead.remove();
      for (Pair pair : links.keySet()) {
        if (pair.from().equals(at) && !pair.to().equals(wanted.from())) {
          if (reachedBy.putIfAbsent(pair.to(), pair) == null) {
            ahead.add(pair.to());
          }
        }
      }
    }
    List<Link> way = new ArrayList<>();
    for (Pair step = reachedBy.get(wanted.to()); step != null; step = reachedBy.get(step.from())) {
      way.addFirst(links.get(step));
    }
    return way;
  }

  /// Bytes that went from one zone to another, those of broken and duplicate transfers included.
  double carriedBytes(ZoneLink spec) {
    Link link = links.get(new Pair(spec.from(), spec.to()));
    return link == null ? 0 : link.carriedBytes();
  }
}
