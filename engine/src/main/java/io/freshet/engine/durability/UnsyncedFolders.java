package io.freshet.engine.durability;

import java.util.List;
import java.util.TreeSet;

/// The folders in which names have changed that may not be durable.
final class UnsyncedFolders<X extends Exception> {
  private final Disk<X> disk;
  private final TreeSet<String> folders = new TreeSet<>();

  UnsyncedFolders(Disk<X> disk) {
    this.disk = disk;
  }

  void add(String folder) {
    folders.add(folder);
  }

  /// These are new, and so are their names in those above.
  void addMade(List<String> made) {
    for (String folder : made) {
      folders.add(folder);
      folders.add(Disk.parent(folder));
    }
  }

  void sync() throws X {
    for (String folder : folders) {
      // One that was made and has gone again is of no account.
      if (isFolder(folder)) disk.syncFolder(folder);
    }
    folders.clear();
  }

  boolean isFolder(String path) throws X {
    return disk.look(path) instanceof Sighting.Folder;
  }
}
