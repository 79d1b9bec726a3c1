package io.freshet.engine.durability;

import io.freshet.content.Fingerprint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Carries out what [Durability] wants done to a disk.
public final class Carrier<X extends Exception> {
  private final Disk<X> disk;
  private final ReleaseShape shape;
  private final Names names;
  private final BitSet inPlace;
  private final Dressing<X> dressing;
  private final Reopening<X> reopened;
  private boolean linked;

  /// What files have besides bytes and names, and what may stand under a name.
  public interface Dressing<X extends Exception> {
    /// Gives a complete file its mode and times.
    void dress(int file, String path) throws X;

    /// Is told before the first file gets its final name, and before each further one.
    void begin() throws X;

    /// Makes sure that what stands under the file's final name may be replaced by it; refuses if it
    /// may not.
    void clear(int file) throws X;

    /// Makes links, empty folders, attributes of folders; durably.
    ///
    /// @return files that had their names before, and look another way now
    List<DiskEvent.Found> conclude() throws X;
  }

  public Carrier(Disk<X> disk, Reopening<X> reopened, Dressing<X> dressing) {
    this.disk = disk;
    this.shape = reopened.shape();
    this.names = reopened.names();
    this.inPlace = reopened.inPlace();
    this.dressing = dressing;
    this.reopened = reopened;
  }

  /// Where the pieces of this file are while it is not complete.
  public String path(int file) {
    return inPlace.get(file) ? names.fileAt(file) : names.staged(file);
  }

  /// The answer to this effect; nothing for those that only tell.
  public Optional<DiskEvent> carryOut(DiskEffect effect) throws X {
    return Optional.ofNullable(
        switch (effect) {
          case DiskEffect.Sync sync -> sync(sync);
          case DiskEffect.SyncFolders(List<String> folders) -> {
            disk.syncFolders(folders);
            yield new DiskEvent.FoldersSynced();
          }
          case DiskEffect.WriteJournal(long offset, var bytes) -> {
            disk.write(names.journal(), bytes.duplicate(), offset);
            yield new DiskEvent.JournalWritten(offset, bytes.remaining());
          }
          case DiskEffect.SyncJournal() -> {
            disk.sync(names.journal());
            yield new DiskEvent.JournalSynced();
          }
          case DiskEffect.Rename(int file) -> rename(file);
          case DiskEffect.RenameNest(int first) -> renameNest(first);
          case DiskEffect.Conclude() -> {
            List<DiskEvent.Found> changed = new ArrayList<>(dressing.conclude());
            addRelinked(changed);
            yield new DiskEvent.Concluded(changed);
          }
          case DiskEffect.DropStaging() -> {
            dropStaging();
            yield null;
          }
          case DiskEffect.Confirmed _,
              DiskEffect.Settled _,
              DiskEffect.SettledNest _,
              DiskEffect.Completed _,
              DiskEffect.Passed _ ->
              null;
        });
  }

  private DiskEvent sync(DiskEffect.Sync sync) throws X {
    int[] partial = sync.partial();
    int[] complete = sync.complete();
    List<DiskEvent.Found> found = sync.found();
    Fingerprint[] prints = new Fingerprint[complete.length];
    boolean[] isStill = new boolean[found.size()];
    disk.each(
        partial.length + complete.length + found.size(),
        index -> {
          int i = index;
          if (i < partial.length) {
            disk.sync(path(partial[i]));
            return;
          }
          i -= partial.length;
          if (i < complete.length) {
            prints[i] = seal(complete[i], sync.made());
            return;
          }
          i -= complete.length;
          isStill[i] = isStill(found.get(i));
        });
    List<DiskEvent.Found> still = new ArrayList<>();
    for (int i = 0; i < isStill.length; i++) if (isStill[i]) still.add(found.get(i));
    return new DiskEvent.Synced(Arrays.asList(prints), still);
  }

  /// Attributes come after the last write, which would change them.
  private Fingerprint seal(int file, Map<Integer, Fingerprint> made) throws X {
    // It is durable already, and may still be somebody's to write to: nothing is done to it.
    Optional<Reopening.Move> move = reopened.move(file);
    if (move.isPresent()) return move.get().print();
    String path = path(file);
    Fingerprint print = made.get(file);
    if (print != null) {
      disk.sync(path);
      return print;
    }
    disk.resize(path, shape.fileLength(file));
    dressing.dress(file, path);
    disk.sync(path);
    return disk.fingerprint(path);
  }

