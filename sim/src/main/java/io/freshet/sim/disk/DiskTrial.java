package io.freshet.sim.disk;

import io.freshet.engine.durability.DiskLandmark;
import io.freshet.engine.durability.Durability.Naming;
import io.freshet.engine.durability.Limits;
import io.freshet.engine.durability.Reopening;
import io.freshet.sim.disk.DiskProcess.Manner;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/// One disk, and one process after the other that fetches the same release onto it: each is killed,
/// loses its power, hits a fault, or ends in order, until one is left alone.
///
/// Before each call on the disk, two copies are made of it: one is what a kill would leave here,
/// one what a power cut would. What a new process would believe of both is checked. So each step of
/// each process is a place where it is cut.
public final class DiskTrial {
  private static final int LIVES_MAX = 4;

  /// Content for a process that is left alone.
  private static final int ALL = 1_000;

  private final long seed;
  private final Consumer<String> lines;
  private final SplittableRandom random;
  private final SmallRelease release;
  private final Manner manner;
  private final DiskChecker checker;
  private final ForgetfulDisk disk;
  private final Promises promises = new Promises();
  private final DiskProcess.Touches touches = new DiskProcess.Touches();
  private final Set<DiskLandmark> landmarks = EnumSet.noneOf(DiskLandmark.class);
  private int cuts;

  private DiskTrial(long seed, Consumer<String> lines) {
    this.seed = seed;
    this.lines = lines;
    random = new SplittableRandom(seed);
    release = SmallRelease.draw(random);
    Limits limits =
        new Limits(
            1 + random.nextInt(60), 1 + random.nextInt(8), random.nextInt(20), random.nextInt(30));
    manner =
        new Manner(
            limits,
            random.nextInt(3) == 0 ? Naming.TOGETHER : Naming.EACH,
            random.nextBoolean(),
            DiskProcess.Closet.EMPTY);
    checker = new DiskChecker(release, manner.naming());
    disk = new ForgetfulDisk(random.split());
  }

  /// What a trial came to.
  ///
  /// @param cuts at how many places it was cut
  public record Outcome(Set<DiskLandmark> landmarks, int cuts) {}

  /// Runs the world of a seed; throws when something is claimed that is not so, or lost that was
  /// promised.
  ///
  /// @param lines is told what the disk is asked
  public static Outcome run(long seed, Consumer<String> lines) {
    return new DiskTrial(seed, lines).run();
  }

  private Outcome run() {
    furnish();
    int lives = random.nextInt(LIVES_MAX);
    for (int life = 0; life < lives; life++) {
      live();
      if (random.nextInt(4) == 0) touch();
    }
    disk.interfere(new Cutting(Integer.MAX_VALUE, 0));
    lines.accept("the last process begins");
    try {
      DiskProcess last = process();
      last.run(ALL);
      while (!last.isComplete()) {
        last = process();
        last.run(ALL);
      }
    } catch (DiskFault e) {
      throw new IllegalStateException("a disk without faults failed", e);
    }
    disk.interfere(Interference.NONE);
    checker.checkComplete(disk, promises);
    disk.cutPower();
    checker.checkComplete(disk, promises);
    return new Outcome(landmarks, cuts);
  }

  private DiskProcess process() throws DiskFault {
    touches.counting = false;
    return new DiskProcess(disk, release, manner, promises, random.split(), landmarks, touches);
  }

  /// Something may be there before: right, wrong in part, or another file altogether.
  private void furnish() {
    for (int file = 0; file < release.fileCount(); file++) {
      if (random.nextInt(8) > 0) continue;
      byte[] content = release.whole(file).clone();
      boolean right = random.nextInt(3) == 0;
      if (!right && content.length > 0) content[random.nextInt(content.length)] ^= 1;
      try {
        disk.makeFolders(DiskProcess.parent(release.fileAt(file)));
        disk.create(release.fileAt(file));
        disk.write(release.fileAt(file), ByteBuffer.wrap(content), 0);
      } catch (DiskFault e) {
        throw new IllegalStateException(e);
      }
      promises.touched.set(file);
    }
  }

