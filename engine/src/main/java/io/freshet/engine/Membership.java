package io.freshet.engine;

import java.util.List;

/// How a node stands in a swarm when it joins or rejoins.
///
/// @param held extents that it can serve whole
/// @param wanted extents that it still has to fetch; disjoint from `held`
/// @param partial the part of `wanted` that it will never hold whole, because it leaves out some of
///   their files
/// @param inFlight what it is fetching already, by source: leases for the tracker to honour
/// @param credits extents that it is willing to have on their way at once
public record Membership(
    ExtentSet held,
    ExtentSet wanted,
    ExtentSet partial,
    List<Report.Delivery> inFlight,
    int credits) {

  public Membership {
    inFlight = List.copyOf(inFlight);
    if (held.intersects(wanted)) {
      throw new IllegalArgumentException("an extent is both held and wanted");
    }
    if (credits < 0) {
      throw new IllegalArgumentException("credits " + credits);
    }
  }
}
