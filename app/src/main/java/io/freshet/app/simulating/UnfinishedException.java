package io.freshet.app.simulating;

import io.freshet.app.console.Human;
import io.freshet.sim.Simulation;

/// All patience is over, and somebody still lacks something.
public final class UnfinishedException extends Exception {
  private static final long serialVersionUID = 1L;

  UnfinishedException(Simulation simulation) {
    super(
        "not all of "
            + Human.count(simulation.receivers().size(), "receiver")
            + " had everything after "
            + Answer.seconds(simulation.seconds())
            + ", a hundred times what it must take: let fewer transfers fail");
  }
}
