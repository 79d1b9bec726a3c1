package io.freshet.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.node.control.Address;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Without a tracker, nodes meet through whomever they were told of.
class TrackerlessTest {
  private static final int BYTES = 8 << 20;

  @TempDir Path temp;

  /// Each is told the origin only, which sends too slowly for both: they give each other what the
  /// other lacks.
  @Test
  void twoThatKnowOnlyTheOriginGiveToEachOther() throws Exception {
    try (Machines machines = new Machines(temp, BYTES)) {
      Node origin = machines.node(Optional.empty(), 2 << 20, 0);
      machines.seed(origin);
      var one = machines.fetch(machines.node(), origin.port());
      var two = machines.fetch(machines.node(), origin.port());
      one.assertComplete("one");
      two.assertComplete("two");
      assertTrue(one.receivedFrom(two.node.id()) > 0, "nothing came from the other one");
      assertTrue(two.receivedFrom(one.node.id()) > 0, "nothing came from the other one");
    }
  }

  /// The one with a peer named is named itself, and by nobody else: the first one can learn of the
  /// second only because the second listens to it.
  @Test
  void aPeerThatLacksSomethingItselfLearnsFromWhoListensToIt() throws Exception {
    try (Machines machines = new Machines(temp, BYTES)) {
      Node lonely = machines.node();
      var waiting = machines.fetch(lonely);
      Node rich = machines.node();
      Node origin = machines.node();
      machines.seed(origin);
      var bringing = machines.fetch(rich, lonely.port(), origin.port());
      bringing.assertComplete("who knows both");
      waiting.assertComplete("who knows nobody");
      assertEquals(BYTES, waiting.receivedFrom(rich.id()));
    }
  }

  /// It is named to nobody, gets everything, and gives nothing.
  @Test
  void whoCannotBeReachedGetsEverythingAllTheSame() throws Exception {
    try (HeldPort nowhere = new HeldPort();
        Machines machines = new Machines(temp, BYTES)) {
      Node origin = machines.node(Optional.empty(), 4 << 20, 0);
      machines.seed(origin);
      var hidden =
          machines.fetch(
              machines.node(Optional.of(new Address("127.0.0.1", nowhere.port())), 0, 0),
              origin.port());
      var open = machines.fetch(machines.node(), origin.port());
      hidden.assertComplete("hidden");
      open.assertComplete("open");
      assertEquals(0, open.receivedFrom(hidden.node.id()));
    }
  }
}
