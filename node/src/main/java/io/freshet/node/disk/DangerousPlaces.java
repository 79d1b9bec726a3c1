package io.freshet.node.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Where nobody wants a mirror, however it is spelt: all of a machine, all of a person's files.
final class DangerousPlaces {
  private DangerousPlaces() {}

  /// @param homes people's home folders
  static void refuse(String destination, List<Path> homes) throws DestinationRefusedException {
    if (destination.equals("~") || destination.startsWith("~/")) {
      throw new DestinationRefusedException(
          destination + ": the shell has left the ~ as it is; write the folder out");
    }
    Path place = real(Path.of(destination));
    if (place.getNameCount() == 0) {
      throw new DestinationRefusedException(
          destination + " is the root of all folders; mirror into a folder of its own");
    }
    for (Path home : homes) {
      Path there = real(home);
      if (there.getNameCount() > 0 && there.startsWith(place)) {
        throw new DestinationRefusedException(
            destination
                + (there.equals(place) ? " is the home folder" : " has the home folder in it")
                + ", and a mirror deletes what the release lacks; mirror into a folder of its own");
      }
    }
  }

  /// Where a path leads, with what of it exists followed through links.
  private static Path real(Path path) {
    Path there = path.toAbsolutePath();
    Path rest = Path.of("");
    while (there.getParent() != null && !Files.exists(there)) {
      rest = there.getFileName().resolve(rest);
      there = there.getParent();
    }
    try {
      return there.toRealPath().resolve(rest).normalize();
    } catch (IOException e) {
      // Not to be looked at: then not to be written to either.
      return path.toAbsolutePath().normalize();
    }
  }
}
