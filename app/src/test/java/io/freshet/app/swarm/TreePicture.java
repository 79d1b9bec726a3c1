package io.freshet.app.swarm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// All that `rsync -rlptc` compares of a folder, a line for each name: two folders are equal when
/// their pictures are.
record TreePicture(SortedMap<String, String> lines) {
  private static final String OURS = ".freshet";

  /// What is gone while it is looked at is left out.
  static TreePicture of(Path root) throws IOException {
    SortedMap<String, String> lines = new TreeMap<>();
    add(root, root, lines);
    return new TreePicture(lines);
  }

  private static void add(Path root, Path folder, SortedMap<String, String> lines)
      throws IOException {
    List<Path> entries = new ArrayList<>();
    try (var listing = Files.newDirectoryStream(folder)) {
      listing.forEach(entries::add);
    }
    for (Path entry : entries) {
      String name = root.relativize(entry).toString();
      if (name.equals(OURS)) continue;
      lines.put(name, line(entry));
      if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) add(root, entry, lines);
    }
  }

  private static String line(Path entry) throws IOException {
    if (Files.isSymbolicLink(entry)) return "-> " + Files.readSymbolicLink(entry);
    String mode =
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(entry, LinkOption.NOFOLLOW_LINKS));
    // A folder's own time follows from what is done in it: `-O`.
    if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) return mode + " folder";
    FileTime time = Files.getLastModifiedTime(entry, LinkOption.NOFOLLOW_LINKS);
    byte[] bytes = Files.readAllBytes(entry);
    return mode + " " + bytes.length + " bytes " + Arrays.hashCode(bytes) + " " + time.toInstant();
  }

  /// What is not the same here as there.
  String difference(TreePicture other) {
    StringBuilder said = new StringBuilder();
    for (Map.Entry<String, String> one : lines.entrySet()) {
      String there = other.lines.get(one.getKey());
      if (!one.getValue().equals(there)) {
        said.append(one.getKey()).append(": ").append(one.getValue());
        said.append(", there: ").append(there).append('\n');
      }
    }
    for (String name : other.lines.keySet()) {
      if (!lines.containsKey(name)) said.append(name).append(": only there\n");
    }
    return said.toString();
  }
}
