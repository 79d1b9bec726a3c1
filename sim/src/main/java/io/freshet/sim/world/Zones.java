package io.freshet.sim.world;

import io.freshet.engine.Zone;
import io.freshet.engine.ZoneLink;
import io.freshet.sim.network.Link;
import io.freshet.sim.network.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The links between zones: what flows from one zone to another shares one of them.
final class Zones {

  private record Pair(Zone from, Zone to) {}

  private final Map<Pair, Link> links = new HashMap<>(); // looked up, never iterated

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

  /// What all that goes from one zone to another shares; null when that is without limit.
  @Nullable Link between(Zone from, Zone to) {
    return links.isEmpty() || from.equals(to) ? null : links.get(new Pair(from, to));
  }

  /// Bytes that went from one zone to another, those of broken and duplicate transfers included.
  double carriedBytes(ZoneLink spec) {
    Link link = links.get(new Pair(spec.from(), spec.to()));
    return link == null ? 0 : link.carriedBytes();
  }
}
