package io.freshet.sim.disk;

import io.freshet.content.Fingerprint;
import io.freshet.engine.durability.Disk;
import io.freshet.engine.durability.Sighting;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// A disk in memory, as strict as POSIX allows a real one to be.
///
/// A power cut takes back every write, length, new name, rename and deletion that was not synced:
/// each by itself, whatever came before or after it, writes also in part. (Only that a name cannot
/// survive without the folder that it is in.) A sync that fails makes only some of a file durable
/// and forgets that the rest is not, as Linux does. Time goes on by one with each change. One
/// thread.
public final class ForgetfulDisk implements Disk<DiskFault> {
  private Interference interference = Interference.NONE;
  private final RandomGenerator random;
  private long now = 1;
  private long inodes = 100;
  // Numbers of files that were deleted: a new one may get them.
  private final List<Long> freed = new ArrayList<>();

  // All four in the order of their names.
  private Map<String, Inode> files = new TreeMap<>();
  private Set<String> folders = new TreeSet<>(List.of(""));
  private Map<String, Inode> durableFiles = new TreeMap<>();
  private Set<String> durableFolders = new TreeSet<>(List.of(""));
  private List<Naming> unsynced = new ArrayList<>();

  /// A change of names.
  private sealed interface Naming {
    /// The folder whose sync makes it durable.
    String folder();

    /// The same, after a folder that it may be in got another name.
    default Naming within(String from, String to) {
      return switch (this) {
        case Folder(String path) when !path.equals(from) -> new Folder(moved(path, from, to));
        case File(String path, Inode inode) -> new File(moved(path, from, to), inode);
        case Moved(String source, String path, Inode inode) ->
            new Moved(source, moved(path, from, to), inode);
        case Deleted(String path) when !path.equals(from) -> new Deleted(moved(path, from, to));
        case Folder _, MovedFolder _, Deleted _ -> this;
      };
    }

    record Folder(String path) implements Naming {
      @Override
      public String folder() {
        return Disk.parent(path);
      }
    }

    record File(String path, Inode inode) implements Naming {
      @Override
      public String folder() {
        return Disk.parent(path);
      }
    }

    record Moved(String from, String to, Inode inode) implements Naming {
      @Override
      public String folder() {
        return Disk.parent(to);
      }
    }

    record MovedFolder(String from, String to) implements Naming {
      @Override
      public String folder() {
        return Disk.parent(to);
      }
    }

    record Deleted(String path) implements Naming {
      @Override
      public String folder() {
        return Disk.parent(path);
      }
    }
  }

  public ForgetfulDisk(RandomGenerator random) {
    this.random = random;
  }

  /// The same disk again, for whoever wants to know what would happen to it.
  public ForgetfulDisk copy(RandomGenerator other) {
    ForgetfulDisk copy = new ForgetfulDisk(other);
    IdentityHashMap<Inode, Inode> copies = new IdentityHashMap<>();
    copy.now = now;
    copy.inodes = inodes;
    copy.freed.addAll(freed);
    copy.folders = new TreeSet<>(folders);
    copy.durableFolders = new TreeSet<>(durableFolders);
    files.forEach((path, file) -> copy.files.put(path, copyOf(file, copies)));
    durableFiles.forEach((path, file) -> copy.durableFiles.put(path, copyOf(file, copies)));
    for (Naming naming : unsynced) {
      copy.unsynced.add(
          switch (naming) {
            case Naming.File(String path, Inode file) ->
                new Naming.File(path, copyOf(file, copies));
            case Naming.Moved(String from, String to, Inode file) ->
                new Naming.Moved(from, to, copyOf(file, copies));
            case Naming.Folder _, Naming.MovedFolder _, Naming.Deleted _ -> naming;
          });
    }
    return copy;
  }

  private static Inode copyOf(Inode file, IdentityHashMap<Inode, Inode> copies) {
    return copies.computeIfAbsent(file, Inode::copy);
  }

  public void interfere(Interference with) {
    interference = with;
  }

