package io.freshet.app;

import io.freshet.app.arguments.UsageException;
import io.freshet.app.running.RunningNode;
import io.freshet.app.running.Standing;
import io.freshet.node.disk.PlacedRelease;
import io.freshet.node.disk.VersionedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// Keeps what mirrors of this machine write out of what is served from it, and the other way round:
/// a release that comes to lie in its own source would be in the next one, and a source in a
/// mirror's folder would be deleted by it. Only running commands of this user are known.
final class Neighbours {
  private static final Set<String> SOURCES = Set.of("serve", "publish");

  private Neighbours() {}

  /// May a mirror write here?
  static void checkMirror(Path destination) throws IOException, UsageException {
    Path here = real(destination);
    for (Standing other : running()) {
      if (!SOURCES.contains(other.work().command())) continue;
      Path there = real(Path.of(other.work().on()));
      boolean passesOn = here.equals(there) && PlacedRelease.isMirrored(destination);
      if (here.startsWith(there) && !passesOn) {
        throw new UsageException(
            destination
                + " lies in "
                + named(other)
                + ": what is mirrored there would be in the next release; choose a folder outside");
      }
      if (there.startsWith(here) && !passesOn && !VersionedFolder.isVersioned(destination)) {
        throw new UsageException(
            destination
                + " has "
                + named(other)
                + " in it, and a mirror deletes what its release lacks; choose another folder");
      }
    }
  }

  /// May this be served?
  static void checkSource(Path source) throws IOException, UsageException {
    Path here = real(source);
    for (Standing other : running()) {
      if (!other.work().command().equals("mirror")) continue;
      Path there = real(Path.of(other.work().on()));
      if (here.equals(there)) continue;
      if (there.startsWith(here)) {
        throw new UsageException(
            source
                + " has "
                + named(other)
                + " in it: what is mirrored there would be in the next release; choose a folder without it");
      }
      if (here.startsWith(there) && !VersionedFolder.isVersioned(there)) {
        throw new UsageException(
            source
                + " lies in "
                + named(other)
                + ", which deletes what its release lacks; choose that folder itself, or one outside");
      }
    }
  }

  private static List<Standing> running() throws IOException {
    return RunningNode.all(StateFolder.ofRunningNodes(System.getenv())).stream()
        .map(RunningNode::standing)
        .filter(standing -> !standing.work().on().equals("-"))
        .toList();
  }

  /// `the serve of /data/models (process 123)`.
  private static String named(Standing other) {
    return "the " + other.work() + " (process " + other.pid() + ")";
  }

  /// With what of it exists followed through links.
  private static Path real(Path path) throws IOException {
    Path there = path.toAbsolutePath();
    Path rest = Path.of("");
    for (Path above = there.getParent();
        above != null && !Files.exists(there);
        above = there.getParent()) {
      rest = there.getFileName().resolve(rest);
      there = above;
    }
    return there.toRealPath().resolve(rest).normalize();
  }
}
