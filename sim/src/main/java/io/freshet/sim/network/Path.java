package io.freshet.sim.network;

import org.jspecify.annotations.Nullable;

/// The links that bytes from one machine to another go through.
///
/// @param between the link from the sender's zone to the receiver's; null where both stand in one
public record Path(Link up, @Nullable Link between, Link down) {

  /// Machines that stand in one zone.
  public Path(Link up, Link down) {
    this(up, null, down);
  }
}
