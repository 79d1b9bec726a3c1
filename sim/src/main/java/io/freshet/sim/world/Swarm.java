package io.freshet.sim.world;

import io.freshet.content.InfoHash;
import io.freshet.sim.scenario.SwarmSpec;

/// One release in the world.
final class Swarm {
  final int number;
  final SwarmSpec spec;
  boolean retired;

  Swarm(int number, SwarmSpec spec) {
    this.number = number;
    this.spec = spec;
  }

  InfoHash name() {
    return spec.name();
  }
}
