package io.freshet.sim.network;

import java.util.List;

/// The links that bytes from one machine to another go through.
///
/// @param between the links on the way from the sender's zone to the receiver's; none where both
///   stand in one
public record Path(Link up, List<Link> between, Link down) {

  public Path {
    between = List.copyOf(between);
  }

  /// Machines that stand in one zone.
  public Path(Link up, Link down) {
    this(up, List.of(), down);
  }
}
