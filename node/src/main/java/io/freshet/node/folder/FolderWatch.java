package io.freshet.node.folder;

import io.freshet.content.scan.Repetition;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Hears that something in a tree has changed; what it was, a scan finds out.
///
/// That way nothing that the kernel's notifications get wrong matters: a queue that overflowed is
/// one more bell, a path that is no longer true is not used. Each folder is watched before it is
/// listed, by the scan itself ([Repetition.Visits]), so nothing falls between. What a scan does not
/// visit any more is not watched any more.
///
/// Java's own [WatchService] does: on Linux it is inotify, in some 30 ms of a start, and it needs
/// no library. Its queue of 512 changes a folder and the kernel's of 16,384 both tell when they
/// overflow.
///
/// One thread uses it.
final class FolderWatch implements Repetition.Visits, AutoCloseable {
  /// As many as the kernel's own limit is on large machines; a kernel takes 1 KiB each.
  static final int FOLDERS_MAX = 1 << 20;

  /// Folders below a new one that are watched at once, before a scan has found them: more would
  /// keep changes waiting, and a scan is near.
  private static final int AT_ONCE_MAX = 10_000;

  /// So long a kernel has never been silent: who waits longer looks himself.
  private static final long CATCH_UP_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final @Nullable WatchService service;
  private final int foldersMax;
  private final Consumer<String> trouble;
  private final Ear ear;
  private final Map<Path, Watched> watched = new HashMap<>();
  private final Set<Path> visited = new HashSet<>();

  /// Those that were given and not cancelled.
  private Set<WatchKey> keys = new HashSet<>();

  /// The folders in which the root stands, and its name there: of what else is in them nothing is
  /// heard.
  private final Map<WatchKey, Set<Path>> doors = new HashMap<>();

  private Path root = Path.of("");

  /// What is made to hear of it ([#catchUp]).
  private @Nullable WatchKey markKey;

  private @Nullable Path markAwaited;
  private long marks;

  private boolean complete = true;
  private boolean said;

  private record Watched(WatchKey key, long inode) {}

  /// Is told to what something happens. Called by the thread that uses the watch.
  interface Ear {
    /// Asks for nothing but the number.
    Ear DEAF =
        new Ear() {
          @Override
          public void changed(Path path) {}

          @Override
          public void changedAnything() {}
        };

    /// Something has happened to the file or folder of this name; to a folder itself only.
    void changed(Path path);

    /// Nobody knows to what: the kernel has lost count, a folder with all that is in it came or
    /// went, or of one nothing was heard until now.
    void changedAnything();
  }

  private FolderWatch(
      @Nullable WatchService service, int foldersMax, Consumer<String> trouble, Ear ear) {
    this.service = service;
    this.foldersMax = foldersMax;
    this.trouble = trouble;
    this.ear = ear;
  }

  /// @param trouble is told once when not everything can be watched: one line
  static FolderWatch open(int foldersMax, Consumer<String> trouble) {
    return open(foldersMax, trouble, Ear.DEAF);
  }

  static FolderWatch open(int foldersMax, Consumer<String> trouble, Ear ear) {
    try {
      return new FolderWatch(FileSystems.getDefault().newWatchService(), foldersMax, trouble, ear);
    } catch (IOException e) {
      var blind = new FolderWatch(null, foldersMax, trouble, ear);
      blind.cannot(
          "the kernel gives no notifications (" + e.getMessage() + ")",
          "fs.inotify.max_user_instances");
      return blind;
    }
  }

  /// Is every folder watched that the last scan visited?
  boolean isComplete() {
    return complete;
  }

  /// Would a change of what is in this folder be heard of?
  boolean watches(Path folder) {
    return watched.containsKey(folder);
  }

  /// A scan of this file or folder begins: what it visits is watched, what it does not is not, when
  /// it is over. That the root itself goes or comes is heard, too, and where a link leads to it,
  /// that of the link.
  void scanBegins(Path place) {
    root = place;
    visited.clear();
    complete = service != null;
    watchDoor(root.toAbsolutePath().normalize());
    try {
      watchDoor(root.toRealPath());
    } catch (IOException e) {
      // It is gone, as the scan will say; where it stood is watched.
    }
  }

  private void watchDoor(Path root) {
    Path folder = root.getParent();
    Path name = root.getFileName();
    if (service == null || folder == null || name == null) return;
    try {
      doors.computeIfAbsent(register(folder), _ -> new HashSet<>()).add(name);
    } catch (IOException e) {
      // Then it is found by looking from time to time.
    }
  }

  @Override
  public void before(Path folder, long inode) {
    visited.add(folder);
    watch(folder, inode);
  }

  /// Lets go of what the scan did not visit.
  void scanIsOver() {
    watched.keySet().retainAll(visited);
    // A folder that was moved is watched by one key under two paths.
    var used = new HashSet<WatchKey>();
    for (Watched one : watched.values()) used.add(one.key());
    for (WatchKey key : keys) {
      if (!used.contains(key) && !doors.containsKey(key)) key.cancel();
    }
    keys = used;
  }

