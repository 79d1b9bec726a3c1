package io.freshet.engine.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.engine.Failure;
import io.freshet.engine.Landmark;
import io.freshet.engine.Zone;
import io.freshet.engine.ZoneLink;
import io.freshet.engine.tracking.TrackerEvent.Reach;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What comes from one zone into another, drawn.
class ZonesTest {
  private static final Zone NEAR = new Zone("near");
  private static final Zone FAR = new Zone("far");

  private static String taken(String... pictures) {
    StringBuilder together = new StringBuilder(".".repeat(pictures[0].length()));
    for (String picture : pictures) {
      for (int e = 0; e < picture.length(); e++) {
        if (picture.charAt(e) != '.') {
          together.setCharAt(e, together.charAt(e) == '.' ? '#' : '2');
        }
      }
    }
    return together.toString();
  }

  @Test
  void anExtentComesIntoAZoneOnce() {
    var swarm = new TrackerScene(5).joins('a', NEAR, "#### ").joins('b', NEAR, "#### ");
    swarm.joins('r', FAR, ".... ").joins('s', FAR, ".... ").joins('t', FAR, ".... ");
    assertEquals("####.", taken(swarm.planOf('r'), swarm.planOf('s'), swarm.planOf('t')));
  }

  @Test
  void neighboursPassOnWhatCameIn() {
    var swarm = new TrackerScene(1).joins('a', NEAR, "#").joins('r', FAR, ".");
    assertEquals("a", swarm.planOf('r'));
    swarm.joins('s', FAR, ".");
    assertEquals(".", swarm.planOf('s'), "it is on its way to the neighbour");
    swarm.got('r', 'a', 0);
    assertEquals("r", swarm.planOf('s'));
  }

  @Test
  void noMoreIsPlannedThroughALinkThanItCarries() {
    var thin = List.of(new ZoneLink(NEAR, FAR, 1));
    var swarm = new TrackerScene(8, thin).joins('a', NEAR, "####### ").joins('b', NEAR, "       #");
    swarm.joins('r', FAR, "........").joins('s', FAR, "........");
    String far = taken(swarm.planOf('r'), swarm.planOf('s'));
    assertEquals(1, far.chars().filter(c -> c == '#').count(), far);
  }

  /// Four seconds an extent: the first is not late before three times that.
  @Test
  void theFirstThroughAThinLinkIsNotSoonTakenForLate() {
    var thin = List.of(new ZoneLink(NEAR, FAR, 1 << 18));
    var swarm = new TrackerScene(4, thin).joins('a', NEAR, "####").joins('r', FAR, "....");
    swarm.joins('s', FAR, "....").passes(10);
    String far = taken(swarm.planOf('r'), swarm.planOf('s'));
    assertEquals(1, far.chars().filter(c -> c != '.').count(), far);
  }

  @Test
  void twoFarZonesGetDifferentThings() {
    Zone other = new Zone("other");
    var links =
        List.of(
            new ZoneLink(NEAR, FAR, 1),
            new ZoneLink(NEAR, other, 1),
            new ZoneLink(FAR, other, 1),
            new ZoneLink(other, FAR, 1));
    var swarm = new TrackerScene(5, links).joins('a', NEAR, "#### ").joins('b', NEAR, "#### ");
    swarm.joins('r', FAR, ".... ").joins('s', other, ".... ");
    String both = taken(swarm.planOf('r'), swarm.planOf('s'));
    assertEquals(2, both.chars().filter(c -> c == '#').count(), both);
  }

  /// All three that `a` may send go to its neighbours; one more does not.
  @Test
  void whatIsNewComesInThoughWhoHasItIsBusy() {
    var swarm = new TrackerScene(3, 8 << 20, List.of()).joins('a', NEAR, "## ");
    swarm.joins('b', NEAR, ".  ").joins('c', NEAR, ".  ").joins('d', NEAR, ".  ");
    assertEquals("2..", taken(swarm.planOf('b'), swarm.planOf('c'), swarm.planOf('d')));
    swarm.joins('r', FAR, ".. ");
    assertEquals("a..", swarm.planOf('r'));
  }

  /// It may send three at once.
  @Test
  void whoHasWhatIsNewSendsNoMoreThanOthersWhereItIsNotBusy() {
    var swarm = new TrackerScene(5, 8 << 20, List.of()).joins('a', NEAR, "#### ");
    swarm.joins('r', FAR, ".... ").joins('s', FAR, ".... ");
    String far = taken(swarm.planOf('r'), swarm.planOf('s'));
    assertEquals(3, far.chars().filter(c -> c == '#').count(), far);
  }

  @Test
  void whatOneZoneAwaitsItPassesOnToAnother() {
    Zone other = new Zone("other");
    var links =
        List.of(
            new ZoneLink(NEAR, other, 20 << 20),
            new ZoneLink(NEAR, FAR, 20 << 20),
            new ZoneLink(other, FAR, 20 << 20));
    var swarm = new TrackerScene(2, links).joins('o', NEAR, "##").joins('a', NEAR, "# ");
    swarm.joins('s', other, ". ").joins('r', FAR, ". ");
    assertEquals("a.", swarm.planOf('s'));
    assertEquals("..", swarm.planOf('r'), "it comes from the other zone");
    swarm.got('s', 'a', 0).passes(0.2);
    assertEquals("s.", swarm.planOf('r'));
  }