  private boolean isStill(DiskEvent.Found found) throws X {
    String path = names.fileAt(found.file());
    if (!looksLike(path, found.print())) return false;
    disk.sync(path);
    return looksLike(path, found.print());
  }

  private boolean looksLike(String path, Fingerprint print) throws X {
    return disk.look(path) instanceof Sighting.RegularFile(Fingerprint now) && now.equals(print);
  }

  private DiskEvent rename(int file) throws X {
    String target = names.fileAt(file);
    dressing.begin();
    link();
    Optional<Fingerprint> moved = disk.moveToFree(names.staged(file), target);
    if (moved.isPresent()) {
      return new DiskEvent.Renamed(file, moved.get(), List.of(Disk.parent(target)));
    }
    List<String> changed = new ArrayList<>();
    dressing.clear(file);
    for (String made : disk.makeFolders(Disk.parent(target))) {
      changed.add(made);
      changed.add(Disk.parent(made));
    }
    disk.rename(names.staged(file), target);
    changed.add(Disk.parent(target));
    return new DiskEvent.Renamed(file, disk.fingerprint(target), changed);
  }

  /// Nothing is in its way if nothing has its name: each of its files has the folder for itself.
  private DiskEvent renameNest(int first) throws X {
    dressing.begin();
    link();
    String target = names.nestAt(first);
    return disk.moveFolderToFree(names.stagedNest(first), target)
        ? new DiskEvent.NestRenamed(first, List.of(Disk.parent(target)))
        : new DiskEvent.NestNotRenamed(first);
  }

  /// Before the first file gets its name, all that stand under other names are in staging, durably:
  /// whatever of the renames a power cut leaves, each has a name then.
  private void link() throws X {
    if (linked) return;
    Set<String> unsynced = new TreeSet<>();
    for (Map.Entry<Integer, Reopening.Move> one : reopened.moves().entrySet()) {
      Reopening.Move move = one.getValue();
      String path = names.staged(one.getKey());
      addFolders(Disk.parent(path), unsynced);
      disk.link(move.from(), path, move.print());
    }
    for (String folder : unsynced) disk.syncFolder(folder);
    linked = true;
  }

  /// All that it takes for a folder of staging to be durable.
  private void addFolders(String folder, Set<String> unsynced) {
    if (unsynced.add(folder) && !folder.equals(names.staging())) {
      addFolders(Disk.parent(folder), unsynced);
    }
  }

  /// Whatever has lost a name in the swap has another ctime, which nobody else gave it: that
  /// becomes durable, and is told.
  private void addRelinked(List<DiskEvent.Found> changed) throws X {
    BitSet told = new BitSet();
    for (DiskEvent.Found one : changed) told.set(one.file());
    List<Integer> relinked = new ArrayList<>();
    for (int file = 0; file < shape.fileCount(); file++) {
      if (!told.get(file) && reopened.losesNames(file) && isRelinked(file)) relinked.add(file);
    }
    disk.each(relinked.size(), i -> disk.sync(names.fileAt(relinked.get(i))));
    for (int file : relinked) {
      if (!isRelinked(file)) continue;
      Fingerprint now = disk.fingerprint(names.fileAt(file));
      changed.add(new DiskEvent.Found(file, now, Whose.OURS));
    }
  }

  private boolean isRelinked(int file) throws X {
    Optional<Fingerprint> then = reopened.known(file);
    return then.isPresent()
        && disk.look(names.fileAt(file)) instanceof Sighting.RegularFile(Fingerprint now)
        && now.isSameButForCtime(then.get())
        && !now.equals(then.get());
  }

  private void dropStaging() throws X {
    drop(names.staging());
  }

  private void drop(String folder) throws X {
    for (String name : disk.list(folder)) {
      String path = folder + "/" + name;
      if (disk.look(path) instanceof Sighting.Folder) drop(path);
      else disk.delete(path);
    }
    disk.delete(folder);
  }
}