  /// Waits for a change, and says how many have come; 0 when none came in time, or when something
  /// came earlier that is none.
  int await(long nanos) throws InterruptedException {
    WatchService bells = service;
    if (bells == null) {
      TimeUnit.NANOSECONDS.sleep(nanos);
      return 0;
    }
    int changes = 0;
    for (@Nullable WatchKey key = bells.poll(nanos, TimeUnit.NANOSECONDS);
        key != null;
        key = bells.poll()) {
      if (key.equals(markKey)) {
        heardMark(key);
        continue;
      }
      Set<Path> only = keys.contains(key) ? Set.of() : doors.getOrDefault(key, Set.of());
      for (WatchEvent<?> event : key.pollEvents()) {
        if (event.context() instanceof Path name && !only.isEmpty() && !only.contains(name)) {
          continue;
        }
        changes++;
        if (event.context() instanceof Path name && key.watchable() instanceof Path folder) {
          boolean isInside = only.isEmpty();
          Path path = isInside ? folder.resolve(name) : root;
          heard(event.kind(), path);
          if (isInside && event.kind().equals(StandardWatchEventKinds.ENTRY_CREATE)) enter(path);
        } else {
          ear.changedAnything();
        }
      }
      // A folder that is gone has a key that is no longer valid.
      if (!key.reset()) {
        ear.changedAnything();
        changes++;
      }
    }
    return changes;
  }

  private void heard(WatchEvent.Kind<?> kind, Path path) {
    boolean stays = kind.equals(StandardWatchEventKinds.ENTRY_MODIFY);
    if (stays || !watched.containsKey(path)) ear.changed(path);
    else ear.changedAnything();
  }

  /// Waits until all is told that has happened so far. The kernel tells in order: when it tells of
  /// a file that is made now, it has told of everything before.
  ///
  /// @param folder where that file may be, made where it can be; of what is in there nothing is
  ///   told
  /// @return false if nothing was heard of it
  boolean catchUp(Path folder) throws InterruptedException {
    try {
      Path mark = folder.resolve("heard-" + marks++);
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) Files.createDirectory(folder);
      markKey = register(folder);
      markAwaited = mark.getFileName();
      Files.deleteIfExists(mark);
      Files.createFile(mark);
      Files.delete(mark);
    } catch (IOException e) {
      return false;
    }
    long began = System.nanoTime();
    for (long left = CATCH_UP_NANOS;
        markAwaited != null && left > 0;
        left = CATCH_UP_NANOS - (System.nanoTime() - began)) {
      var _ = await(left);
    }
    return markAwaited == null;
  }

  private void heardMark(WatchKey key) {
    for (WatchEvent<?> event : key.pollEvents()) {
      boolean isIt = event.context() instanceof Path name && name.equals(markAwaited);
      if (isIt && event.kind().equals(StandardWatchEventKinds.ENTRY_DELETE)) markAwaited = null;
    }
    key.reset();
  }

  /// A folder that was just made, and what was made in it meanwhile: so that changes in there are
  /// heard of while it is waited for the last one.
  private void enter(Path created) {
    var folders = new ArrayList<Path>(List.of(created));
    for (int i = 0; i < folders.size() && i < AT_ONCE_MAX; i++) {
      Path folder = folders.get(i);
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) continue;
      try {
        watch(folder, (long) Files.getAttribute(folder, "unix:ino", LinkOption.NOFOLLOW_LINKS));
        try (DirectoryStream<Path> entries =
            Files.newDirectoryStream(
                folder, entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))) {
          entries.forEach(folders::add);
        }
      } catch (IOException | DirectoryIteratorException e) {
        // Gone again, or not to be read: the scan will tell.
      }
    }
  }

  private void watch(Path folder, long inode) {
    WatchService bells = service;
    @Nullable Watched before = watched.get(folder);
    if (bells == null || (before != null && before.inode() == inode && before.key().isValid())) {
      return;
    }
    ear.changedAnything();
    if (watched.size() >= foldersMax) {
      complete = false;
      cannot("only " + foldersMax + " folders are watched", "");
      return;
    }
    try {
      WatchKey key = register(folder);
      watched.put(folder, new Watched(key, inode));
      keys.add(key);
    } catch (IOException e) {
      // The JDK tells the limit from a folder that is gone by its words only.
      if (String.valueOf(e.getMessage()).contains("limit")) {
        complete = false;
        cannot(
            "the kernel watches no more folders for you than " + watched.size(),
            "fs.inotify.max_user_watches");
      }
    }
  }

  private WatchKey register(Path folder) throws IOException {
    WatchService bells = service;
    if (bells == null) throw new IOException("no notifications");
    return folder.register(
        bells,
        StandardWatchEventKinds.ENTRY_CREATE,
        StandardWatchEventKinds.ENTRY_DELETE,
        StandardWatchEventKinds.ENTRY_MODIFY);
  }

  private void cannot(String what, String setting) {
    complete = false;
    if (said) return;
    said = true;
    trouble.accept(
        what
            + ": changes elsewhere are found by looking from time to time"
            + (setting.isEmpty()
                ? ""
                : "; to be told of all, raise " + setting + " (sysctl) and start again"));
  }

  @Override
  public void close() throws IOException {
    if (service != null) service.close();
  }
}
