package io.freshet.node.folder;

import io.freshet.content.scan.Sayable;
import io.freshet.node.disk.Heard;
import io.freshet.node.disk.PlacedRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Hears from the kernel that something in a mirror's folder has changed, and rings once when it
/// has settled; what it was, a look finds out.
///
/// The mirror changes things there itself. So it says when it has come to rest ([#rest]): what
/// happened until then counts for nothing, and what happens from then on is heard. Whoever looks
/// after that misses nothing. It does not ring again before the next rest.
///
/// To what something has happened since the last rest, the mirror's own doing included, it says as
/// well: everything else is as it was then.
public final class PlaceWatch implements AutoCloseable {
  /// An editor that saves writes, syncs and renames within some milliseconds.
  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

  /// A folder that somebody writes to all the time shall not wait.
  private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(600);

  /// Among the notes: a folder of its own, for who serves this place watches theirs.
  private static final String MARKS = "watch";

  private final Runnable bell;
  private final Consumer<String> trouble;
  private final int foldersMax;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by the lock, as are the interrupts that tell of them.
  private Optional<Rest> asked = Optional.empty();
  private boolean over;
  private volatile boolean closed;

  private final Stirred stirred = new Stirred();

  /// What shall be watched.
  private record Rest(Path place, List<Path> folders, CompletableFuture<Heard> heard) {}

  /// To what something has happened.
  private static final class Stirred implements FolderWatch.Ear {
    /// A thousand files that a release replaces make some three thousand; 2 MB.
    private static final int PATHS_MAX = 10_000;

    // Guarded by this.
    private final Set<Path> paths = new HashSet<>();
    private boolean anything = true;
    private Path place = Path.of("");

    @Override
    public synchronized void changed(Path path) {
      if (!anything && Sayable.is(path) && paths.size() < PATHS_MAX) paths.add(path);
      else changedAnything();
    }

    @Override
    public synchronized void changedAnything() {
      anything = true;
      paths.clear();
    }

    synchronized Heard heard(Path where) {
      if (anything || !place.equals(where)) return Heard.ANYTHING;
      return Heard.of(
          paths.stream()
              .map(path -> place.relativize(path).toString())
              .collect(Collectors.toSet()));
    }

    /// Begins anew.
    ///
    /// @return what was heard before
    synchronized Heard rest(Path where) {
      Heard before = heard(where);
      paths.clear();
      anything = false;
      place = where;
      return before;
    }
  }

  private PlaceWatch(Runnable bell, Consumer<String> trouble, int foldersMax) {
    this.bell = bell;
    this.trouble = trouble;
    this.foldersMax = foldersMax;
    thread = Thread.ofPlatform().daemon().name("freshet-place").unstarted(this::run);
  }

  /// @param bell is rung by another thread
  /// @param trouble is told once when not everything can be watched: one line
  public static PlaceWatch open(Runnable bell, Consumer<String> trouble) {
    return open(bell, trouble, FolderWatch.FOLDERS_MAX);
  }

  static PlaceWatch open(Runnable bell, Consumer<String> trouble, int foldersMax) {
    PlaceWatch watch = new PlaceWatch(bell, trouble, foldersMax);
    watch.thread.start();
    return watch;
  }

  /// What is in this folder, or this file, stands as it shall; returns when it is watched.
  ///
  /// @param folders those of it, and itself if it is one: of what is in others nothing is heard
  /// @return to what something has happened since the last rest
  public Heard rest(Path place, List<Path> folders) throws InterruptedException {
    Rest rest = new Rest(place, folders, new CompletableFuture<>());
    lock.lock();
    try {
      if (over) return Heard.ANYTHING;
      asked = Optional.of(rest);
      thread.interrupt();
    } finally {
      lock.unlock();
    }
    try {
      return rest.heard.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("nobody fails this way", e);
    }
  }

  /// To what in this place something has happened since the last rest, as far as it is known by
  /// now.
  public Heard heard(Path place) {
    return stirred.heard(place.toAbsolutePath());
  }

  private void run() {
    try (var watch = FolderWatch.open(foldersMax, trouble, stirred)) {
      while (!closed) {
        try {
          Optional<Rest> next = taken();
          if (next.isPresent()) begin(watch, next.get());
          listen(watch);
        } catch (InterruptedException e) {
          // There is another rest to begin, or it is over.
        }
      }
    } catch (IOException e) {
      trouble.accept("the kernel's notifications cannot be closed: " + e.getMessage());
    } finally {
      end();
    }
  }

  /// The interrupt that told of it is over.
  private Optional<Rest> taken() throws InterruptedException {
    lock.lock();
    try {
      if (closed) throw new InterruptedException();
      Optional<Rest> next = asked;
      asked = Optional.empty();
      if (next.isPresent()) Thread.interrupted();
      return next;
    } finally {
      lock.unlock();
    }
  }

  /// Nobody shall wait for what will not come.
  private void end() {
    lock.lock();
    try {
      over = true;
      asked.ifPresent(rest -> rest.heard.complete(Heard.ANYTHING));
      stirred.changedAnything();
    } finally {
      lock.unlock();
    }
  }

  private void begin(FolderWatch watch, Rest rest) throws InterruptedException {
    try {
      watch.scanBegins(rest.place);
      visit(watch, rest);
      watch.scanIsOver();
      boolean isCaughtUp = watch.catchUp(PlacedRelease.notes(rest.place).resolve(MARKS));
      while (watch.await(0) > 0) {
        // The mirror's own doing.
      }
      Heard before = stirred.rest(rest.place);
      boolean hearsAll =
          isCaughtUp && !rest.folders.isEmpty() && rest.folders.stream().allMatch(watch::watches);
      if (!hearsAll) stirred.changedAnything();
      rest.heard.complete(isCaughtUp ? before : Heard.ANYTHING);
    } finally {
      rest.heard.complete(Heard.ANYTHING);
    }
  }

  /// What is not there any more is not watched: a look will tell.
  private static void visit(FolderWatch watch, Rest rest) {
    for (Path folder : rest.folders) {
      try {
        watch.before(
            folder, (long) Files.getAttribute(folder, "unix:ino", LinkOption.NOFOLLOW_LINKS));
      } catch (IOException e) {
        // Gone, or not to be seen.
      }
    }
  }

  private void listen(FolderWatch watch) throws InterruptedException {
    while (watch.await(Long.MAX_VALUE) == 0) {
      // Something came that is no change.
    }
    long first = System.nanoTime();
    while (System.nanoTime() - first < LONGEST_NANOS && watch.await(QUIET_NANOS) > 0) {
      // It goes on.
    }
    bell.run();
    while (true) {
      var _ = watch.await(Long.MAX_VALUE);
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      thread.interrupt();
    } finally {
      lock.unlock();
    }
    // It only listens: nobody need wait for its end.
  }
}
