package io.freshet.sim.disk;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Compares what can be seen of a disk with what was there before and with what shall be.
final class SwapChecker {
  private final SmallRelease next;

  /// What could be seen before.
  Map<String, String> before = Map.of();

  /// What no release put there.
  SmallTrees.Strangers theirs = new SmallTrees.Strangers(Map.of(), Set.of());

  SwapChecker(SmallRelease next) {
    this.next = next;
  }

  /// Everything but notes: each name with its content.
  static Map<String, String> visible(ForgetfulDisk disk) {
    Map<String, String> seen = new TreeMap<>();
    for (String path : disk.paths()) {
      if (!path.startsWith(".freshet/")) seen.put(path, contentOf(disk, path));
    }
    for (String folder : disk.folders()) {
      boolean counts = !folder.isEmpty() && !folder.startsWith(".freshet");
      if (counts) seen.put(folder, "a folder");
    }
    return seen;
  }

  private static String contentOf(ForgetfulDisk disk, String path) {
    String target = disk.linkTarget(path);
    return target.isEmpty() ? Arrays.toString(disk.content(path)) : "to " + target;
  }

  /// What is somebody's is in its place, or in the trash.
  void checkTheirs(ForgetfulDisk disk) {
    List<String> paths = disk.paths();
    theirs
        .files()
        .forEach(
            (path, bytes) -> {
              boolean safe =
                  (disk.has(path) && Arrays.equals(disk.content(path), bytes))
                      || paths.stream()
                          .anyMatch(
                              one ->
                                  one.startsWith(".freshet/trash/")
                                      && one.endsWith("/" + path)
                                      && Arrays.equals(disk.content(one), bytes));
              if (!safe) throw new IllegalStateException(path + " was somebody's and is lost");
            });
    List<String> folders = disk.folders();
    for (String path : theirs.folders()) {
      boolean safe =
          folders.contains(path)
              || folders.stream()
                  .anyMatch(one -> one.startsWith(".freshet/trash/") && one.endsWith("/" + path));
      if (!safe) throw new IllegalStateException(path + "/ was somebody's and is lost");
    }
  }

  void checkAsBefore(ForgetfulDisk disk) {
    Map<String, String> seen = visible(disk);
    if (!seen.equals(before)) {
      throw new IllegalStateException("before a swap: " + seen + " instead of " + before);
    }
  }

  /// Exactly the release can be seen.
  void checkDone(ForgetfulDisk disk) {
    checkTheirs(disk);
    Map<String, String> wanted = new TreeMap<>();
    for (int file = 0; file < next.fileCount(); file++) {
      String path = next.fileAt(file);
      wanted.put(
          path,
          next.isLink(file) ? "to " + next.linkTarget(file) : Arrays.toString(next.whole(file)));
      for (String above = path; !above.isEmpty(); ) {
        above = above.contains("/") ? above.substring(0, above.lastIndexOf('/')) : "";
        if (!above.isEmpty()) wanted.put(above, "a folder");
      }
    }
    Map<String, String> seen = visible(disk);
    if (!seen.equals(wanted)) {
      throw new IllegalStateException("after a swap: " + seen + " instead of " + wanted);
    }
  }
}