  @Test
  void whatAnotherZoneHasAndDoesNotPassOnIsNotWaitedFor() {
    Zone other = new Zone("other");
    var links = List.of(new ZoneLink(NEAR, FAR, 20 << 20), new ZoneLink(other, FAR, 20 << 20));
    var swarm = new TrackerScene(2, links).joins('o', NEAR, "##").joins('a', NEAR, "# ");
    swarm.joins('s', other, "# ").dialled('s', Reach.UNREACHABLE).joins('r', FAR, ". ");
    assertEquals("a.", swarm.planOf('r'));
  }

  @Test
  void whatAnotherZoneCouldPassOnComesStraightWhileTheLinkFromThereIsFull() {
    Zone other = new Zone("other");
    var links =
        List.of(
            new ZoneLink(NEAR, other, 20 << 20),
            new ZoneLink(NEAR, FAR, 20 << 20),
            new ZoneLink(other, FAR, 1));
    var swarm = new TrackerScene(2, links).joins('o', NEAR, "##").joins('a', NEAR, "# ");
    swarm.joins('s', other, ".#").joins('r', FAR, "..");
    assertEquals("as", swarm.planOf('r'));
  }

  @Test
  void anotherZoneIsNotWaitedForWhereNobodyToldWhatTheLinkFromThereCarries() {
    var swarm = new TrackerScene(2).joins('o', NEAR, "##").joins('a', NEAR, "# ");
    swarm.joins('s', new Zone("other"), ". ").joins('r', FAR, ". ");
    assertEquals("a.", swarm.planOf('r'));
  }

  @Test
  void byWayOfTheZoneBetween() {
    Zone middle = new Zone("middle");
    var chain = List.of(new ZoneLink(NEAR, middle, 1_000), new ZoneLink(middle, FAR, 1_000));
    var swarm = new TrackerScene(1, chain).joins('a', NEAR, "#").joins('m', middle, ".");
    swarm.joins('r', FAR, ".");
    assertEquals("a", swarm.planOf('m'));
    assertEquals(".", swarm.planOf('r'), "it comes by way of the middle");
    swarm.got('m', 'a', 0).passes(0.2);
    assertEquals("m", swarm.planOf('r'));
  }

  @Test
  void whatTheZoneBetweenDoesNotBringComesStraightOverIt() {
    Zone middle = new Zone("middle");
    var chain = List.of(new ZoneLink(NEAR, middle, 9 << 20), new ZoneLink(middle, FAR, 9 << 20));
    var swarm = new TrackerScene(1, chain).joins('a', NEAR, "#").joins('m', middle, ".");
    swarm.joins('r', FAR, ".").passes(1.4);
    assertEquals(".", swarm.planOf('r'), "it may come by way of the middle yet");
    swarm.passes(1);
    assertEquals("a", swarm.planOf('r'));
  }

  @Test
  void aZoneThatIsNearerByNameIsNotWaitedForWhereNoLinkLeadsFromThere() {
    Zone here = new Zone("eu/1");
    Zone beside = new Zone("eu/2");
    Zone away = new Zone("us");
    var chain = List.of(new ZoneLink(beside, away, 1_000), new ZoneLink(away, here, 1_000));
    var swarm = new TrackerScene(2, chain).joins('b', beside, "# ").joins('u', away, "# ");
    swarm.joins('r', here, ". ");
    assertEquals("u.", swarm.planOf('r'));
  }

  @Test
  void straightOnWhereNobodyIsBetween() {
    Zone middle = new Zone("middle");
    var chain = List.of(new ZoneLink(NEAR, middle, 1_000), new ZoneLink(middle, FAR, 1_000));
    var swarm = new TrackerScene(1, chain).joins('a', NEAR, "#").joins('r', FAR, ".");
    assertEquals("a", swarm.planOf('r'));
  }

  @Test
  void fromTheNearerZone() {
    var swarm = new TrackerScene(1).joins('a', new Zone("us/rack-1"), "#");
    swarm.joins('b', new Zone("eu/rack-1"), "#").joins('r', new Zone("eu/rack-2"), ".");
    assertEquals("b", swarm.planOf('r'));
  }

  @Test
  void whoStarvesIsServedFromAfar() {
    var swarm = new TrackerScene(2).joins('a', NEAR, "##");
    swarm.joins('u', FAR, "# ").dialled('u', Reach.UNREACHABLE).joins('r', FAR, ". ");
    assertEquals("..", swarm.planOf('r'), "its neighbour has it");
    swarm.passes(2.3);
    assertEquals("a.", swarm.planOf('r'), "its neighbour cannot give it");
    assertTrue(swarm.passed(Landmark.SHORT_NODE_SERVED_FROM_AFAR));
  }

  /// Of 400 extents a neighbour that cannot be dialled has all but one, and so has another one
  /// beside the origin: nobody passes anything on.
  @Test
  void whoStarvesIsServedFromAfarHoweverLittleIsNew() {
    String most = "#".repeat(201) + " " + "#".repeat(197) + " ";
    var swarm = new TrackerScene(400).joins('a', NEAR, "#".repeat(400));
    swarm.joins('x', NEAR, "#".repeat(399) + " ").dialled('x', Reach.UNREACHABLE);
    swarm.joins('u', FAR, most).dialled('u', Reach.UNREACHABLE);
    swarm.joins('r', FAR, ".".repeat(399) + " ").passes(3);
    assertEquals('a', swarm.planOf('r').charAt(201));
  }

  @Test
  void whoeverWasToBringItInAndFailedKeepsNobodyWaiting() {
    var swarm = new TrackerScene(1).joins('a', NEAR, "#").joins('r', FAR, ".").joins('s', FAR, ".");
    assertEquals("a", swarm.planOf('r'));
    swarm.returned('r', 'a', Failure.BROKEN, 0).passes(0.2);
    assertEquals("a", swarm.planOf('s'));
  }
}
