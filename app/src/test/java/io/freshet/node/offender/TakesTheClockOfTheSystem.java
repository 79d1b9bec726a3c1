package io.freshet.node.offender;

import java.time.InstantSource;

final class TakesTheClockOfTheSystem {
  static final InstantSource CLOCK = InstantSource.system();

  private TakesTheClockOfTheSystem() {}
}
