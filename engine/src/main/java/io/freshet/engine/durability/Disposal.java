package io.freshet.engine.durability;

import java.util.List;

/// Takes away what stands where it shall not stand any more: what an earlier release put there is
/// deleted, what is somebody's is moved to the trash.
final class Disposal<X extends Exception> {
  private final Disk<X> disk;
  private final Ownership before;
  private final UnsyncedFolders<X> unsynced;
  private final Succession.Trash trash;

  Disposal(Disk<X> disk, Ownership before, UnsyncedFolders<X> unsynced, Succession.Trash trash) {
    this.disk = disk;
    this.before = before;
    this.unsynced = unsynced;
    this.trash = trash;
  }

  /// Durably: another name follows that a power cut must not find alone.
  void removeNow(String path) throws X {
    removeAll(List.of(path));
    unsynced.sync();
  }

  /// What is somebody's is out of a folder, and durable elsewhere, before the folder goes.
  void removeAll(List<String> paths) throws X {
    for (String path : paths) rescue(path);
    unsynced.sync();
    for (String path : paths) remove(path);
  }

  /// Moves what is somebody's to the trash.
  private void rescue(String path) throws X {
    Sighting now = disk.look(path);
    switch (now) {
      case Sighting.Nothing(), Sighting.Blocked(String _) -> {}
      case Sighting.Folder() -> {
        if (before.of(path, now) == Whose.THEIRS) trashFolder(path);
        else for (String name : disk.list(path)) rescue(path + "/" + name);
      }
      case Sighting.RegularFile _, Sighting.Link _, Sighting.Special _ -> {
        if (before.of(path, now) == Whose.THEIRS) trash(path);
      }
    }
  }

  /// Deletes what is ours, with all that is in it.
  void remove(String path) throws X {
    Sighting now = disk.look(path);
    switch (now) {
      case Sighting.Nothing(), Sighting.Blocked(String _) -> {}
      case Sighting.Folder() -> {
        if (before.of(path, now) == Whose.THEIRS) {
          // It came just now.
          trashFolder(path);
          unsynced.sync();
        } else {
          for (String name : disk.list(path)) remove(path + "/" + name);
          disk.delete(path);
          unsynced.add(Disk.parent(path));
        }
      }
      case Sighting.RegularFile _, Sighting.Link _, Sighting.Special _ -> {
        switch (before.of(path, now)) {
          case OURS -> {
            disk.delete(path);
            unsynced.add(Disk.parent(path));
            trash.witness().deleted(path);
          }
          case THEIRS -> {
            // It came just now.
            trash(path);
            unsynced.sync();
          }
        }
      }
    }
  }

  private void trash(String path) throws X {
    String target = placeInTrash(path);
    disk.rename(path, target);
    unsynced.add(Disk.parent(target));
    unsynced.add(Disk.parent(path));
    trash.witness().trashed(path, target);
  }

  /// As it is: with its mode, times and owners, and what is empty in it.
  private void trashFolder(String path) throws X {
    String target = placeInTrash(path);
    if (disk.moveFolder(path, target)) {
      trash.witness().trashed(path, target);
    } else {
      disk.makeFolderLike(target, path);
      unsynced.add(target);
      for (String name : disk.list(path)) trashAny(path + "/" + name);
      // What was in it is durable elsewhere before it goes.
      unsynced.add(Disk.parent(target));
      unsynced.sync();
      disk.delete(path);
    }
    unsynced.add(Disk.parent(target));
    unsynced.add(Disk.parent(path));
  }

  private void trashAny(String path) throws X {
    if (unsynced.isFolder(path)) trashFolder(path);
    else trash(path);
  }

  /// A free name in the trash, in folders that let nobody see more than those that this is in.
  private String placeInTrash(String path) throws X {
    String top = trash.folder();
    // Two of the same name can come from two turns of the same swap.
    for (int turn = 2; !isFree(top, path); turn++) top = trash.folder() + "~" + turn;
    unsynced.addMade(disk.makeFolders(top));
    for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
      String folder = path.substring(0, end);
      String like = top + "/" + folder;
      if (unsynced.isFolder(like)) continue;
      disk.makeFolderLike(like, folder);
      unsynced.add(like);
      unsynced.add(Disk.parent(like));
    }
    return top + "/" + path;
  }

  /// Nothing is there, and nothing but folders on the way.
  private boolean isFree(String top, String path) throws X {
    return disk.look(top + "/" + path) instanceof Sighting.Nothing;
  }
}
