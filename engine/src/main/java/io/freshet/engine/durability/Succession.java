package io.freshet.engine.durability;

import java.util.ArrayList;
import java.util.List;

/// Puts a release in the place of the one before it: carries out what [Durability.Naming#TOGETHER]
/// asks for when all files are complete.
///
/// It looks, decides and acts name by name, so nothing has to be remembered over a crash: whoever
/// goes on finds each name as it was or as it shall be. First everything new gets its name; what is
/// in the way by its kind (a folder where a file shall be) goes just before. When that is durable,
/// what the release lacks is deleted, and attributes come last.
///
/// What no release put there, or somebody changed since, is theirs: it is never deleted and never
/// replaced, but moved to the trash, which is durable before anything else takes its name. A folder
/// that no release had goes there whole.
public final class Succession<X extends Exception> implements Carrier.Dressing<X> {
  private final Disk<X> disk;
  private final Names names;
  private final Outline outline;
  private final Ownership before;
  private final Attire<X> attire;
  private final UnsyncedFolders<X> unsynced;
  private final Disposal<X> disposal;
  // By an earlier process.
  private Swap left;

  /// Where to put what is somebody's, and whom to tell.
  ///
  /// @param folder does not exist, or was made for this very swap
  public record Trash(String folder, Witness witness) {}

  /// Is told what goes; must not block.
  public interface Witness {
    /// Hears nothing.
    Witness NONE =
        new Witness() {
          @Override
          public void deleted(String path) {}

          @Override
          public void trashed(String path, String to) {}
        };

    /// What an earlier release had put there is gone.
    void deleted(String path);

    /// What was somebody's stands elsewhere now.
    void trashed(String path, String to);
  }

  /// @param reopened what the release had come to before this process
  public Succession(
      Disk<X> disk,
      Reopening<X> reopened,
      Outline outline,
      Ownership before,
      Attire<X> attire,
      Trash trash) {
    this.disk = disk;
    this.names = reopened.names();
    this.left = reopened.swap();
    this.outline = outline;
    this.before = before;
    this.attire = attire;
    this.unsynced = new UnsyncedFolders<>(disk);
    this.disposal = new Disposal<>(disk, before, unsynced, trash);
  }

  @Override
  public void dress(int file, String path) throws X {
    attire.dress(file, path);
  }

  @Override
  public void clear(int file) throws X {
    makeWay(names.fileAt(file));
  }

  @Override
  public List<DiskEvent.Found> conclude() throws X {
    begin();
    for (int link : outline.links()) link(link);
    for (String folder : outline.folders()) makeFolder(folder);
    unsynced.sync();
    if (outline.ownsFolder()) {
      List<String> leftovers = new ArrayList<>();
      sweep("", leftovers);
      disposal.removeAll(leftovers);
    } else {
      for (String path : before.names()) forget(path);
    }
    List<DiskEvent.Found> redressed = attire.redress();
    unsynced.sync();
    attire.dressFolders();
    return redressed;
  }

  /// What an earlier process changed here may not be durable, and looks as if it were: it becomes
  /// so before anything is built on it.
  @Override
  public void begin() throws X {
    if (left != Swap.BEGUN) return;
    left = Swap.NOT_BEGUN;
    distrust("");
    unsynced.sync();
  }

  private void distrust(String folder) throws X {
    unsynced.add(folder);
    for (String name : disk.list(folder)) {
      String path = folder.isEmpty() ? name : folder + "/" + name;
      if (!path.equals(names.notes()) && unsynced.isFolder(path)) distrust(path);
    }
  }

  private void link(int file) throws X {
    String path = names.fileAt(file);
    if (disk.look(path) instanceof Sighting.Link(String target)
        && target.equals(outline.linkTarget(file))
        && attire.suits(file, path)) {
      return;
    }
    makeWay(path);
    makeFolder(Disk.parent(path));
    String draft = names.staged(file);
    if (!(disk.look(draft) instanceof Sighting.Nothing)) disk.delete(draft);
    disk.makeLink(draft, outline.linkTarget(file));
    attire.dress(file, draft);
    disk.rename(draft, path);
    unsynced.add(Disk.parent(path));
  }

  private void makeFolder(String path) throws X {
    if (unsynced.isFolder(path)) return;
    makeWay(path);
    if (!unsynced.isFolder(path)) unsynced.addMade(disk.makeFolders(path));
  }

  /// Nothing is in the way of a file, link or folder of this name then, but a file or link of ours
  /// that a rename replaces.
  private void makeWay(String path) throws X {
    switch (disk.look(path)) {
      case Sighting.Nothing() -> {}
      case Sighting.Blocked(String component) -> {
        disposal.removeNow(component);
        makeWay(path);
      }
      case Sighting.Folder() -> {
        if (!(outline.at(path) instanceof Outline.Place.Folder)) disposal.removeNow(path);
      }
      case Sighting now -> {
        boolean folderComes = outline.at(path) instanceof Outline.Place.Folder;
        if (folderComes || before.of(path, now) == Whose.THEIRS) disposal.removeNow(path);
      }
    }
  }

  /// Collects what the release lacks.
  private void sweep(String folder, List<String> leftovers) throws X {
    for (String name : disk.list(folder)) {
      String path = folder.isEmpty() ? name : folder + "/" + name;
      if (names.notes().startsWith(path + "/")) continue;
      switch (outline.at(path)) {
        case Outline.Place.Unsettled(), Outline.Place.File(int _) -> {}
        case Outline.Place.Folder() -> {
          if (unsynced.isFolder(path)) sweep(path, leftovers);
        }
        case Outline.Place.Nothing() -> leftovers.add(path);
      }
    }
  }

  /// A file that an earlier release had and this one lacks; folders that are empty without it.
  private void forget(String path) throws X {
    if (!(outline.at(path) instanceof Outline.Place.Nothing)) return;
    Sighting now = disk.look(path);
    boolean there = now instanceof Sighting.RegularFile || now instanceof Sighting.Link;
    if (!there || before.of(path, now) == Whose.THEIRS) return;
    disposal.remove(path);
    String folder = Disk.parent(path);
    while (!folder.isEmpty() && disk.list(folder).isEmpty()) {
      disposal.remove(folder);
      folder = Disk.parent(folder);
    }
  }
}
