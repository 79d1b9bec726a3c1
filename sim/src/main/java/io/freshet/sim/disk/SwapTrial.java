package io.freshet.sim.disk;

import io.freshet.content.Fingerprint;
import io.freshet.engine.durability.Attire;
import io.freshet.engine.durability.Carrier;
import io.freshet.engine.durability.Deposit;
import io.freshet.engine.durability.DiskEvent;
import io.freshet.engine.durability.DiskLandmark;
import io.freshet.engine.durability.Durability.Naming;
import io.freshet.engine.durability.Limits;
import io.freshet.engine.durability.Ownership;
import io.freshet.engine.durability.Reopening;
import io.freshet.engine.durability.Sighting;
import io.freshet.engine.durability.Succession;
import io.freshet.engine.durability.Swap;
import io.freshet.engine.durability.Whose;
import io.freshet.sim.disk.DiskProcess.Manner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Consumer;

/// One disk on which a release stands, with files of somebody's among its own, and one process
/// after the other that puts the next release in its place: each is killed, loses its power or hits
/// a fault, until one is left alone.
///
/// Before each call on the disk it is copied, as a kill and as a power cut would leave it. On each
/// copy either everything visible is as it was; or the swap had begun, and then a process that is
/// given nothing more finishes it. What is somebody's is always there or in the trash.
public final class SwapTrial {
  private static final int LIVES_MAX = 4;
  private static final int ALL = 1_000;

  private final long seed;
  private final Consumer<String> lines;
  private final SplittableRandom random;
  private final SmallTrees trees;
  private final SmallRelease old;
  private final SmallRelease next;
  private final Limits limits;
  private final ForgetfulDisk disk;
  private final SwapChecker checker;
  private final Set<Landmark> passed = EnumSet.noneOf(Landmark.class);
  // Of the latest process on the disk itself.
  private Promises promises = new Promises();
  private int trashes;
  private int cuts;

  /// What some of these worlds must have seen.
  public enum Landmark {
    /// A file of an earlier release went.
    DELETED,
    /// Something of somebody's was moved away.
    TRASHED,
    /// A file that was right already got other attributes.
    REDRESSED,
    /// A file got its new name beside its old one.
    MOVED,
    /// Two files or more exchanged their names.
    EXCHANGED,
    /// A process that was given nothing finished what another had begun.
    FINISHED_BY_ANOTHER,
    /// The same after a power cut.
    FINISHED_AFTER_A_POWER_CUT,
    /// A disk failed in the middle of a swap.
    FAILED_IN_THE_SWAP
  }

  private SwapTrial(long seed, Consumer<String> lines) {
    this.seed = seed;
    this.lines = lines;
    random = new SplittableRandom(seed);
    trees = new SmallTrees(random);
    var before = trees.draw();
    old = SmallRelease.of(before, random);
    next = SmallRelease.of(trees.after(before), random);
    limits =
        new Limits(
            1 + random.nextInt(60), 1 + random.nextInt(8), random.nextInt(20), random.nextInt(30));
    disk = new ForgetfulDisk(random.split());
    checker = new SwapChecker(next);
  }

  /// What a trial came to.
  ///
  /// @param cuts at how many places it was cut
  public record Outcome(Set<Landmark> landmarks, int cuts) {}

  /// Runs the world of a seed; throws when a mixture stays, or something is lost.
  ///
  /// @param lines is told what the disk is asked
  public static Outcome run(long seed, Consumer<String> lines) {
    return new SwapTrial(seed, lines).run();
  }

  private Outcome run() {
    try {
      process(disk, old, random.split(), new DiskProcess.Touches()).run(ALL);
      checker.theirs = trees.strangers(disk, old);
      disk.passTime(100);
      checker.before = SwapChecker.visible(disk);
      lives();
      return new Outcome(passed, cuts);
    } catch (DiskFault e) {
      throw new IllegalStateException("a disk without faults failed", e);
    }
  }

