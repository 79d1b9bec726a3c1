package io.freshet.node.folder;

import io.freshet.content.InfoHash;
import io.freshet.content.scan.EarlierScan;
import io.freshet.content.scan.Repetition;
import io.freshet.content.scan.ScanOptions;
import io.freshet.content.scan.ScanResult;
import io.freshet.content.scan.Scanner;
import io.freshet.content.scan.Skipped;
import io.freshet.content.scan.Skipped.Reason;
import io.freshet.node.folder.DeletionGuard.Strictness;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// A file or folder that is published whenever it has changed, until its thread is interrupted.
///
/// Changes are heard of ([FolderWatch]), waited out ([Settling]), and found by a scan that reads
/// only what changed. As notifications may be missing (a file system of another machine's, the
/// kernel's limit), it also looks from time to time.
public final class WatchedFolder {
  /// How often it looks without having heard anything; a scan of a million files takes 6 s.
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(60);

  /// The same where not everything can be watched.
  private static final long LOOK_BLINDLY_NANOS = TimeUnit.SECONDS.toNanos(10);

  /// The same while something is wrong that may come right by itself, as a disk that is mounted.
  private static final long LOOK_WORRIED_NANOS = TimeUnit.SECONDS.toNanos(2);

  /// Of the time, looking takes this part at most.
  private static final int LOOKS_SHARE = 20;

  /// How long nothing is done at a time, at most.
  private static final long NAP_NANOS = TimeUnit.SECONDS.toNanos(1);

  /// Where releases and words go. Called by the thread that runs.
  public interface Outlet {
    /// Publishes it. False when it was not taken; then it is offered again.
    boolean publish(ScanResult scanned) throws IOException, InterruptedException;

    /// Says that it was published: what a next run needs to know of it is on disk by now.
    void announce() throws IOException;

    /// One line for people.
    void note(String line);

    /// Is called at least every second while nothing happens; false ends the watching.
    boolean goesOn() throws InterruptedException;
  }

  private final Path path;
  private final FolderMemory memory;
  private final Optional<DeletionGuard> guard;
  private final Outlet outlet;
  private final FolderWatch watch;
  private final Settling settling = new Settling();

  private ScanOptions options;
  private Optional<EarlierScan> read;
  private Optional<InfoHash> published = Optional.empty();
  private Optional<String> worry = Optional.empty();
  private Set<Skipped> named = Set.of();
  private boolean unfinished;
  private long lookTookNanos;

  private WatchedFolder(
      Path path,
      ScanOptions options,
      FolderMemory memory,
      Optional<DeletionGuard> guard,
      Outlet outlet,
      FolderWatch watch) {
    this.path = path;
    this.options = options;
    this.memory = memory;
    this.guard = guard;
    this.outlet = outlet;
    this.watch = watch;
    this.read = memory.lastRelease();
  }

  /// What a release without many of the last one's files is taken for.
  public enum Deletions {
    /// An accident: it is not published.
    GUARDED,
    /// Meant.
    ALLOWED
  }

  /// Publishes it as it is, then each time that it has changed.
  public static void run(
      Path path, ScanOptions options, FolderMemory memory, Deletions deletions, Outlet outlet)
      throws IOException, InterruptedException {
    Optional<DeletionGuard> guard =
        deletions == Deletions.ALLOWED
            ? Optional.empty()
            : Optional.of(new DeletionGuard(Strictness.NOBODY_ASKED));
    try (var watch = FolderWatch.open(FolderWatch.FOLDERS_MAX, outlet::note)) {
      new WatchedFolder(path, options, memory, guard, outlet, watch).run();
    }
  }

  private void run() throws IOException, InterruptedException {
    do {
      Optional<ScanResult> scanned = settledScan();
      settling.over();
      if (scanned.isPresent()) offer(scanned.get());
    } while (settling.hasBegun() ? outlet.goesOn() : awaitChange());
  }

  /// Scans when it is quiet, and once more if it was not quiet meanwhile; not for ever.
  private Optional<ScanResult> settledScan() throws InterruptedException {
    while (true) {
      for (long wait = settling.waitNanos(System.nanoTime());
          wait > 0;
          wait = settling.waitNanos(System.nanoTime())) {
        if (watch.await(wait) > 0) settling.changed(System.nanoTime());
      }
      boolean quiet = settling.isQuiet(System.nanoTime());
      Optional<ScanResult> scanned = scan(quiet ? Duration.ZERO : QUIET);
      if (watch.await(0) == 0 || settling.isLongest(System.nanoTime())) return scanned;
      settling.changed(System.nanoTime());
    }
  }

