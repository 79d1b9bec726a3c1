package io.freshet.sim.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.engine.durability.Disk;
import io.freshet.engine.durability.DiskContract;
import io.freshet.engine.durability.Sighting;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The disk that forgets: a disk like any other, until power is cut.
final class ForgetfulDiskTest extends DiskContract<DiskFault> {
  private final ForgetfulDisk disk = new ForgetfulDisk(new SplittableRandom(1));

  @Override
  protected Disk<DiskFault> disk() {
    return disk;
  }

  private static ForgetfulDisk withOneFile(long seed) throws DiskFault {
    ForgetfulDisk disk = new ForgetfulDisk(new SplittableRandom(seed));
    disk.create("a");
    disk.write("a", ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}), 0);
    return disk;
  }

  @Test
  void aCutLeavesEverythingOrSomethingOrNothing() throws DiskFault {
    Set<Integer> lengths = new TreeSet<>();
    for (long seed = 0; seed < 200; seed++) {
      ForgetfulDisk cut = withOneFile(seed);
      cut.cutPower();
      lengths.add(cut.has("a") ? cut.content("a").length : -1);
    }
    assertTrue(lengths.containsAll(Set.of(-1, 0, 4, 8)), lengths.toString());
  }

  @Test
  void aSyncedFileWithoutItsNameIsLost() throws DiskFault {
    boolean lost = false;
    for (long seed = 0; seed < 50; seed++) {
      ForgetfulDisk cut = withOneFile(seed);
      cut.sync("a");
      cut.cutPower();
      lost |= !cut.has("a");
      if (cut.has("a")) assertEquals(8, cut.content("a").length);
    }
    assertTrue(lost);
  }

  @Test
  void whatIsSyncedWithItsNameStays() throws DiskFault {
    for (long seed = 0; seed < 50; seed++) {
      ForgetfulDisk cut = withOneFile(seed);
      cut.sync("a");
      cut.syncFolder("");
      cut.rename("a", "b");
      cut.cutPower();
      assertEquals(8, cut.content(cut.has("a") ? "a" : "b").length, "seed " + seed);
      assertTrue(cut.has("a") != cut.has("b"), "seed " + seed);
    }
  }

  /// What Linux does: the second sync succeeds, and the bytes are gone all the same.
  @Test
  void afterASyncThatFailedTheNextOneSaysNothing() throws DiskFault {
    boolean lost = false;
    for (long seed = 0; seed < 50; seed++) {
      ForgetfulDisk cut = withOneFile(seed);
      cut.syncFolder("");
      cut.interfere(
          (call, path) -> {
            if (call == Interference.Call.SYNC) throw new DiskFault(DiskFault.Kind.IO_ERROR, path);
          });
      try {
        cut.sync("a");
      } catch (DiskFault e) {
        cut.interfere(Interference.NONE);
      }
      assertEquals(8, cut.content("a").length, "it can still be read");
      cut.sync("a");
      cut.cutPower();
      lost |= cut.content("a").length < 8;
    }
    assertTrue(lost);
  }

  @Test
  void aCopyGoesItsOwnWay() throws DiskFault {
    ForgetfulDisk original = withOneFile(1);
    ForgetfulDisk copy = original.copy(new SplittableRandom(2));
    copy.rename("a", "b");
    copy.write("b", ByteBuffer.wrap(new byte[] {9}), 0);
    assertEquals(1, original.content("a")[0]);
    assertTrue(original.look("b") instanceof Sighting.Nothing);
  }
}
