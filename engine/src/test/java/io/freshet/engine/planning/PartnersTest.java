package io.freshet.engine.planning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.engine.ExtentSizes;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PartnersTest {

  private static final int MIB = 1 << 20;

  /// 200 Mbit/s, nearly: a MiB in 42 ms.
  private static final double MIBS_A_SECOND = 24;

  private static Partners of(int extents, int bytes) {
    int[] sizes = new int[extents];
    Arrays.fill(sizes, bytes);
    return new Partners(ExtentSizes.of(sizes));
  }

  /// One seed has sent so much for a second, and an extent came after so many milliseconds.
  private static void known(Partners partners, int receivers, double mibs, int turnMillis) {
    partners.seedBegins(0);
    partners.seedSent((int) (mibs * MIB), 0);
    partners.turned(turnMillis * 1_000_000L);
    partners.choose(1 + receivers, 1, 0, 1_000_000_000L);
  }

  @Test
  void fewExtentsToManyComeFromFewAndNothingIsAhead() {
    Partners few = of(256, MIB);
    known(few, 64, MIBS_A_SECOND, 45);
    assertEquals(3, few.most());
    assertEquals(0, few.aheadMax());
  }

  @Test
  void manyExtentsToFewComeFromManyAndSomeAreAhead() {
    Partners many = of(1_024, MIB / 4);
    known(many, 9, MIBS_A_SECOND, 15);
    assertEquals(8, many.most());
    assertTrue(many.aheadMax() >= 4, many.aheadMax() + " ahead");
  }

  @Test
  void farPartnersAreMore() {
    Partners far = of(256, MIB);
    known(far, 64, MIBS_A_SECOND, 45 + 35);
    assertTrue(far.most() >= 6, far.most() + " partners");
    Partners farther = of(256, MIB);
    known(farther, 64, MIBS_A_SECOND, 45 + 50);
    assertEquals(8, farther.most());
    assertEquals(Integer.MAX_VALUE, farther.aheadMax());
  }

  @Test
  void eightReceiversAreAllPartnersOfEachOther() {
    Partners all = of(256, MIB);
    known(all, 8, MIBS_A_SECOND, 45);
    assertEquals(8, all.most());
    known(all, 9, MIBS_A_SECOND, 45);
    assertTrue(all.most() < 8, all.most() + " partners");
  }

  /// Two seeds that send as much each as one did; what receivers get says as much.
  @Test
  void aRateIsThatOfOneLink() {
    Partners two = of(256, MIB);
    two.seedBegins(0);
    two.seedSent((int) (2 * MIBS_A_SECOND * MIB), 0);
    two.turned(45_000_000);
    two.choose(66, 2, 0, 1_000_000_000L);
    assertEquals(3, two.most());
    two.choose(66, 2, 16 * MIBS_A_SECOND * MIB, 1_000_000_000L);
    assertEquals(8, two.most());
  }

  /// What one seed was asked for long ago comes just after the other was asked for something: that
  /// is no rate.
  @Test
  void whatWasAskedForBeforeWasNotSentSince() {
    Partners two = of(256, MIB);
    two.turned(45_000_000);
    two.seedBegins(1_000_000_000L);
    two.seedSent(MIB, 900_000_000L);
    two.choose(66, 2, MIBS_A_SECOND * MIB, 1_000_100_000L);
    assertEquals(3, two.most());
  }

  @Test
  void aSmallDifferenceChangesNothing() {
    Partners partners = of(1_024, MIB);
    known(partners, 64, MIBS_A_SECOND, 20);
    int most = partners.most();
    partners.choose(65, 1, 1.2 * MIBS_A_SECOND * MIB, 1_000_000_000L);
    assertEquals(most, partners.most());
    assertTrue(partners.choose(65, 1, 4 * MIBS_A_SECOND * MIB, 1_000_000_000L));
  }

  @Test
  void largeExtentsAndSeveralPlacesAreLeftAsTheyAre() {
    Partners large = of(256, 8 * MIB);
    assertFalse(large.choose(65, 1, MIBS_A_SECOND * MIB, 1_000_000_000L));
    assertEquals(3, large.most());
    Partners small = of(256, MIB);
    known(small, 64, MIBS_A_SECOND, 45);
    assertTrue(small.chooseByBytes());
    assertEquals(8, small.most());
    assertEquals(Integer.MAX_VALUE, small.aheadMax());
  }
}
