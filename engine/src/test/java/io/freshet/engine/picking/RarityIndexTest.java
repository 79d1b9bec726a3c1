package io.freshet.engine.picking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RarityIndexTest {

  @Test
  void ranksFollowHolders() {
    RarityIndex index = new RarityIndex(3, new SplittableRandom(1));
    index.increment(0);
    index.increment(0);
    index.increment(2);
    assertEquals(1, index.at(0));
    assertEquals(2, index.at(1));
    assertEquals(0, index.at(2));
    assertEquals(1, index.begin(1));
    assertEquals(2, index.begin(2));
    assertEquals(3, index.begin(3));
    assertThrows(IllegalStateException.class, () -> index.decrement(1));
  }

  @Test
  void tiesStandInRandomOrder() {
    RarityIndex one = new RarityIndex(50, new SplittableRandom(1));
    RarityIndex other = new RarityIndex(50, new SplittableRandom(2));
    StringBuilder ranks = new StringBuilder();
    StringBuilder otherRanks = new StringBuilder();
    for (int rank = 0; rank < 50; rank++) {
      ranks.append(one.at(rank)).append(' ');
      otherRanks.append(other.at(rank)).append(' ');
    }
    assertNotEquals(ranks.toString(), otherRanks.toString());
  }

  @Test
  void anyChangesKeepItSorted() {
    for (int extents : new int[] {1, 2, 3, 10, 100}) {
      for (long seed = 0; seed < 20; seed++) {
        SplittableRandom random = new SplittableRandom(seed);
        RarityIndex index = new RarityIndex(extents, random);
        int[] holders = new int[extents];
        for (int step = 0; step < 500; step++) {
          int extent = random.nextInt(extents);
          if (holders[extent] > 0 && random.nextInt(3) == 0) {
            index.decrement(extent);
            holders[extent]--;
          } else {
            index.increment(extent);
            holders[extent]++;
          }
          assertEquals(holders[extent], index.holders(extent));
          assertTrue(index.invariantsHold(), extents + " extents, seed " + seed);
        }
      }
    }
  }
}