  private void lives() throws DiskFault {
    var touches = new DiskProcess.Touches();
    int lives = random.nextInt(LIVES_MAX);
    for (int life = 0; life < lives; life++) live(touches);
    disk.interfere(new Cutting(touches, Integer.MAX_VALUE, 0));
    lines.accept("the last process begins");
    DiskProcess last = process(disk, next, random.split(), touches);
    last.run(ALL);
    while (!last.isComplete()) {
      last = process(disk, next, random.split(), touches);
      last.run(ALL);
    }
    disk.interfere(Interference.NONE);
    checker.checkDone(disk);
    checkVouchedFor(touches);
    disk.cutPower();
    checker.checkDone(disk);
    checkVouchedFor(touches);
  }

  /// The next process reads no file.
  private void checkVouchedFor(DiskProcess.Touches touches) throws DiskFault {
    var after = Reopening.read(disk, next, next, touches.latestNanos);
    for (int file = 0; file < next.fileCount(); file++) {
      String path = next.fileAt(file);
      boolean isTheirs = promises.changedSince.get(file);
      if (!next.isLink(file) && !isTheirs && !after.stands(file, disk.fingerprint(path))) {
        throw new IllegalStateException("the journal does not know how " + path + " looks");
      }
    }
  }

  /// One process until something ends it.
  private void live(DiskProcess.Touches touches) throws DiskFault {
    int faultEvery = random.nextInt(3) == 0 ? 60 : 0;
    disk.interfere(new Cutting(touches, 20 + random.nextInt(300), faultEvery));
    try {
      lines.accept("a process begins");
      process(disk, next, random.split(), touches)
          .run(random.nextBoolean() ? ALL : random.nextInt(8));
    } catch (DiskFault e) {
      disk.interfere(Interference.NONE);
      if (swapOf(disk) == Swap.BEGUN) passed.add(Landmark.FAILED_IN_THE_SWAP);
    } catch (Killed e) {
      lines.accept("it is killed");
    }
    disk.interfere(Interference.NONE);
    if (random.nextInt(3) == 0) disk.cutPower();
  }

  private DiskProcess process(
      ForgetfulDisk on, SmallRelease release, SplittableRandom its, DiskProcess.Touches touches)
      throws DiskFault {
    touches.counting = false;
    Manner manner = new Manner(limits, Naming.TOGETHER, false, new Mirrored(release));
    Set<DiskLandmark> unused = EnumSet.noneOf(DiskLandmark.class);
    Promises made = new Promises();
    if (on.equals(disk)) promises = made;
    return new DiskProcess(on, release, manner, made, its, unused, touches);
  }

  private Swap swapOf(ForgetfulDisk image) throws DiskFault {
    return Reopening.read(image, next, next, Long.MIN_VALUE).swap();
  }

  /// A mirror's way: what an earlier release put there is replaced or deleted, what is somebody's
  /// goes to the trash.
  private final class Mirrored implements DiskProcess.Closet {
    private final SmallRelease release;
    // Names that lead to one new one already.
    private final Set<String> taken = new TreeSet<>();

    Mirrored(SmallRelease release) {
      this.release = release;
    }

    @Override
    public Carrier.Dressing<DiskFault> open(ForgetfulDisk on, Reopening<DiskFault> reopened)
        throws DiskFault {
      var trash = new Succession.Trash(".freshet/trash/" + trashes++, new Seen());
      return new Succession<>(
          on, reopened, release, ownership(on, reopened), new Redressing(on, reopened), trash);
    }

    /// A name of the release before, which does not stay the name of that file.
    @Override
    public Optional<String> otherName(ForgetfulDisk on, Reopening<DiskFault> reopened, int file)
        throws DiskFault {
      var before = Reopening.read(on, old, old, Long.MIN_VALUE);
      for (int other = 0; other < old.fileCount(); other++) {
        String path = old.fileAt(other);
        if (!Arrays.equals(old.whole(other), release.whole(file))
            || taken.contains(path)
            || !(on.look(path) instanceof Sighting.RegularFile(Fingerprint now))
            || !before.hasPut(other, now)
            || !(before.stands(other, now) || reopened.isComplete(file, now))
            || !goes(path, reopened)) {
          continue;
        }
        taken.add(path);
        passed.add(release.indexOf(path) < 0 ? Landmark.MOVED : Landmark.EXCHANGED);
        return Optional.of(path);
      }
      return Optional.empty();
    }

