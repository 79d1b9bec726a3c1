package io.freshet.sim.world;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class CompanionTest {
  @Test
  void whatHappensBesideHappensToTheOwner() {
    var full = new OutOfMemoryError("Java heap space");
    var companion = new Companion();
    companion.begin(
        () -> {
          throw full;
        });
    assertSame(full, assertThrows(OutOfMemoryError.class, companion::finish));
  }
}
