package io.freshet.content.scan;

import io.freshet.content.PathOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;

/// Which of the files that a walk found were hashed by an earlier scan.
///
/// A file is the one that was hashed when
/// 1. size, mtime, ctime and inode are what they were, whatever its path: nobody can set a ctime.
///    So a folder that was moved costs nothing, for that leaves what is in it untouched.
/// 2. it has another path, its old one is no longer this file, and size, mtime, inode, device and
///    time of birth are what they were: renaming a file gives it a new ctime. The birth, which
///    nobody can set either, tells it from a new file that got a deleted one's inode: builds give
///    all that they make one mtime. Where the file system knows no births, such a file is read.
///
/// What 2 cannot see: bytes that were overwritten in place, with the mtime set back, and the file
/// renamed after that. A new mode, owner or hard link under the old path looks like such an
/// overwriting, and costs reading.
final class Recall {
  /// No file of the earlier scan.
  static final int UNKNOWN = -1;

  private final EarlierScan earlier;
  private final Walk walk;

  /// By entry of the walk: the file of the earlier scan.
  private final int[] known;

  /// The files of the earlier scan whose path still leads to their inode.
  private final BitSet stayed = new BitSet();

  private Recall(EarlierScan earlier, Walk walk) {
    this.earlier = earlier;
    this.walk = walk;
    this.known = new int[walk.entries.size()];
    Arrays.fill(known, UNKNOWN);
  }

  /// By entry of the walk: which file of the earlier scan it is, or [#UNKNOWN].
  static int[] of(EarlierScan earlier, Walk walk) {
    var recall = new Recall(earlier, walk);
    recall.lookWhereTheyWere();
    recall.lookForMoved();
    return recall.known;
  }

  /// Both lists have one order.
  private void lookWhereTheyWere() {
    int file = 0;
    int count = earlier.fingerprints().count();
    String path = count > 0 ? earlier.manifest().path(0) : "";
    for (int entry = 0; entry < known.length; entry++) {
      String now = walk.entries.path(entry);
      int order = 1;
      while (file < count && (order = PathOrder.INSTANCE.compare(path, now)) < 0) {
        file++;
        path = file < count ? earlier.manifest().path(file) : "";
      }
      if (file == count) return;
      if (order > 0 || !isFile(file, entry)) continue;
      var before = earlier.fingerprints().of(file);
      var print = walk.entries.print(entry);
      if (before.inode() == print.inode()) stayed.set(file);
      if (before.equals(print)) known[entry] = file;
    }
  }

  private void lookForMoved() {
    int[] unknown =
        IntStream.range(0, known.length)
            .filter(entry -> known[entry] == UNKNOWN)
            .filter(walk.entries::isFile)
            .toArray();
    int count = earlier.fingerprints().count();
    int gone = count - stayed.cardinality();
    if (unknown.length == 0 || gone == 0) return;
    var byInode = new InodeTable(gone);
    for (int file = stayed.nextClearBit(0); file < count; file = stayed.nextClearBit(file + 1)) {
      byInode.put(earlier.fingerprints().of(file).inode(), file);
    }
    Set<Long> withBirths = devicesWithBirths();
    for (int entry : unknown) {
      for (int file : byInode.get(walk.entries.print(entry).inode())) {
        if (isFile(file, entry) && isSame(file, entry, withBirths)) known[entry] = file;
      }
    }
  }

  private boolean isSame(int file, int entry, Set<Long> withBirths) {
    var before = earlier.fingerprints().of(file);
    var now = walk.entries.print(entry);
    long device = walk.entries.device(entry);
    if (before.equals(now)) return true;
    return before.isSameButForCtime(now)
        && earlier.fingerprints().device(file) == device
        && earlier.fingerprints().bornNanos(file) == walk.entries.bornNanos(entry)
        && withBirths.contains(device);
  }

  /// A file of as many bytes: that a link's inode has become a file's is not worth a thought.
  private boolean isFile(int file, int entry) {
    return walk.entries.isFile(entry)
        && earlier.manifest().length(file) == walk.entries.bytes(entry);
  }

  /// Java says of a file system without births that everything was born when it was last modified.
  private Set<Long> devicesWithBirths() {
    var devices = new HashSet<Long>();
    for (Found.Folder folder : walk.folders) {
      Stat stat = folder.stat();
      if (stat.bornNanos() != stat.fingerprint().mtimeNanos()) devices.add(stat.device());
    }
    for (int entry = 0; entry < known.length; entry++) {
      long mtimeNanos = walk.entries.print(entry).mtimeNanos();
      if (walk.entries.bornNanos(entry) != mtimeNanos) devices.add(walk.entries.device(entry));
    }
    return devices;
  }

  /// Files by inode, 8 to 16 bytes each; those of one inode (hard links) are all found.
  private static final class InodeTable {
    private final int[] slots;
    private final long[] inodes;

    InodeTable(int count) {
      int size = Integer.highestOneBit(Math.max(count, 1)) * 4;
      slots = new int[size];
      inodes = new long[size];
    }

    void put(long inode, int file) {
      int slot = slot(inode);
      while (slots[slot] != 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = file + 1;
      inodes[slot] = inode;
    }

    int[] get(long inode) {
      var files = IntStream.builder();
      for (int slot = slot(inode); slots[slot] != 0; slot = (slot + 1) & (slots.length - 1)) {
        if (inodes[slot] == inode) files.add(slots[slot] - 1);
      }
      return files.build().toArray();
    }

    private int slot(long inode) {
      return (int) ((inode * 0x9E3779B97F4A7C15L) >>> 32) & (slots.length - 1);
    }
  }
}