    private boolean goes(String path, Reopening<DiskFault> reopened) {
      int wanted = release.indexOf(path);
      return wanted < 0 || (!reopened.isStanding(wanted) && !found(wanted, path));
    }

    private boolean found(int wanted, String path) {
      int there = old.indexOf(path);
      return there >= 0 && Arrays.equals(release.whole(wanted), old.whole(there));
    }

    private Ownership ownership(ForgetfulDisk on, Reopening<DiskFault> reopened) throws DiskFault {
      List<Ownership> all = new ArrayList<>();
      all.add(new Deposit(release, release, release, reopened));
      all.add(new Deposit(old, old, old, Reopening.read(on, old, old, Long.MIN_VALUE)));
      return Ownership.ofAny(all);
    }

    @Override
    public Whose whose(ForgetfulDisk on, Reopening<DiskFault> reopened, int file, Fingerprint now)
        throws DiskFault {
      return ownership(on, reopened).of(release.fileAt(file), new Sighting.RegularFile(now));
    }
  }

  /// Every other file that was there gets another mtime.
  private final class Redressing implements Attire<DiskFault> {
    private final ForgetfulDisk on;
    private final Reopening<DiskFault> reopened;

    Redressing(ForgetfulDisk on, Reopening<DiskFault> reopened) {
      this.on = on;
      this.reopened = reopened;
    }

    @Override
    public void dress(int file, String path) {}

    @Override
    public boolean suits(int link, String path) {
      return true;
    }

    @Override
    public List<DiskEvent.Found> redress() throws DiskFault {
      List<DiskEvent.Found> redressed = new ArrayList<>();
      for (int file = 0; file < next.fileCount(); file += 2) {
        String path = next.fileAt(file);
        if (!reopened.isStanding(file) || !on.has(path)) continue;
        on.utime(path);
        on.sync(path);
        redressed.add(new DiskEvent.Found(file, on.fingerprint(path), Whose.OURS));
        passed.add(Landmark.REDRESSED);
      }
      return redressed;
    }

    @Override
    public void dressFolders() {}
  }

  private final class Seen implements Succession.Witness {
    @Override
    public void deleted(String path) {
      passed.add(Landmark.DELETED);
    }

    @Override
    public void trashed(String path, String to) {
      passed.add(Landmark.TRASHED);
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
    private final DiskProcess.Touches touches;
    private final int killAt;
    private final int faultEvery;
    private int calls;

    Cutting(DiskProcess.Touches touches, int killAt, int faultEvery) {
      this.touches = touches;
      this.killAt = killAt;
      this.faultEvery = faultEvery;
    }

    @Override
    public void on(Call call, String path) throws DiskFault {
      if (call != Call.LOOK && call != Call.READ) {
        cut();
        if (touches.counting) touches.latestNanos = disk.nowNanos() + 1;
      }
      lines.accept(disk.nowNanos() + " " + call + " " + path);
      if (++calls == killAt) throw new Killed();
      if (faultEvery > 0 && random.nextInt(faultEvery) == 0) {
        lines.accept("it fails");
        throw new DiskFault(DiskFault.Kind.IO_ERROR, path);
      }
    }

    private void cut() throws DiskFault {
      SplittableRandom here = new SplittableRandom(seed * 1_000_003L + cuts++);
      goOn(disk.copy(here), here, Landmark.FINISHED_BY_ANOTHER);
      ForgetfulDisk cut = disk.copy(here);
      cut.cutPower();
      goOn(cut, here, Landmark.FINISHED_AFTER_A_POWER_CUT);
    }

    private void goOn(ForgetfulDisk image, SplittableRandom here, Landmark finished)
        throws DiskFault {
      checker.checkTheirs(image);
      switch (swapOf(image)) {
        case NOT_BEGUN -> checker.checkAsBefore(image);
        case DONE -> checker.checkDone(image);
        case BEGUN -> {
          var its = new DiskProcess.Touches();
          its.latestNanos = touches.latestNanos;
          DiskProcess another = process(image, next, here.split(), its);
          another.run(0);
          if (!another.isComplete()) throw new IllegalStateException("a swap is stuck");
          passed.add(finished);
          checker.checkDone(image);
        }
      }
    }
  }
}
