package io.freshet.sim.disk;

import io.freshet.engine.durability.Durability.Naming;
import io.freshet.engine.durability.Reopening;
import java.util.Arrays;

/// Compares what is claimed with the bytes that are there.
final class DiskChecker {
  private final SmallRelease release;
  private final Naming naming;

  DiskChecker(SmallRelease release, Naming naming) {
    this.release = release;
    this.naming = naming;
  }

  /// No wrong byte is ever visible under a final name; and of names that appear together, those
  /// that don't yet are ready to.
  void checkVisible(ForgetfulDisk disk, Promises promises) {
    int visible = 0;
    for (int file = 0; file < release.fileCount(); file++) {
      if (!disk.has(release.fileAt(file))) continue;
      visible++;
      if (promises.touched.get(file) || promises.wrongBefore.get(file)) continue;
      require(
          Arrays.equals(release.whole(file), disk.content(release.fileAt(file))),
          () -> "wrong bytes are visible");
    }
    boolean untouched =
        promises.touched.isEmpty() && promises.wrongBefore.isEmpty() && !promises.journalTouched;
    if (naming == Naming.EACH || visible == 0 || !untouched) return;
    for (int file = 0; file < release.fileCount(); file++) {
      if (disk.has(release.fileAt(file))) continue;
      require(
          Arrays.equals(release.whole(file), disk.content(release.staged(file))),
          () -> "a swap began before all files were there");
    }
  }

  /// What a new process believes is durable, and nothing that was promised is missing.
  void checkReopened(ForgetfulDisk disk, Promises promises, Reopening<DiskFault> reopened) {
    for (int piece = 0; piece < release.pieceCount(); piece++) {
      int file = release.fileOf(piece);
      boolean believed = reopened.present().get(piece);
      if (believed && !promises.theirsUnsynced.get(file)) {
        String path = reopened.isStanding(file) ? release.fileAt(file) : reopened.path(file);
        int at = piece;
        require(isAt(disk.content(path), piece), () -> "piece " + at + " is claimed and wrong");
        require(
            isAt(disk.durableContent(path), piece),
            () -> "piece " + at + " is claimed and not durable");
      }
      boolean promised =
          promises.confirmed.get(piece) && !promises.journalTouched && !promises.touched.get(file);
      int lost = piece;
      require(believed || !promised, () -> "piece " + lost + " was confirmed and is lost");
    }
    for (int file = 0; file < release.fileCount(); file++) {
      if (!reopened.isStanding(file) || promises.theirsUnsynced.get(file)) continue;
      int wrong = file;
      require(
          Arrays.equals(release.whole(file), disk.content(release.fileAt(file))),
          () -> "file " + wrong + " is taken for whole");
    }
  }

  /// After the end, everything is there and stays there.
  void checkComplete(ForgetfulDisk disk, Promises promises) {
    for (int file = 0; file < release.fileCount(); file++) {
      int missing = file;
      require(
          promises.changedSince.get(file)
              || promises.theirsUnsynced.get(file)
              || (disk.has(release.fileAt(file))
                  && Arrays.equals(release.whole(file), disk.content(release.fileAt(file)))),
          () -> "file " + missing + " is said to be complete and is not");
    }
  }

  private boolean isAt(byte[] content, int piece) {
    int from = (int) release.offsetInFile(piece);
    int to = from + release.length(piece);
    if (content.length < to) {
      // The end of a staged file may be a hole that comes with its last piece.
      if (!release.isZero(piece)) return false;
      content = Arrays.copyOf(content, to);
    }
    return Arrays.equals(release.content(piece), Arrays.copyOfRange(content, from, to));
  }

  private void require(boolean holds, java.util.function.Supplier<String> otherwise) {
    if (!holds) throw new IllegalStateException(otherwise.get());
  }
}