  private static final Duration QUIET = Duration.ofNanos(Settling.QUIET_NANOS);

  private Optional<ScanResult> scan(Duration quiet) throws InterruptedException {
    long startNanos = System.nanoTime();
    watch.scanBegins(path);
    try {
      ScanResult scanned =
          Scanner.scan(
              path,
              options.repeating(
                  Repetition.NONE.after(read).visiting(watch).leavingOutWhatChangedWithin(quiet)));
      read = Optional.of(scanned.forTheNext());
      watch.scanIsOver();
      lookTookNanos = System.nanoTime() - startNanos;
      return Optional.of(scanned);
    } catch (NoSuchFileException e) {
      worry(path + " is missing");
    } catch (IOException e) {
      worry(path + " cannot be read (" + e.getMessage() + ")");
    }
    lookTookNanos = System.nanoTime() - startNanos;
    return Optional.empty();
  }

  private void offer(ScanResult scanned) throws IOException, InterruptedException {
    name(scanned);
    unfinished = scanned.skipped().stream().anyMatch(WatchedFolder::isUnfinished);
    if (scanned.skipped().stream().anyMatch(skipped -> skipped.reason() == Reason.STILL_WRITTEN)) {
      settling.changed(System.nanoTime());
    }
    EarlierScan now = scanned.forTheNext();
    Optional<String> objection =
        guard.flatMap(g -> memory.lastRelease().flatMap(last -> g.objection(last, now)));
    if (objection.isPresent()) {
      worry(path + ": " + objection.get());
      return;
    }
    if (worry.isPresent()) outlet.note(path + ": all is well again");
    worry = Optional.empty();
    if (published.equals(Optional.of(scanned.manifest().infoHash()))) return;
    if (!outlet.publish(scanned)) {
      unfinished = true;
      return;
    }
    published = Optional.of(scanned.manifest().infoHash());
    // A channel keeps its piece length, however large the folder becomes.
    options = options.withPieceLength(scanned.manifest().pieceLength());
    try {
      memory.keep(now);
    } catch (IOException e) {
      String why = e instanceof FileSystemException named ? named.getReason() : e.getMessage();
      outlet.note(
          "what was read could not be remembered ("
              + (why == null ? e : why)
              + "): the next start reads all");
    }
    outlet.announce();
  }

  /// Says what is skipped, once.
  private void name(ScanResult scanned) {
    for (Skipped skipped : scanned.skipped()) {
      if (!named.contains(skipped)) {
        outlet.note("skipped " + skipped.path() + ": " + skipped.reason().words());
      }
    }
    named = new HashSet<>(scanned.skipped());
  }

  /// What will be something else soon.
  private static boolean isUnfinished(Skipped skipped) {
    return switch (skipped.reason()) {
      case CHANGED, STILL_WRITTEN, VANISHED -> true;
      case SOCKET, DEVICE, PIPE, UNREADABLE, RULES_UNREADABLE, NOT_UTF8, TOO_DEEP -> false;
    };
  }

  private void worry(String what) {
    if (!worry.equals(Optional.of(what))) {
      outlet.note(
          what
              + ": not published. When that is put right it goes on by itself; if it is meant, start"
              + " again with --allow-mass-delete, or publish it by hand");
    }
    worry = Optional.of(what);
  }

  /// False when the watching shall end.
  private boolean awaitChange() throws InterruptedException {
    long sinceNanos = System.nanoTime();
    long lookNanos = lookNanos();
    while (outlet.goesOn()) {
      long left = lookNanos - (System.nanoTime() - sinceNanos);
      if (left <= 0) return true;
      if (watch.await(Math.min(left, NAP_NANOS)) > 0) {
        settling.changed(System.nanoTime());
        return true;
      }
    }
    return false;
  }

  private long lookNanos() {
    long usual = watch.isComplete() ? LOOK_NANOS : LOOK_BLINDLY_NANOS;
    if (worry.isPresent() || unfinished) usual = LOOK_WORRIED_NANOS;
    return Math.max(usual, LOOKS_SHARE * lookTookNanos);
  }
}
