package io.freshet.sim;

import io.freshet.engine.Zone;
import io.freshet.sim.scenario.MachineSpec.Rates;

/// One receiver of a distribution.
///
/// @param number counted from 1; the origin is 0
/// @param fate what will become of it
public record Receiver(int number, Rates rates, Zone zone, long joinNanos, Fate fate) {

  public enum Fate {
    /// Stays and keeps up: what a distribution is judged by.
    COUNTED,
    /// Stays and is slow.
    SLOW,
    DROPS_OUT
  }

  double joinSeconds() {
    return joinNanos / 1e9;
  }

  boolean counted() {
    return fate == Fate.COUNTED;
  }

  boolean stays() {
    return fate != Fate.DROPS_OUT;
  }
}
