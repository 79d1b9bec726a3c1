package io.freshet.sim.world;

import io.freshet.content.InfoHash;
import io.freshet.sim.scenario.SwarmSpec;

/// One release in the world.
final class Swarm {
  final int number;
  final SwarmSpec spec;
  boolean retired;

  /// When each extent first came to anybody; zero until then.
  final long[] firstNanos;

  Swarm(int number, SwarmSpec spec) {
    this.number = number;
    this.spec = spec;
    this.firstNanos = new long[spec.sizes().count()];
  }

  InfoHash name() {
    return spec.name();
  }
}
