package io.freshet.app.simulating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.app.console.Console;
import io.freshet.app.console.Surface;
import io.freshet.engine.fetching.NodeEngine.Mode;
import io.freshet.sim.Distribution;
import io.freshet.sim.Payload;
import io.freshet.sim.Simulation;
import io.freshet.sim.Site;
import io.freshet.sim.Troubles;
import io.freshet.sim.scenario.MachineSpec.Rates;
import java.io.OutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class GridTest {
  private static final Rates RATES = new Rates(1 << 20, 1 << 20);

  private static Distribution to(int receivers) {
    return new Distribution(
        new Payload(16 << 18, 1 << 18),
        Site.even(receivers, RATES),
        Troubles.NONE,
        Mode.TRACKED,
        1);
  }

  private static Grid grid(Distribution distribution, Simulation simulation) {
    var nowhere = OutputStream.nullOutputStream();
    return new Grid(new Console(nowhere, nowhere, Surface.PLAIN), distribution, simulation, 0);
  }

  @Test
  void cellsFillUp() {
    var distribution = to(12);
    var simulation = new Simulation(distribution, () -> 0);
    var grid = grid(distribution, simulation);
    assertEquals(
        List.of(
            "0.00 s of at least "
                + Answer.seconds(simulation.bound().seconds())
                + " · 0 % of all copies · 0 of 12 receivers complete",
            "·········",
            "···"),
        grid.lines(10, 24));
    simulation.advance(3_000_000_000L);
    String midway = String.join("", grid.lines(80, 24).subList(1, 2));
    assertTrue(midway.chars().anyMatch(c -> c >= '▁' && c <= '▇'), midway);
    assertTrue(midway.chars().noneMatch(c -> c == '█'), midway);
    while (simulation.advance(1_000_000_000L)) {
      assertTrue(grid.lines(80, 24).getFirst().contains("copies"));
    }
    assertEquals("█".repeat(12), grid.lines(80, 24).getLast());
    assertTrue(grid.lines(80, 24).getFirst().endsWith("12 of 12 receivers complete"));
  }

  @Test
  void manyReceiversShareACell() {
    var distribution = to(2_100);
    var grid = grid(distribution, new Simulation(distribution, () -> 0));
    var lines = grid.lines(101, 60);
    assertTrue(lines.getFirst().endsWith(" · 3 receivers a cell"), lines.getFirst());
    assertEquals(700, lines.stream().skip(1).mapToInt(String::length).sum());
    var small = grid.lines(31, 10);
    assertEquals(1 + 7, small.size());
  }
}
