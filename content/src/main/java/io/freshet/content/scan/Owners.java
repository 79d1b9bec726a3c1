package io.freshet.content.scan;

import io.freshet.content.Attributes.Owner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.HashMap;
import java.util.Map;

/// The names behind user and group numbers, each asked for once.
final class Owners {
  private final Map<Integer, String> users = new HashMap<>();
  private final Map<Integer, String> groups = new HashMap<>();

  Owner of(Path place, Stat stat) {
    if (!users.containsKey(stat.uid()) || !groups.containsKey(stat.gid())) learn(place, stat);
    return new Owner.Known(
        Integer.toUnsignedLong(stat.uid()),
        Integer.toUnsignedLong(stat.gid()),
        users.getOrDefault(stat.uid(), ""),
        groups.getOrDefault(stat.gid(), ""));
  }

  private void learn(Path place, Stat stat) {
    String user = "";
    String group = "";
    try {
      var names = Files.readAttributes(place, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      user = nameUnlessNumber(names.owner().getName(), stat.uid());
      group = nameUnlessNumber(names.group().getName(), stat.gid());
    } catch (IOException e) {
      // The entry is gone: its numbers stay true, and the next entry of the same owner is not asked
      // again for nothing.
    }
    users.putIfAbsent(stat.uid(), user);
    groups.putIfAbsent(stat.gid(), group);
  }

  // Of an owner that the system doesn't know Java makes a name out of the number.
  private static String nameUnlessNumber(String name, int id) {
    return name.equals(Integer.toUnsignedString(id)) || name.equals(Integer.toString(id))
        ? ""
        : name;
  }
}
