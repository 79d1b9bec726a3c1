package io.freshet.sim.offender;

import io.freshet.node.offender.KnowsASimulation;
import java.util.Random;

/// One class for each thing that the simulator must not do.
public final class SimOffenders {
  public record KnowsANode(KnowsASimulation node) {}

  static final class RollsDice {
    Random dice() {
      return new Random();
    }
  }

  private SimOffenders() {}
}
