package io.freshet.sim.disk;

import io.freshet.engine.durability.Sighting;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// Trees of a few files and links under a few names, so that from one to the next a file often
/// becomes a folder, a folder a link, and two names change places.
final class SmallTrees {
  private static final String[] NAMES = {"a", "b", "c"};
  private static final int BYTES_MAX = 9;

  private final RandomGenerator random;

  SmallTrees(RandomGenerator random) {
    this.random = random;
  }

  SortedMap<String, SmallEntry> draw() {
    SortedMap<String, SmallEntry> tree = new TreeMap<>();
    int entries = random.nextInt(6);
    for (int i = 0; i < entries; i++) add(tree, path(), entry());
    return tree;
  }

  private String path() {
    StringBuilder path = new StringBuilder(name());
    while (random.nextInt(5) < 2) path.append('/').append(name());
    return path.toString();
  }

  private String name() {
    return NAMES[random.nextInt(NAMES.length)];
  }

  private SmallEntry entry() {
    if (random.nextInt(4) == 0) return new SmallEntry.Link("../" + name());
    byte[] bytes = new byte[random.nextInt(BYTES_MAX)];
    random.nextBytes(bytes);
    return new SmallEntry.File(bytes);
  }

  /// In place of whatever is in the way.
  private static void add(SortedMap<String, SmallEntry> tree, String path, SmallEntry entry) {
    tree.keySet().removeIf(other -> other.startsWith(path + "/") || path.startsWith(other + "/"));
    tree.put(path, entry);
  }

  private static SmallEntry at(SortedMap<String, SmallEntry> tree, String path) {
    return Objects.requireNonNull(tree.get(path), path);
  }

  /// Another tree that has something of this one.
  SortedMap<String, SmallEntry> after(SortedMap<String, SmallEntry> before) {
    SortedMap<String, SmallEntry> tree = new TreeMap<>(before);
    int changes = 1 + random.nextInt(5);
    for (int i = 0; i < changes; i++) {
      List<String> paths = new ArrayList<>(tree.keySet());
      if (paths.isEmpty() || random.nextInt(3) == 0) {
        add(tree, path(), entry());
        continue;
      }
      String one = paths.get(random.nextInt(paths.size()));
      String other = paths.get(random.nextInt(paths.size()));
      switch (random.nextInt(4)) {
        case 0 -> tree.remove(one);
        case 1 -> tree.put(one, entry());
        case 2 -> {
          SmallEntry here = at(tree, one);
          tree.put(one, at(tree, other));
          tree.put(other, here);
        }
        default -> {
          SmallEntry moved = at(tree, one);
          tree.remove(one);
          add(tree, path(), moved);
        }
      }
    }
    return tree;
  }

  /// What somebody has put into a destination.
  ///
  /// @param folders that were empty when they were made
  record Strangers(Map<String, byte[]> files, Set<String> folders) {}

  /// Somebody puts files and folders of their own among those of a release, and changes one or two;
  /// all of it reaches the disk.
  Strangers strangers(ForgetfulDisk disk, SmallRelease standing) throws DiskFault {
    Map<String, byte[]> theirs = new TreeMap<>();
    Set<String> folders = new TreeSet<>();
    int count = random.nextInt(3);
    for (int i = 0; i < count; i++) {
      String path = path();
      if (!(disk.look(path) instanceof Sighting.Nothing)) continue;
      if (random.nextInt(4) == 0) {
        disk.makeFolders(path);
        folders.add(path);
        continue;
      }
      disk.makeFolders(DiskProcess.parent(path));
      disk.create(path);
      theirs.put(path, write(disk, path));
    }
    for (int file = 0; file < standing.fileCount(); file++) {
      if (standing.isLink(file) || random.nextInt(4) > 0) continue;
      theirs.put(standing.fileAt(file), write(disk, standing.fileAt(file)));
    }
    for (String path : disk.paths()) {
      disk.sync(path);
    }
    for (String folder : disk.folders()) disk.syncFolder(folder);
    return new Strangers(theirs, folders);
  }

  private byte[] write(ForgetfulDisk disk, String path) throws DiskFault {
    byte[] bytes = new byte[BYTES_MAX + random.nextInt(4)];
    random.nextBytes(bytes);
    disk.passTime(10);
    disk.write(path, ByteBuffer.wrap(bytes), 0);
    return bytes;
  }
}