  /// One process until something ends it.
  private void live() {
    disk.interfere(
        new Cutting(
            20 + random.nextInt(random.nextBoolean() ? 40 : 400), random.nextInt(3) == 0 ? 60 : 0));
    try {
      lines.accept("a process begins");
      process().run(random.nextBoolean() ? ALL : random.nextInt(8));
      if (random.nextInt(3) == 0) disk.cutPower();
    } catch (DiskFault e) {
      if (random.nextInt(3) == 0) disk.cutPower();
    } catch (Killed e) {
      if (random.nextBoolean()) disk.cutPower();
    }
    disk.interfere(Interference.NONE);
    checker.checkVisible(disk, promises);
  }

  /// Somebody changes a file while no process runs.
  private void touch() {
    var paths = disk.paths();
    if (paths.isEmpty()) return;
    String path = paths.get(random.nextInt(paths.size()));
    lines.accept("somebody touches " + path);
    disk.passTime(10);
    if (path.startsWith(release.journal())) promises.journalTouched = true;
    for (int file = 0; file < release.fileCount(); file++) {
      boolean its = path.equals(release.fileAt(file)) || path.equals(release.staged(file));
      if (its) promises.touched.set(file);
    }
    try {
      int length = disk.content(path).length;
      switch (random.nextInt(3)) {
        case 0 -> disk.delete(path);
        case 1 -> disk.resize(path, random.nextInt(length + 1));
        default -> {
          if (length == 0) return;
          int at = random.nextInt(length);
          byte other = (byte) (disk.content(path)[at] ^ 1 << random.nextInt(8));
          disk.write(path, ByteBuffer.wrap(new byte[] {other}), at);
        }
      }
      if (disk.has(path)) disk.sync(path);
      disk.syncFolder(DiskProcess.parent(path));
    } catch (DiskFault e) {
      throw new IllegalStateException(e);
    }
  }

  /// A process was killed, or its machine lost power.
  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Killed() {
      super("killed", null, false, false);
    }
  }

  /// Looks at what a cut would leave before each change; kills at one, and fails some calls.
  private final class Cutting implements Interference {
    private final int killAt;
    private final int faultEvery;
    private int calls;

    /// @param faultEvery how rare faults are; 0: none
    Cutting(int killAt, int faultEvery) {
      this.killAt = killAt;
      this.faultEvery = faultEvery;
    }

    @Override
    public void on(Call call, String path) throws DiskFault {
      if (call != Call.LOOK && call != Call.READ) {
        checker.checkVisible(disk, promises);
        cut();
        if (touches.counting) touches.latestNanos = disk.nowNanos() + 1;
      }
      lines.accept(disk.nowNanos() + " " + call + " " + path);
      if (++calls == killAt) throw new Killed();
      if (faultEvery > 0 && random.nextInt(faultEvery) == 0) {
        lines.accept("it fails");
        if (call == Call.SYNC) unsynced(path);
        throw new DiskFault(
            random.nextBoolean() ? DiskFault.Kind.NO_SPACE : DiskFault.Kind.IO_ERROR, path);
      }
    }

    private void unsynced(String path) {
      for (int file = 0; file < release.fileCount(); file++) {
        int first = release.firstPiece(file);
        boolean isTheirs =
            promises.confirmed.get(first, first + release.pieceCount(file)).isEmpty();
        if (isTheirs && path.equals(release.fileAt(file))) promises.theirsUnsynced.set(file);
      }
    }

    private void cut() {
      SplittableRandom here = new SplittableRandom(seed * 1_000_003L + cuts++);
      ForgetfulDisk killed = disk.copy(here);
      reopen(killed);
      killed.cutPower();
      reopen(killed);
    }

    private void reopen(ForgetfulDisk image) {
      try {
        checker.checkVisible(image, promises);
        Reopening<DiskFault> reopened = DiskProcess.look(image, release, touches.latestNanos);
        checker.checkReopened(image, promises, reopened);
      } catch (DiskFault e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