  /// The time of the last change.
  public long nowNanos() {
    return now;
  }

  /// Lets time pass.
  public void passTime(long nanos) {
    now += nanos;
  }

  /// Somebody gives a file another mtime.
  public void utime(String path) throws DiskFault {
    file(path).stamp(++now);
  }

  /// Takes back what was not synced.
  public void cutPower() {
    for (Naming naming : unsynced) {
      if (durableFolders.contains(naming.folder()) && random.nextInt(3) > 0) makeDurable(naming);
    }
    unsynced.clear();
    files = new TreeMap<>(durableFiles);
    folders = new TreeSet<>(durableFolders);
    IdentityHashMap<Inode, Inode> seen = new IdentityHashMap<>();
    for (Inode file : files.values()) if (seen.put(file, file) == null) file.cut(random);
  }

  private void makeDurable(Naming naming) {
    switch (naming) {
      case Naming.Folder(String path) -> {
        if (durableFiles.containsKey(path)) throw new IllegalStateException(path + " is a file");
        durableFolders.add(path);
      }
      case Naming.File(String path, Inode file) -> durableFiles.put(path, file);
      case Naming.Moved(String from, String to, Inode file) -> {
        if (durableFiles.get(from) == file) durableFiles.remove(from);
        durableFiles.put(to, file);
      }
      case Naming.MovedFolder(String from, String to) -> {
        durableFiles = moved(durableFiles, from, to);
        durableFolders = moved(durableFolders, from, to);
      }
      case Naming.Deleted(String path) -> {
        durableFiles.remove(path);
        // A folder that is gone takes along what a power cut could have left in it.
        if (durableFolders.remove(path)) {
          durableFiles.keySet().removeIf(file -> file.startsWith(path + "/"));
          durableFolders.removeIf(folder -> folder.startsWith(path + "/"));
        }
      }
    }
  }

  private static Map<String, Inode> moved(Map<String, Inode> files, String from, String to) {
    Map<String, Inode> moved = new TreeMap<>();
    files.forEach((path, file) -> moved.put(moved(path, from, to), file));
    return moved;
  }

  private static Set<String> moved(Set<String> folders, String from, String to) {
    Set<String> moved = new TreeSet<>();
    for (String path : folders) moved.add(moved(path, from, to));
    return moved;
  }

  private static String moved(String path, String from, String to) {
    boolean goes = path.equals(from) || path.startsWith(from + "/");
    return goes ? to + path.substring(from.length()) : path;
  }

  /// What can be read of a file, all of it; empty if there is none.
  public byte[] content(String path) {
    Inode file = files.get(path);
    return file == null ? new byte[0] : file.content();
  }

  /// The text of the link of this name; empty if there is none.
  public String linkTarget(String path) {
    Inode file = files.get(path);
    return file == null ? "" : file.linkTarget;
  }

  /// The folders, the destination first.
  public List<String> folders() {
    return List.copyOf(folders);
  }

  public boolean has(String path) {
    return files.containsKey(path);
  }

  /// What a power cut could not take back of a file that is called so now.
  public byte[] durableContent(String path) {
    Inode file = files.get(path);
    return file == null ? new byte[0] : file.durableContent();
  }

  public List<String> paths() {
    return List.copyOf(files.keySet());
  }

  @Override
  public Sighting look(String path) throws DiskFault {
    interference.on(Interference.Call.LOOK, path);
    Inode file = files.get(path);
    if (file != null && file.isLink()) return new Sighting.Link(file.linkTarget);
    if (file != null) return new Sighting.RegularFile(file.fingerprint());
    for (String above = path; !above.isEmpty(); above = Disk.parent(above)) {
      if (files.containsKey(above)) return new Sighting.Blocked(above);
    }
    return folders.contains(path) ? new Sighting.Folder() : new Sighting.Nothing();
  }

  @Override
  public Fingerprint fingerprint(String path) throws DiskFault {
    interference.on(Interference.Call.LOOK, path);
    return file(path).fingerprint();
  }

  @Override
  public List<String> list(String folder) throws DiskFault {
    interference.on(Interference.Call.READ, folder);
    if (!folders.contains(folder)) throw new DiskFault(DiskFault.Kind.NAME, folder);
    List<String> names = new ArrayList<>();
    for (String path : files.keySet()) if (isIn(folder, path)) names.add(name(path));
    for (String path : folders) if (isIn(folder, path)) names.add(name(path));
    names.sort(null);
    return names;
  }

  private boolean hasEntries(String folder) {
    return files.keySet().stream().anyMatch(path -> isIn(folder, path))
        || folders.stream().anyMatch(path -> isIn(folder, path));
  }

  private static boolean isIn(String folder, String path) {
    return !path.isEmpty() && Disk.parent(path).equals(folder);
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  public int read(String path, ByteBuffer target, long offset) throws DiskFault {
    interference.on(Interference.Call.READ, path);
    byte[] content = file(path).content();
    if (offset >= content.length) return -1;
    int length = (int) Math.min(target.remaining(), content.length - offset);
    target.put(content, (int) offset, length);
    return length;
  }

  @Override
  public void create(String path) throws DiskFault {
    interference.on(Interference.Call.NAME, path);
    if (files.containsKey(path) || folders.contains(path)) {
      throw new DiskFault(DiskFault.Kind.NAME, path);
    }
    requireFolder(Disk.parent(path));
    boolean again = !freed.isEmpty() && random.nextBoolean();
    put(path, new Inode(again ? freed.removeLast() : inodes++, "", ++now));
  }

  private void put(String path, Inode file) {
    files.put(path, file);
    unsynced.add(new Naming.File(path, file));
  }

  @Override
  public void makeLink(String path, String target) throws DiskFault {
    interference.on(Interference.Call.NAME, path);
    if (files.containsKey(path) || folders.contains(path)) {
      throw new DiskFault(DiskFault.Kind.NAME, path);
    }
    requireFolder(Disk.parent(path));
    put(path, new Inode(inodes++, target, ++now));
  }

  @Override
  public void link(String from, String to, Fingerprint print) throws DiskFault {
    interference.on(Interference.Call.NAME, to);
    Inode file = file(from);
    if (!file.fingerprint().equals(print)) throw new DiskFault(DiskFault.Kind.NAME, from);
    if (files.get(to) == file) return;
    if (files.containsKey(to) || folders.contains(to)) {
      throw new DiskFault(DiskFault.Kind.NAME, to);
    }
    requireFolder(Disk.parent(to));
    file.renamed(++now);
    put(to, file);
  }

  /// How many names this file has.
  public long links(String path) throws DiskFault {
    Inode file = file(path);
    return files.values().stream().filter(one -> one == file).count();
  }

  private void requireFolder(String folder) throws DiskFault {
    if (!folders.contains(folder)) throw new DiskFault(DiskFault.Kind.NAME, folder);
  }

  private Inode file(String path) throws DiskFault {
    Inode file = files.get(path);
    if (file == null) throw new DiskFault(DiskFault.Kind.NAME, path);
    return file;
  }

  @Override
  public void write(String path, ByteBuffer bytes, long offset) throws DiskFault {
    byte[] all = new byte[bytes.remaining()];
    bytes.get(all);
    Inode file = file(path);
    try {
      interference.on(Interference.Call.WRITE, path);
    } catch (DiskFault e) {
      // A full disk takes a part.
      file.write((int) offset, Arrays.copyOf(all, random.nextInt(all.length + 1)), ++now);
      throw e;
    }
    file.write((int) offset, all, ++now);
  }

  @Override
  public void resize(String path, long length) throws DiskFault {
    interference.on(Interference.Call.RESIZE, path);
    file(path).resize((int) length, ++now);
  }

  @Override
  public void sync(String path) throws DiskFault {
    Inode file = file(path);
    try {
      interference.on(Interference.Call.SYNC, path);
    } catch (DiskFault e) {
      file.failToSync(random);
      throw e;
    }
    file.sync();
  }

  @Override
  public void rename(String from, String to) throws DiskFault {
    interference.on(Interference.Call.NAME, to);
    Inode file = file(from);
    requireFolder(Disk.parent(to));
    if (folders.contains(to)) throw new DiskFault(DiskFault.Kind.NAME, to);
    files.remove(from);
    Inode replaced = files.put(to, file);
    file.renamed(++now);
    if (replaced != null) lostName(replaced);
    unsynced.add(new Naming.Moved(from, to, file));
  }

  /// Its name was made durable by whoever made it, and so was all that is in it.
  @Override
  public boolean moveFolder(String from, String to) throws DiskFault {
    interference.on(Interference.Call.NAME, to);
    requireFolder(from);
    requireFolder(Disk.parent(to));
    if (files.containsKey(to) || folders.contains(to)) {
      throw new DiskFault(DiskFault.Kind.NAME, to);
    }
    // Not every file system can do it.
    if (random.nextInt(4) == 0) return false;
    files = moved(files, from, to);
    folders = moved(folders, from, to);
    now++;
    unsynced.add(new Naming.MovedFolder(from, to));
    return true;
  }

  @Override
  public void makeFolderLike(String path, String model) throws DiskFault {
    requireFolder(model);
    requireFolder(Disk.parent(path));
    makeFolders(path);
  }

  @Override
  public Optional<Fingerprint> moveToFree(String from, String to) throws DiskFault {
    boolean isFree =
        !files.containsKey(to) && !folders.contains(to) && folders.contains(Disk.parent(to));
    // Not every file system can do it.
    if (!isFree || random.nextInt(4) == 0) return Optional.empty();
    rename(from, to);
    return Optional.of(fingerprint(to));
  }

  @Override
  public boolean moveFolderToFree(String from, String to) throws DiskFault {
    boolean isFree =
        folders.contains(from)
            && !files.containsKey(to)
            && !folders.contains(to)
            && folders.contains(Disk.parent(to));
    if (!isFree || !moveFolder(from, to)) return false;
    // What was not durable under its old name is looked for under the new one.
    unsynced.replaceAll(naming -> naming.within(from, to));
    return true;
  }

  @Override
  public void delete(String path) throws DiskFault {
    interference.on(Interference.Call.NAME, path);
    if (folders.contains(path) && hasEntries(path)) {
      throw new DiskFault(DiskFault.Kind.NAME, path);
    }
    if (!folders.remove(path)) {
      Inode file = file(path);
      files.remove(path);
      now++;
      lostName(file);
    }
    unsynced.add(new Naming.Deleted(path));
  }

  private void lostName(Inode file) {
    if (files.containsValue(file)) file.renamed(now);
    else freed.add(file.number);
  }

  @Override
  public List<String> makeFolders(String path) throws DiskFault {
    interference.on(Interference.Call.NAME, path);
    List<String> made = new ArrayList<>();
    makeFolders(path, made);
    return made;
  }

  private void makeFolders(String path, List<String> made) throws DiskFault {
    if (files.containsKey(path)) throw new DiskFault(DiskFault.Kind.NAME, path);
    if (folders.contains(path)) return;
    makeFolders(Disk.parent(path), made);
    folders.add(path);
    now++;
    unsynced.add(new Naming.Folder(path));
    made.add(path);
  }

  /// Names in a folder that is not durable itself stay what they were, and so do those of a sync
  /// that fails: the journals of file systems see to that.
  @Override
  public void syncFolder(String path) throws DiskFault {
    interference.on(Interference.Call.SYNC_FOLDER, path);
    requireFolder(path);
    if (!durableFolders.contains(path)) return;
    unsynced.removeIf(
        naming -> {
          if (!naming.folder().equals(path)) return false;
          makeDurable(naming);
          return true;
        });
  }

  @Override
  public void each(int count, Step<DiskFault> step) throws DiskFault {
    for (int i = 0; i < count; i++) step.at(i);
  }
}
